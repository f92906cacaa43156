"""Own sessions: when they end by themselves, the list of them, and what is left after signing off."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import passwords
from privet.domain import sessions as known
from privet.domain.passwords import Change
from privet.storage.accounts import Account
from privet.storage.sessions import Session
from privet.web import sessions
from tests import door, people
from tests.door import Clock, Somebody, store_of

PAGE = "/account/sessions/"


@pytest.fixture
def who(app: Flask) -> Somebody:
    """Give a member who may sign in."""
    return door.somebody(app)


@pytest.mark.promise("P15")
def test_a_session_ends_after_fifteen_minutes_without_a_page(
    app: Flask, who: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    client = people.signed_in(app, who.account)
    for _ in range(3):
        clock.on(minutes=14)
        assert client.get("/account/").status_code == 200

    clock.on(minutes=15, seconds=1)

    assert client.get("/account/").location.startswith("/account/sign-in")


@pytest.mark.promise("P15")
def test_a_session_ends_after_twelve_hours_however_busy(
    app: Flask, who: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    client = people.signed_in(app, who.account)
    for _ in range(71):
        clock.on(minutes=10)
        assert client.get("/account/").status_code == 200

    clock.on(minutes=10, seconds=1)

    assert client.get("/account/").location.startswith("/account/sign-in")


@pytest.mark.promise("P16")
def test_after_signing_off_a_copy_of_the_cookie_opens_nothing(
    app: Flask, client: FlaskClient, who: Somebody
) -> None:
    """P16: neither a page nor a form, and the answer tells caches to keep nothing."""
    door.enter(client, who)
    page = client.get(PAGE)
    assert page.headers["Cache-Control"] == "no-store"
    stolen, token = door.cookie(client), people.token(page.text)

    answer = client.post("/account/sign-off", data={"csrf_token": token})

    assert answer.location == "/account/signed-off"
    assert "your browser brought none" in client.get(answer.location).text
    thief = door.bringing(app, stolen)
    for path in ("/account/", PAGE, "/account/security/"):
        assert thief.get(path).status_code == 303
    assert thief.post("/account/sessions/end-others", {"csrf_token": token}).status_code == 401
    with store_of(app).reading():
        assert Session.select().count() == 0


@pytest.mark.promise("P16")
def test_the_page_after_signing_off_tells_of_a_cookie_that_is_still_brought(app: Flask) -> None:
    page = door.bringing(app, "c" * 43).get("/account/signed-off").text

    assert "still brought a cookie" in page


def test_signing_off_takes_a_form_and_no_link(app: Flask, who: Somebody) -> None:
    client = people.signed_in(app, who.account)

    assert client.get("/account/sign-off").status_code == 405
    assert client.get("/account/").status_code == 200


@pytest.mark.promise("P16")
def test_every_page_of_the_area_has_the_way_out(app: Flask, who: Somebody) -> None:
    client = people.signed_in(app, who.account)

    for path in ("/account/", PAGE, "/account/security/", "/account/confirm"):
        assert 'action="/account/sign-off"' in client.get(path).text


def test_somebody_sees_their_own_sessions_and_ends_one(app: Flask, who: Somebody) -> None:
    client, other = people.signed_in(app, who.account), people.signed_in(app, who.account)
    people.signed_in(app, door.somebody(app, "stranger-1").account)
    page = client.get(PAGE).text
    assert page.count("Last used:") == 2
    assert page.count("This is where you are now") == 1
    form = page.partition('/end"')[0].rpartition('action="')[2] + "/end"

    answer = client.post(form, data={"csrf_token": people.token(page)})

    assert answer.location == PAGE
    assert other.get("/account/").status_code == 303
    assert client.get("/account/").status_code == 200


def test_somebody_ends_all_others(app: Flask, who: Somebody) -> None:
    clients = [people.signed_in(app, who.account) for _ in range(3)]
    stranger = people.signed_in(app, door.somebody(app, "stranger-1").account)

    token = people.token(clients[0].get(PAGE).text)
    clients[0].post("/account/sessions/end-others", data={"csrf_token": token})

    assert [client.get("/account/").status_code for client in clients] == [200, 303, 303]
    assert stranger.get("/account/").status_code == 200


def test_a_strangers_session_answers_like_one_that_never_was(app: Flask, who: Somebody) -> None:
    client = people.signed_in(app, who.account)
    stranger = door.somebody(app, "stranger-1")
    other = people.signed_in(app, stranger.account)
    store, limits = store_of(app), app.extensions["privet"].settings.secure
    (live,) = known.of_account(store, stranger.account, limits, sessions.now())
    token = people.token(client.get(PAGE).text)

    answers = [
        client.post(f"/account/sessions/{handle}/end", data={"csrf_token": token})
        for handle in (live.handle, "0" * 16)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text
    assert other.get("/account/").status_code == 200


@pytest.mark.parametrize("role", ["clerk", "auditor"])
def test_staff_have_the_list_too(app: Flask, role: str) -> None:
    client = people.signed_in(app, people.account(store_of(app), role, name="R. Okafor"))

    assert client.get(PAGE).status_code == 200


def test_a_new_password_ends_all_other_sessions(app: Flask, who: Somebody) -> None:
    clients = [people.signed_in(app, who.account) for _ in range(2)]
    keep = known.digest(door.cookie(clients[0]))
    change = Change(account=who.account, actor="t", now=sessions.now(), keep=keep)

    passwords.set_password(store_of(app), "quiet otters fold umbrellas", change)

    assert [client.get("/account/").status_code for client in clients] == [200, 303]


def test_a_disabled_account_is_out_at_once(app: Flask, who: Somebody) -> None:
    client = people.signed_in(app, who.account)
    with store_of(app).writing():
        Account.update(disabled_at=1).where(Account.id == who.account).execute()

    assert client.get("/account/").status_code == 303
