"""Forms that came too late, or need a second factor first: they go on afterwards, for their owner alone."""

import html
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from privet.domain.roles import ROLES
from privet.web import sessions
from privet.web.access import signed_in
from tests import door, people
from tests.door import CONFIRM, SIGN_IN, Clock, Somebody, store_of

NOTE, TENDER, SECRET = "/account/a-note", "/account/a-tender-note", "/account/a-secret"
TYPED = "My sister’s name is Inés.\r\nPlease “correct” it <b>."


@pytest.fixture
def got(app: Flask) -> list[dict[str, list[str]]]:
    """Give the site three forms, and what they got."""
    found: list[dict[str, list[str]]] = []

    def taker() -> Callable[[], str]:
        def take() -> str:
            if request.method == "POST":
                found.append(request.form.to_dict(flat=False))
            return "<!doctype html><html lang=en><title>Taken</title><h1>Taken</h1></html>"

        return take

    for path, fresh, kept in ((NOTE, False, True), (TENDER, True, True), (SECRET, False, False)):
        view = signed_in(*ROLES, fresh=fresh, carried=kept)(taker())
        app.add_url_rule(path, path, view, methods=["GET", "POST"])
    return found


@pytest.fixture
def who(app: Flask, got: list[Any]) -> Somebody:
    """Give a member who may sign in."""
    return door.somebody(app)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Give the clock."""
    return Clock(monkeypatch)


def late(app: Flask, who: Somebody, clock: Clock, path: str = NOTE, **fields: Any) -> tuple[FlaskClient, str]:
    """Let somebody send a form half an hour after the last page; gives the client and the answer’s text."""
    client = people.signed_in(app, who.account)
    token = people.token(client.get("/account/").text)
    clock.on(minutes=30)
    answer = client.post(path, data={"csrf_token": token, "text": TYPED} | fields)
    assert answer.status_code == 401
    return client, answer.text


def carried(page: str) -> str:
    """Give the sealed form on a page."""
    found = re.findall(r'name="carried" value="([^"]+)"', page)
    return found[0] if found else ""


def into(client: FlaskClient, who: Somebody, sealed: str) -> str:
    """Sign in with a form that waits; gives the page after it."""
    step = door.first(client, who.user_name, carried=sealed)
    assert step.status_code == 200
    return door.second(client, step.text, who.code(), carried=carried(step.text)).text


def go_on(client: FlaskClient, page: str, path: str) -> Any:
    """Press the button under a form that waited."""
    form = page.rpartition(f'<form method="post" action="{path}"')[2].partition("</form>")[0]
    pairs = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form, re.DOTALL)
    fields: dict[str, list[str]] = {}
    for name, value in pairs:  # As browsers send line ends.
        text = re.sub(r"\r?\n", "\r\n", html.unescape(value))
        fields.setdefault(html.unescape(name), []).append(text)
    return client.post(path, data=fields)


def test_a_form_that_came_too_late_goes_on_after_signing_in(
    app: Flask, who: Somebody, clock: Clock, got: list[Any]
) -> None:
    client, page = late(app, who, clock, pick=["a", "b"])
    assert "Inés" not in page
    assert got == []

    last = into(client, who, carried(page))
    answer = go_on(client, last, NOTE)

    assert answer.status_code == 200
    (fields,) = got
    del fields["csrf_token"]
    assert fields == {"text": [TYPED], "pick": ["a", "b"]}
    assert 'action="/account/sign-off"' in last


def test_nothing_of_it_is_stored(app: Flask, who: Somebody, clock: Clock, instance: Path) -> None:
    client, page = late(app, who, clock, text="needle-in-the-hay")
    into(client, who, carried(page))

    for path in instance.rglob("*"):
        if path.is_file():
            assert b"needle-in-the-hay" not in path.read_bytes(), path
    database = store_of(app).database
    for table in database.get_tables():
        rows = str(database.execute_sql(f'SELECT * FROM "{table}"').fetchall())  # noqa: S608
        assert "needle" not in rows
        assert carried(page)[:40] not in rows


def test_it_goes_through_a_wrong_password_a_wrong_code_and_a_busy_moment(
    app: Flask, who: Somebody, clock: Clock
) -> None:
    from privet.domain import passwords  # noqa: PLC0415

    client, page = late(app, who, clock)
    sealed = carried(page)

    wrong = door.first(client, who.user_name, "wrong horse, wrong rider", carried=sealed)
    assert carried(wrong.text) == sealed
    with passwords.alone():
        assert carried(door.first(client, who.user_name, carried=sealed).text) == sealed
    step = door.first(client, who.user_name, carried=sealed)
    missed = door.second(client, step.text, "000000", carried=sealed)
    assert carried(missed.text) == sealed
    turned = client.post(SIGN_IN, data={"way": "passkey", "carried": sealed})
    assert turned.status_code == 200
    assert carried(turned.text) == sealed


def test_another_account_gets_nothing(app: Flask, who: Somebody, clock: Clock, got: list[Any]) -> None:
    client, page = late(app, who, clock)
    other = door.somebody(app, "other-1")

    last = into(client, other, carried(page))

    assert "could not go on" in last
    assert "Inés" not in last
    assert NOTE not in last


def test_it_waits_for_an_hour_and_no_longer(app: Flask, who: Somebody, clock: Clock) -> None:
    client, page = late(app, who, clock)
    clock.on(minutes=59)
    assert "Inés" in into(client, who, carried(page))

    clock.on(minutes=2)
    assert "could not go on" in into(app.test_client(), who, carried(page))


@pytest.mark.parametrize(
    "bend", [lambda s: s[:-4] + "AAAA", lambda s: "B" + s[1:], lambda s: "x", lambda s: "é"]
)
def test_what_was_bent_goes_nowhere(app: Flask, who: Somebody, clock: Clock, bend: Any) -> None:
    client, page = late(app, who, clock)

    step = door.first(client, who.user_name, carried=bend(carried(page)))

    if step.status_code == 200:
        last = door.second(client, step.text, who.code(), carried=carried(step.text)).text
        assert "Inés" not in last
    else:
        assert step.status_code == 303


@pytest.mark.parametrize("case", ["secret", "plain", "long", "signed off", "nobody"])
def test_what_may_not_wait_is_gone_and_the_page_says_so(
    app: Flask, who: Somebody, clock: Clock, case: str
) -> None:
    client = people.signed_in(app, who.account)
    token = people.token(client.get("/account/").text)
    if case == "signed off":
        stale = door.bringing(app, door.cookie(client))
        client.post("/account/sign-off", data={"csrf_token": token})
        answer = stale.post(NOTE, {"text": TYPED})
    elif case == "nobody":
        answer = app.test_client().post(NOTE, data={"text": TYPED})
    else:
        clock.on(minutes=30)
        kind = {"content_type": "text/plain"} if case == "plain" else {}
        text = "x" * 66_000 if case == "long" else TYPED
        path = SECRET if case == "secret" else NOTE
        answer = client.post(path, data={"csrf_token": token, "text": text}, **kind)

    assert answer.status_code == 401
    assert not carried(answer.text)
    assert "kept nothing of what you typed" in answer.text


def test_late_form_with_a_file_goes_on_without_it(app: Flask, who: Somebody, clock: Clock) -> None:
    client = people.signed_in(app, who.account)
    token = people.token(client.get("/account/").text)
    clock.on(minutes=30)
    sent = {"csrf_token": token, "text": TYPED, "file": (io.BytesIO(b"paper of mine"), "mine.pdf")}
    late_page = client.post(NOTE, data=sent, content_type="multipart/form-data")

    last = into(client, who, carried(late_page.text))

    assert "Please “correct” it" in last
    assert '<input type="hidden" name="file" value="lost">' in last
    assert "mine.pdf" not in last
    assert "paper of mine" not in last


def test_the_old_token_is_not_carried_and_the_form_goes_with_a_new_one(
    app: Flask, who: Somebody, clock: Clock
) -> None:
    client, page = late(app, who, clock)
    last = into(client, who, carried(page))

    assert last.partition(f'action="{NOTE}"')[2].count('name="csrf_token"') == 1


def test_something_sensitive_asks_for_the_factor_and_goes_on(
    app: Flask, who: Somebody, clock: Clock, got: list[Any]
) -> None:
    client = people.signed_in(app, who.account)
    clock.on(minutes=11)
    asked = client.get(f"{TENDER}?page=2")
    assert asked.location == f"{CONFIRM}?next={TENDER}?page%3D2"
    page = client.get(asked.location).text
    token, target = people.token(page), door.hidden(page, CONFIRM)["next"]

    wrong = client.post(CONFIRM, data={"csrf_token": token, "code": "000000", "next": target})
    assert wrong.status_code == 401
    assert client.get(TENDER).status_code == 303
    right = client.post(CONFIRM, data={"csrf_token": token, "code": who.code(), "next": target})

    assert right.location == f"{TENDER}?page=2"
    assert client.get(TENDER).status_code == 200
    clock.on(minutes=10)
    assert client.get(TENDER).status_code == 303


def test_a_form_that_needs_the_factor_goes_on_after_it_in_this_session_alone(
    app: Flask, who: Somebody, clock: Clock, got: list[Any]
) -> None:
    client, other = people.signed_in(app, who.account), people.signed_in(app, who.account)
    clock.on(minutes=11)
    token = people.token(client.get("/account/").text)
    asked = client.post(TENDER, data={"csrf_token": token, "text": TYPED})
    assert asked.status_code == 401
    assert got == []
    hidden = door.hidden(asked.text, CONFIRM)

    elsewhere = people.token(other.get("/account/").text)
    code = {"code": who.code()}
    strange = other.post(CONFIRM, data=hidden | code | {"csrf_token": elsewhere})
    assert "could not go on" in strange.text
    clock.on(seconds=60)
    last = client.post(CONFIRM, data=hidden | {"code": who.code()})
    answer = go_on(client, last.text, TENDER)

    assert answer.status_code == 200
    assert [fields["text"] for fields in got] == [[TYPED]]


def test_a_late_form_for_something_sensitive_goes_on_after_signing_in(
    app: Flask, who: Somebody, clock: Clock, got: list[Any]
) -> None:
    client, page = late(app, who, clock, path=TENDER)

    answer = go_on(client, into(client, who, carried(page)), TENDER)

    assert answer.status_code == 200
    assert len(got) == 1


def test_confirming_is_throttled_like_signing_in(app: Flask, who: Somebody, clock: Clock) -> None:
    client = people.signed_in(app, who.account)
    token = people.token(client.get(CONFIRM).text)
    for _ in range(5):
        assert client.post(CONFIRM, data={"csrf_token": token, "code": "000000"}).status_code == 401

    shut = client.post(CONFIRM, data={"csrf_token": token, "code": who.code()})

    assert shut.status_code == 429
    assert sessions.COOKIE not in shut.headers.get("Set-Cookie", "")
