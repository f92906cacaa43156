"""People for tests: made-up records and accounts, and clients that are signed in without a password."""

import json
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from privet.domain import sessions
from privet.storage.accounts import Account
from privet.storage.events import PersonKey
from privet.storage.ids import new_id
from privet.storage.people import Group, Person, Representative
from privet.storage.provenance import GIVEN
from privet.storage.store import Store
from privet.web.sessions import COOKIE
from tests.conftest import CheckingClient

SSN = "900-12-4417"  # No real one begins with a nine.
FACTS: dict[str, Any] = {
    "name": "Ana María Ruiz",
    "birth_date": "1984-02-29",
    "address": "12 Juniper Lane\nColumbus, OH 43004",
    "email": "ana.ruiz@example.org",
    "ssn_last4": "4417",
    "plan": "Larkspur Standard",
    "covered_from": date(2020, 1, 1),
    "status": "current",
}


def group(store: Store, name: str = "hollis-mills") -> str:
    """Make an employer group; gives its id."""
    with store.writing():
        if Group.get_or_none(Group.id == name) is None:
            Group.create(id=name, name=name.title(), office="Benefits office", phone="1-614-555-0177")
    return name


def representative(store: Store, name: str = "hollis-office", of: str = "hollis-mills") -> str:
    """Make a representative of a group; gives the id."""
    group(store, of)
    with store.writing():
        Representative.create(
            id=name,
            group=of,
            name=f"Office of {of}",
            phone="1-614-555-0178",
            address="1 Mill Street\nColumbus, OH 43004",
        )
    return name


def person(store: Store, number: str, **facts: Any) -> str:
    """Make somebody on record, a member unless a ``holder`` is given; gives the id."""
    with store.writing():
        subject = PersonKey.begin()
        filled = {"id": subject, "number": number} | FACTS | facts
        origin = ["employer", "2026-11-01", "1.0"]
        given = {field: origin for field in GIVEN if filled.get(field)}
        Person.create(**filled, provenance=json.dumps(given))
    return subject


def account(store: Store, role: str = "member", **fields: Any) -> str:
    """Make an account that has begun; gives its id."""
    begun = int(datetime.now(UTC).timestamp() * 1_000_000)
    with store.writing():
        return str(Account.create(id=new_id(), role=role, begun_at=begun, **fields).id)


def signed_in(app: Flask, account_id: str) -> FlaskClient:
    """Give a client with a session of ``account_id`` in which a factor was just shown."""
    store: Store = app.extensions["privet"].store
    value, _live = sessions.begin(
        store, account_id, half=False, browser="Firefox, Linux", now=datetime.now(UTC)
    )
    app.test_client_class = CheckingClient
    client = app.test_client()
    client.set_cookie(COOKIE, value, domain="localhost", path="/", secure=True, httponly=True)
    return client


def token(page: str) -> str:
    """Give the token of the first form on a page."""
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]
