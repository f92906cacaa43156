"""The password, the user name and the recovery codes on the security page."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import attempts, events, factors, passwords, recovery, user_names
from privet.storage.accounts import Account
from privet.storage.store import Store
from tests import people
from tests.views.test_security import SECURITY, made, sent

OLD, NEW = "juniper wagon candle", "seven quiet herons wade"


@pytest.fixture
def store(app: Flask) -> Store:
    """Give what the site keeps."""
    store: Store = app.extensions["privet"].store
    return store


@pytest.fixture
def account(store: Store) -> str:
    """Give a member who signs in with a password."""
    return made(store, user_name="ana.ruiz", password=passwords.hashed(OLD))


def kept(store: Store, account: str) -> str | None:
    """Give what is kept of the password."""
    with store.reading():
        row = Account.by_id(account)
        return row.password if row else None


@pytest.mark.promise("P11")
def test_a_new_password_ends_the_other_sessions(app: Flask, store: Store, account: str) -> None:
    """Whoever got in elsewhere with the old one is out; this session goes on (ASVS 7.4.3)."""
    elsewhere, client = people.signed_in(app, account), people.signed_in(app, account)

    answer = sent(client, SECURITY + "password", old=OLD, new=NEW)

    assert answer.status_code == 303
    assert passwords.fits(kept(store, account), NEW)
    assert "/account/sign-in" in elsewhere.get(SECURITY).location
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "The password was changed." in page.text


@pytest.mark.promise("P11")
def test_a_new_password_needs_the_old_one(app: Flask, store: Store, account: str) -> None:
    """Six wrong ones, and the right one doesn't help either for an hour; nothing typed comes back."""
    client, before = people.signed_in(app, account), kept(store, account)

    tries = [sent(client, SECURITY + "password", old=f"wrong {n} wrong wrong", new=NEW) for n in range(6)]
    late = sent(client, SECURITY + "password", old=OLD, new=NEW)

    assert {answer.status_code for answer in [*tries, late]} == {400}
    assert "Too many tries" in late.text
    assert not any(word in answer.text for answer in tries for word in ("wrong wrong", NEW))
    assert kept(store, account) == before


@pytest.mark.parametrize("weak", ["", "short", "ana.ruiz ana.ruiz", "Password1234", "larkspur larkspur"])
def test_a_weak_password_is_refused_with_a_reason(app: Flask, store: Store, account: str, weak: str) -> None:
    """Beside the field, and the old one stays."""
    client, before = people.signed_in(app, account), kept(store, account)

    answer = sent(client, SECURITY + "password", old=OLD, new=weak)

    assert answer.status_code == 400
    assert 'id="new-fault"' in answer.text
    assert kept(store, account) == before


def test_another_user_name_signs_in_from_now_on(app: Flask, store: Store, account: str) -> None:
    """The old one is free, and the event names neither."""
    client = people.signed_in(app, account)

    answer = sent(client, SECURITY + "user-name", user_name="  Ana  Ruiz ")

    assert answer.status_code == 303
    assert user_names.of(store, account) == "Ana Ruiz"
    with store.reading():
        assert Account.by_sign("ANA RUIZ") is not None
        assert Account.by_sign("ana.ruiz") is None
    assert "The user name was changed." in client.get(answer.location).text
    assert len(events.listed(store, "user-name.changed")) == 1


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ab",
        "a" * 65,
        "ana@example.org",
        "900-12-4417",
        "x900124417",
        "other.one",
        "Other.One",
        "ana\u200bruiz",
    ],
)
def test_a_user_name_that_can_not_be_used_is_refused(
    app: Flask, store: Store, account: str, name: str
) -> None:
    """Too short, too long, an address, a number like an SSN, taken, or with signs that nobody sees."""
    made(store, user_name="other.one")
    client = people.signed_in(app, account)

    answer = sent(client, SECURITY + "user-name", user_name=name)

    assert answer.status_code == 400
    assert 'id="user_name-fault"' in answer.text
    assert user_names.of(store, account) == "ana.ruiz"


@pytest.mark.promise("P11")
def test_nobody_finds_out_on_and_on_which_user_names_are_taken(
    app: Flask, store: Store, account: str
) -> None:
    """After ten looks taken and free names are answered alike, signing in anew or not; the account stays."""
    made(store, user_name="other.one")
    client = people.signed_in(app, account)
    for number in range(10):
        name = "other.one" if number % 2 else f"free-{number}"
        assert sent(client, SECURITY + "user-name", user_name=name).status_code == (
            400 if number % 2 else 303
        )
    attempts.forgive(store, account)

    taken, free = (sent(client, SECURITY + "user-name", user_name=name) for name in ("other.one", "free-10"))

    assert taken.status_code == free.status_code == 429
    assert 'id="user_name-fault"' in taken.text
    assert taken.text.replace("other.one", "free-10").count("free-10") == free.text.count("free-10")
    assert user_names.of(store, account) == "free-8"


@pytest.mark.promise("P11")
def test_recovery_codes_are_shown_once(app: Flask, store: Store, account: str) -> None:
    """They stand on one page that nobody keeps; asking again makes others."""
    client = people.signed_in(app, account)

    first, second = sent(client, SECURITY + "codes"), sent(client, SECURITY + "codes")

    shown = [re.findall(r"<li><code>([^<]+)</code>", answer.text) for answer in (first, second)]
    assert [len(codes) for codes in shown] == [recovery.COUNT] * 2
    assert not set(shown[0]) & set(shown[1])
    assert first.headers["Cache-Control"] == "no-store"
    now = datetime.now(UTC)
    assert not factors.check_code(store, account, shown[0][0], now)
    assert factors.check_code(store, account, shown[1][0], now)
    assert not any(code in client.get(SECURITY).text for code in shown[1])


def test_what_changes_needs_the_token_of_the_session(app: Flask, store: Store, account: str) -> None:
    """A form of another page, sent with the cookie and without the token, changes nothing."""
    client: FlaskClient = people.signed_in(app, account)

    answers = [client.post(SECURITY + name) for name in ("codes", "password", "app", "passkey", "user-name")]

    assert {answer.status_code for answer in answers} == {403}
    assert not recovery.left(store, account)
