"""Somebody at the door of the secure area: an account with password and app, and both steps of signing in."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from privet.domain import passwords
from privet.storage.accounts import Account
from privet.storage.store import Store
from privet.web import sessions
from tests import people
from tests.devices import with_app

PASSWORD = "brass kettle on the seventh stair"  # noqa: S105
SIGN_IN, CODE, CONFIRM = "/account/sign-in", "/account/sign-in/code", "/account/confirm"


@dataclass
class Somebody:
    """Who may sign in: the account, the person on record, the user name, and the app that shows codes."""

    account: str
    person: str
    user_name: str
    app: pyotp.TOTP

    def code(self, steps: int = 0) -> str:
        """Give the code that the app shows now, or so many steps of 30 seconds later."""
        return self.app.at(sessions.now() + timedelta(seconds=30 * steps))


class Clock:
    """The clock that sessions are judged by."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = datetime.now(UTC)
        patch.setattr(sessions, "now", lambda: self.now)

    def on(self, **span: float) -> None:
        """Let time go by."""
        self.now += timedelta(**span)


def store_of(app: Flask) -> Store:
    """Give what the site keeps."""
    store: Store = app.extensions["privet"].store
    return store


def somebody(app: Flask, user_name: str = "juniper-42", **fields: Any) -> Somebody:
    """Make a member who may sign in."""
    store = store_of(app)
    person = people.person(store, f"LBT-{user_name}")
    hashed = passwords.hashed(PASSWORD)
    account = people.account(store, person=person, user_name=user_name, password=hashed, **fields)
    return Somebody(account, person, user_name, with_app(store, account, sessions.now()))


def first(client: FlaskClient, user_name: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """Send user name and password."""
    return client.post(SIGN_IN, data={"user_name": user_name, "password": password} | more)


def second(client: FlaskClient, page: str, code: str, **more: str) -> TestResponse:
    """Send a code with the token of the page before."""
    return client.post(CODE, data={"csrf_token": people.token(page), "code": code} | more)


def enter(client: FlaskClient, who: Somebody, **more: str) -> TestResponse:
    """Take both steps; gives the answer to the second."""
    answer = first(client, who.user_name, **more)
    assert answer.status_code == 303, answer.text
    return second(client, client.get(answer.location).text, who.code(), **more)


def cookie(client: FlaskClient) -> str:
    """Give the value of the cookie that a client holds; empty if there is none."""
    held = client.get_cookie(sessions.COOKIE)
    return held.value if held else ""


def bringing(app: Flask, value: str) -> "Bringer":
    """Give a client that brings a cookie with this value, whatever the site sets."""
    return Bringer(app.test_client(use_cookies=False), value)


@dataclass
class Bringer:
    """Somebody with a copy of a cookie."""

    client: FlaskClient
    value: str

    def get(self, path: str) -> TestResponse:
        """Fetch."""
        return self.client.get(path, headers={"Cookie": f"{sessions.COOKIE}={self.value}"})

    def post(self, path: str, data: dict[str, str]) -> TestResponse:
        """Send a form."""
        return self.client.post(path, data=data, headers={"Cookie": f"{sessions.COOKIE}={self.value}"})


def hidden(page: str, action: str) -> dict[str, str]:
    """Give the hidden values of the last form on a page that goes to ``action``."""
    form = page.rpartition(f'action="{action}"')[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def failed(app: Flask, account: str) -> int:
    """Give how many tries failed since the last sign-in."""
    with store_of(app).reading():
        return int(Account.get_by_id(account).failed)
