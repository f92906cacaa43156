"""The security page, from the side of its owner, of others, and of somebody at an open session."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from webauthn.helpers import base64url_to_bytes

from privet.domain import factors, recovery
from privet.domain.roles import PEOPLE, REPRESENTATIVE, ROLES
from privet.domain.times import micro
from privet.storage.ids import new_id
from privet.storage.sessions import Session
from privet.storage.store import Store
from tests import people
from tests.devices import Device, enrolled, with_app

SECURITY = "/account/security/"
PAGES = [SECURITY + name for name in ("password", "user-name", "app", "passkey", "codes", "remove/unknown")]


@pytest.fixture
def store(app: Flask) -> Store:
    """Give what the site keeps."""
    store: Store = app.extensions["privet"].store
    return store


def _key(page: str) -> str:
    """Give the key that a page shows to be typed in."""
    return str(re.findall(r'class="key">([^<]+)<', page)[0]).replace(" ", "")


def made(store: Store, role: str = "member", **fields: Any) -> str:
    """Make an account of ``role`` with what it needs."""
    if role in PEOPLE:
        holder = people.person(store, new_id()) if role == "dependent" else None
        facts = {"holder": holder, "relation": "child"} if holder else {}
        fields["person"] = people.person(store, new_id(), **facts)
    if role == REPRESENTATIVE:
        fields["representative"] = people.representative(store)
    return people.account(store, role, **fields)


def sent(client: FlaskClient, path: str, **values: str) -> Any:
    """Fill in the form at ``path`` and send it, with the hidden values that it came with."""
    page = client.get(path)
    assert page.status_code == 200, page.text
    form = page.text.partition(f'action="{path}"')[2].partition("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return client.post(path, data=hidden | values)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_who_signs_in_has_the_page(app: Flask, store: Store, role: str) -> None:
    """It works for members, representatives, agents and staff alike, and so do the pages behind it."""
    client = people.signed_in(app, made(store, role))

    for path in (SECURITY, *PAGES[:-1]):
        assert client.get(path).status_code == 200, path


@pytest.mark.promise("P11")
@pytest.mark.parametrize("path", PAGES)
def test_nothing_changes_without_a_factor_shown_lately(app: Flask, store: Store, path: str) -> None:
    """Somebody at an open session is asked for the factor first, for showing and for sending (ASVS 7.5.1)."""
    account = made(store)
    client = people.signed_in(app, account)
    token = people.token(client.get(SECURITY).text)
    with store.writing():
        late = micro(datetime.now(UTC) - timedelta(minutes=11))
        Session.update(proved_at=late).where(Session.account == account).execute()

    shown, posted = client.get(path), client.post(path, data={"csrf_token": token})

    assert "/account/confirm" in shown.location
    assert posted.status_code != 400
    assert not recovery.left(store, account)
    assert client.get(SECURITY).status_code == 200


def test_an_app_is_added_once_its_code_is_right(app: Flask, store: Store) -> None:
    """A wrong code keeps the key, so that nobody has to begin anew; a right one adds the app."""
    account = made(store, user_name="ana.ruiz")
    client = people.signed_in(app, account)
    path = SECURITY + "app"

    wrong = sent(client, path, code="000000")
    secret = _key(wrong.text)
    sealed = re.findall(r'name="secret" value="([^"]+)"', wrong.text)[0]
    answer = client.post(
        path,
        data={
            "csrf_token": people.token(wrong.text),
            "secret": sealed,
            "code": pyotp.TOTP(secret).now(),
        },
    )

    assert wrong.status_code == 400
    assert 'aria-invalid="true"' in wrong.text
    assert "<svg" in wrong.text
    assert answer.status_code == 303
    assert factors.kinds(store, account) == {"totp"}
    page = client.get(answer.location).text
    assert "Authenticator app" in page
    assert "You added an authenticator app." in page


@pytest.mark.promise("P11")
def test_a_key_that_was_made_for_another_account_is_not_taken(app: Flask, store: Store) -> None:
    """Nobody can have somebody add an app whose key they know."""
    attacker, victim = people.signed_in(app, made(store)), people.signed_in(app, made(store))
    path = SECURITY + "app"
    page = attacker.get(path).text
    foreign = re.findall(r'name="secret" value="([^"]+)"', page)[0]

    answer = sent(victim, path, secret=foreign, code=pyotp.TOTP(_key(page)).now())

    assert answer.status_code == 400
    assert _key(answer.text) != _key(page)


def test_a_passkey_is_added_by_the_page_with_the_script(app: Flask, store: Store) -> None:
    """Its page alone may run our script and ask for passkeys; the same answer isn't taken twice."""
    account = made(store, "clerk", user_name="clara", name="Clara Vane")
    client = people.signed_in(app, account)
    path = SECURITY + "passkey"
    page = client.get(path)
    options = json.loads(html.unescape(re.findall(r'data-options="([^"]+)"', page.text)[0]))
    challenge = re.findall(r'name="challenge" value="([^"]+)"', page.text)[0]
    answer = Device(origin="https://localhost").make(base64url_to_bytes(options["challenge"]))
    form = {"csrf_token": people.token(page.text), "challenge": challenge, "credential": answer.credential}

    added, again = client.post(path, data=form | {"name": "my phone"}), client.post(path, data=form)

    assert (added.status_code, again.status_code) == (303, 400)
    assert [(found.kind, found.name) for found in factors.listed(store, account)] == [("passkey", "my phone")]
    assert options["user"]["name"] == "clara"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in page.headers["Content-Security-Policy"]
    assert "publickey-credentials-create=(self)" in page.headers["Permissions-Policy"]
    elsewhere = client.get(SECURITY).headers
    assert "script-src" not in elsewhere["Content-Security-Policy"]
    assert "publickey" not in elsewhere["Permissions-Policy"]


def test_the_host_that_a_browser_names_makes_no_origin(app: Flask, store: Store) -> None:
    """A page on another port of this machine can't pass an answer on that was given there."""
    account = made(store)
    client = people.signed_in(app, account)
    path, named = SECURITY + "passkey", {"Host": "localhost:9999"}
    page = client.get(path, headers=named)
    options = json.loads(html.unescape(re.findall(r'data-options="([^"]+)"', page.text)[0]))
    challenge = re.findall(r'name="challenge" value="([^"]+)"', page.text)[0]
    answer = Device(origin="https://localhost:9999").make(base64url_to_bytes(options["challenge"]))
    form = {"csrf_token": people.token(page.text), "challenge": challenge, "credential": answer.credential}

    assert client.post(path, data=form, headers=named).status_code == 400
    assert not factors.kinds(store, account)


@pytest.mark.promise("P11")
def test_factors_of_others_are_as_unknown_as_none(app: Flask, store: Store) -> None:
    """The page of a foreign factor and of one that nobody has are the same, to see and to send."""
    account, other = made(store), made(store)
    _device, own = enrolled(store, account)
    _device, foreign = enrolled(store, other)
    enrolled(store, other)
    client = people.signed_in(app, account)
    token = people.token(client.get(SECURITY).text)

    def pages(name: str) -> list[tuple[int, str]]:
        path = f"{SECURITY}remove/{name}"
        answers = client.get(path), client.post(path, data={"csrf_token": token})
        return [(answer.status_code, answer.text.replace(name, "")) for answer in answers]

    assert pages(foreign) == pages(new_id())
    assert {code for code, _text in pages(foreign)} == {404}
    assert len(factors.listed(store, other)) == 2
    assert pages(own)[1][0] == 400
    assert len(factors.listed(store, account)) == 1


def test_one_of_two_factors_is_removed(app: Flask, store: Store) -> None:
    """The page asks, then says what was done."""
    account = made(store)
    _device, first = enrolled(store, account)
    with_app(store, account)
    client = people.signed_in(app, account)

    answer = sent(client, f"{SECURITY}remove/{first}")

    assert answer.status_code == 303
    assert factors.kinds(store, account) == {"totp"}
    assert "You removed a passkey." in client.get(answer.location).text
