"""Signing in: both steps, the ways in, and what somebody finds who shouldn’t get in."""

import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from webauthn.helpers import base64url_to_bytes

from privet.domain import attempts, events, limits, passwords
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.factors import Factor
from privet.storage.messages import Mail
from privet.storage.sessions import Attempts, Session
from privet.web import sessions
from tests import door, people
from tests.devices import Device, enrolled
from tests.door import CODE, PASSWORD, SIGN_IN, Clock, Somebody, store_of

PASSKEY = "/account/sign-in/passkey"


@pytest.fixture
def who(app: Flask) -> Somebody:
    """Give a member who may sign in."""
    return door.somebody(app)


def bare(page: str) -> str:
    """Give a page without what is random in it and what was typed."""
    return re.sub(r'(data-options|value)="[^"]*"', "", page)


def set_account(app: Flask, account: str, **fields: Any) -> None:
    with store_of(app).writing():
        Account.update(**fields).where(Account.id == account).execute()


def test_somebody_signs_in_with_password_and_code(app: Flask, client: FlaskClient, who: Somebody) -> None:
    answer = door.enter(client, who, next="/account/sessions/")

    assert answer.status_code == 303
    assert answer.location == "/account/sessions/"
    assert client.get(answer.location).status_code == 200
    about = events.about(store_of(app), events.Act(actor="t", action="r", subject=who.person, purpose="t"))
    done = [(event.actor, detail) for event, detail in about if event.action == "sign-in.done"]
    assert done == [(f"member.{who.account}", {"way": "code"})]


def test_an_email_address_that_was_confirmed_serves_as_well(app: Flask, client: FlaskClient) -> None:
    door.somebody(app, "linden-7", email="Ana.Ruiz@example.org")

    assert door.first(client, "ana.ruiz@EXAMPLE.org ").status_code == 303


def test_both_fields_stand_on_one_form_that_managers_can_fill(client: FlaskClient) -> None:
    page = client.get(SIGN_IN).text

    form = page.rpartition("<form")[2].partition("</form>")[0]
    assert 'name="user_name" type="text"' in form
    assert 'autocomplete="username"' in form
    assert 'name="password" type="password" autocomplete="current-password"' in form
    assert "maxlength" not in form


@pytest.mark.promise("P14")
def test_no_cookie_is_set_before_the_password_was_right(client: FlaskClient, who: Somebody) -> None:
    for answer in (client.get(SIGN_IN), door.first(client, who.user_name, "wrong horse, wrong rider")):
        assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" in door.first(client, who.user_name).headers


@pytest.mark.promise("P14")
def test_without_cookies_one_page_says_why_and_there_is_no_loop(app: Flask, who: Somebody) -> None:
    client = app.test_client(use_cookies=False)

    answer = client.post(
        SIGN_IN, data={"user_name": who.user_name, "password": PASSWORD}, follow_redirects=True
    )

    assert [step.location for step in answer.history] == [CODE, "/account/cookies"]
    assert answer.status_code == 200
    assert app.extensions["privet"].settings.organisation.phone.number in answer.text
    assert 'href="/mail-in/"' in answer.text
    assert "http-equiv" not in answer.text
    assert client.post(CODE, data={"code": "123456"}).location == "/account/cookies"


@pytest.mark.promise("P14")
def test_public_pages_work_without_cookies_and_read_none(
    app: Flask, client: FlaskClient, who: Somebody
) -> None:
    door.enter(client, who)
    for path in ("/", "/consumer/", "/privacy/", "/mail-in/", "/contact/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.promise("P15")
def test_the_cookie_belongs_to_this_host_and_session_alone(client: FlaskClient, who: Somebody) -> None:
    answer = door.enter(client, who)

    name, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert name.startswith("__Host-privet=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


def test_what_cant_get_in_is_answered_with_the_same_words(
    app: Flask, client: FlaskClient, who: Somebody
) -> None:
    store = store_of(app)
    wrong = "wrong horse, wrong rider"
    door.somebody(app, "locked-1")
    for _ in range(7):
        door.first(client, "locked-1", wrong)
    off = door.somebody(app, "disabled-1", disabled_at=1)
    idle = door.somebody(app, "never-1")
    set_account(app, idle.account, begun_at=None)
    bald = door.somebody(app, "factorless-1")
    with store.writing():
        Factor.delete().where(Factor.account == bald.account).execute()

    answers = {
        "unknown": door.first(client, "nobody-1"),
        "wrong": door.first(client, who.user_name, wrong),
        "locked": door.first(client, "locked-1"),
        "disabled": door.first(client, off.user_name),
        "never begun": door.first(client, idle.user_name),
        "without a factor": door.first(client, bald.user_name),
        "empty": door.first(client, "", ""),
    }

    assert {answer.status_code for answer in answers.values()} == {401}
    assert len({bare(answer.text) for answer in answers.values()}) == 1
    assert not any("Set-Cookie" in answer.headers for answer in answers.values())
    assert all(PASSWORD not in answer.text and wrong not in answer.text for answer in answers.values())


def test_a_hash_is_worked_out_whoever_asks(
    app: Flask, client: FlaskClient, who: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []
    real = passwords._hasher

    class Spy:
        def verify(self, kept: str, password: str) -> bool:
            worked.append(kept)
            return real.verify(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Spy())
    set_account(app, who.account, disabled_at=1)

    for name in ("nobody-1", who.user_name):
        door.first(client, name, "wrong horse, wrong rider")

    assert len(worked) == 2
    assert len({kept.rpartition("p=1$")[0] for kept in worked}) == 1


def test_somebody_who_guesses_is_closed_out_of_that_network_alone(
    app: Flask, client: FlaskClient, who: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    thief = {"REMOTE_ADDR": "203.0.113.9"}
    for _ in range(6):
        client.post(SIGN_IN, data={"user_name": who.user_name, "password": "x"}, environ_overrides=thief)

    here = {"REMOTE_ADDR": "203.0.113.77"}  # The same network.
    right = {"user_name": who.user_name, "password": PASSWORD}
    assert client.post(SIGN_IN, data=right, environ_overrides=here).status_code == 401
    assert door.first(client, who.user_name).status_code == 303
    clock.on(minutes=61)
    assert client.post(SIGN_IN, data=right, environ_overrides=here).status_code == 303


def test_a_hundred_tries_in_a_row_close_the_password_and_a_passkey_still_opens(
    app: Flask, client: FlaskClient, who: Somebody
) -> None:
    store = store_of(app)
    for number in range(100):
        attempts.counted(store, "password", (who.account, f"198.51.{number}.0/24"), sessions.now())

    assert door.first(client, who.user_name).status_code == 401

    device = _device(app, who)
    assert _with_passkey(client, device, who.account).status_code == 303
    assert door.first(client, who.user_name).status_code == 303


def test_a_hundred_strangers_dont_lock_the_owner_out_at_home_and_the_owner_is_told_once(
    app: Flask, client: FlaskClient
) -> None:
    who, store = door.somebody(app, "tobias-1", email="tobias@example.org"), store_of(app)
    door.enter(client, who)
    for number in range(99):
        attempts.counted(store, "password", (who.account, f"198.51.{number}.0/24"), sessions.now())

    for number in range(3):
        thief = {"REMOTE_ADDR": f"203.0.{number}.9"}
        client.post(SIGN_IN, data={"user_name": who.user_name, "password": "x"}, environ_overrides=thief)

    with store.reading():
        assert [(row.template, row.recipient) for row in Mail.select()] == [("changed", "tobias@example.org")]
    right = {"user_name": who.user_name, "password": PASSWORD}
    assert client.post(SIGN_IN, data=right, environ_overrides=thief).status_code == 401
    assert door.first(client, who.user_name).status_code == 303


def test_a_success_makes_the_count_begin_anew(app: Flask, client: FlaskClient, who: Somebody) -> None:
    for _ in range(5):
        door.first(client, who.user_name, "wrong horse, wrong rider")
    assert door.first(client, who.user_name).status_code == 303
    for _ in range(5):
        assert door.first(client, who.user_name, "wrong horse, wrong rider").status_code == 401
    assert door.first(client, who.user_name).status_code == 303


def test_counts_hold_neither_address_nor_name(app: Flask, client: FlaskClient, who: Somebody) -> None:
    door.first(client, who.user_name, "wrong horse, wrong rider")

    with store_of(app).reading():
        rows = list(Attempts.select())
    assert rows
    for row in rows:
        assert len(bytes(row.key)) == 16
        assert b"127.0.0" not in bytes(row.key)
    attempts.sweep(store_of(app), sessions.now())


def test_codes_are_throttled_and_none_works_twice(
    app: Flask, client: FlaskClient, who: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    code = who.code()
    page = client.get(door.first(client, who.user_name).location).text
    assert door.second(client, page, code).status_code == 303

    other = app.test_client()
    page = other.get(door.first(other, who.user_name).location).text
    assert door.second(other, page, code).status_code == 401
    for _ in range(4):
        assert door.second(other, page, "000000").status_code == 401
    clock.on(seconds=60)
    shut = door.second(other, page, who.code())
    assert shut.status_code == 429
    assert int(shut.headers["Retry-After"]) > 0
    clock.on(minutes=16)
    page = other.get(door.first(other, who.user_name).location).text
    assert door.second(other, page, who.code()).status_code == 303


def test_half_a_session_opens_nothing(app: Flask, client: FlaskClient, who: Somebody) -> None:
    door.first(client, who.user_name)

    for path in ("/account/", "/account/sessions/", "/account/security/", "/account/confirm"):
        assert client.get(path).status_code == 303
        assert "/account/sign-in?next=" in client.get(path).location
    assert client.post("/account/sign-off", data={}).status_code == 401


def test_too_long_between_the_steps_begins_again(
    client: FlaskClient, who: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    page = client.get(door.first(client, who.user_name).location).text
    clock.on(minutes=11)

    answer = door.second(client, page, who.code())

    assert answer.status_code == 401
    assert "ten minutes" in answer.text
    assert client.get(CODE).location.startswith(SIGN_IN)


def test_a_cookie_that_was_planted_is_never_adopted(app: Flask, who: Somebody) -> None:
    planted = "p" * 43
    client = app.test_client()
    client.set_cookie(sessions.COOKIE, planted, domain="localhost", secure=True)
    answer = door.first(client, who.user_name)
    half = door.cookie(client)
    door.second(client, client.get(answer.location).text, who.code())

    assert len({planted, half, door.cookie(client)}) == 3
    for value in (planted, half):
        assert door.bringing(app, value).get("/account/").status_code == 303
    with store_of(app).reading():
        assert Session.select().count() == 1


def test_a_session_that_was_planted_ends_when_somebody_signs_in_over_it(app: Flask, who: Somebody) -> None:
    other = door.somebody(app, "planter-1")
    client = people.signed_in(app, other.account)
    planted = door.cookie(client)

    door.enter(client, who)

    assert door.bringing(app, planted).get("/account/").status_code == 303


@pytest.mark.parametrize("change", ["x", "half", "empty", "long", "sql", "bytes"])
def test_a_cookie_that_was_tampered_with_opens_nothing(
    app: Flask, client: FlaskClient, who: Somebody, change: str
) -> None:
    door.enter(client, who)
    value = door.cookie(client)
    bent = {
        "x": f"{value[:-1]}{'A' if value[-1] != 'A' else 'B'}",
        "half": value[:20],
        "empty": "",
        "long": value * 20,
        "sql": "' OR 1=1 --",
        "bytes": "\xff\xfe",
    }[change]

    assert door.bringing(app, bent).get("/account/").status_code == 303
    assert client.get("/account/").status_code == 200


def test_flask_logins_own_switches_and_cookies_have_no_effect(app: Flask, who: Somebody) -> None:
    app.config["LOGIN_DISABLED"] = True
    client = app.test_client()
    client.set_cookie("remember_token", f"{who.account}|{'0' * 128}", domain="localhost")
    client.set_cookie("session", "eyJfdXNlcl9pZCI6IjEifQ.abc.def", domain="localhost")

    assert client.get("/account/").status_code == 303
    door.enter(client, who)
    assert client.get_cookie("session") is None or "Set-Cookie" not in client.get("/account/").headers


def test_a_form_from_elsewhere_is_refused_with_the_right_token_too(
    client: FlaskClient, who: Somebody
) -> None:
    door.enter(client, who)
    token = people.token(client.get("/account/").text)

    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = client.post("/account/sign-off", data={"csrf_token": token}, headers=headers)
        assert answer.status_code == 403
        attempt = {"user_name": who.user_name, "password": PASSWORD}
        assert client.post(SIGN_IN, data=attempt, headers=headers).status_code == 403
    assert client.get("/account/").status_code == 200


def test_a_forged_token_and_that_of_another_session_are_refused(
    app: Flask, client: FlaskClient, who: Somebody
) -> None:
    door.enter(client, who)
    other = people.signed_in(app, door.somebody(app, "other-1").account)
    foreign = people.token(other.get("/account/").text)
    own = people.token(client.get("/account/").text)

    for token in ("", "x", foreign, own[1:], f"A{own}"):
        assert client.post("/account/sign-off", data={"csrf_token": token}).status_code == 403
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "https://evil.example/",
        "/account/\\evil",
        "/privacy/",
        "/account//evil",
        "\t//e",
        "",
    ],
)
def test_nobody_is_led_astray_after_signing_in(client: FlaskClient, who: Somebody, target: str) -> None:
    assert door.enter(client, who, next=target).location == "/account/"


def _device(app: Flask, who: Somebody) -> Device:
    """Give a device with a passkey of somebody, used at the address of the test client."""
    device, _factor = enrolled(store_of(app), who.account)
    device.origin = "https://localhost"
    return device


def _with_passkey(client: FlaskClient, device: Device, account: str, page: str = "", **more: str) -> Any:
    page = page or client.get(SIGN_IN).text
    options = json.loads(html.unescape(re.findall(r'data-options="([^"]+)"', page)[0]))
    sealed = re.findall(r'name="challenge" value="([^"]+)"', page)[0]
    credential = device.sign(base64url_to_bytes(options["challenge"]), account).credential
    return client.post(PASSKEY, data={"challenge": sealed, "credential": credential} | more)


def test_a_passkey_is_enough_alone_and_each_answer_works_once(
    app: Flask, client: FlaskClient, who: Somebody
) -> None:
    device = _device(app, who)
    page = client.get(SIGN_IN)
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "publickey-credentials-get=(self)" in page.headers["Permissions-Policy"]

    answer = _with_passkey(client, device, who.account, page.text, next="/account/sessions/")

    assert answer.location == "/account/sessions/"
    assert client.get(answer.location).status_code == 200
    thief = app.test_client()
    assert _with_passkey(thief, device, who.account, page.text).status_code == 401


def test_a_passkey_of_a_disabled_account_opens_nothing(
    app: Flask, client: FlaskClient, who: Somebody
) -> None:
    device = _device(app, who)
    set_account(app, who.account, disabled_at=micro(sessions.now()))

    answer = _with_passkey(client, device, who.account)

    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers


def test_while_a_password_is_worked_on_others_are_told_to_come_back_and_the_site_goes_on(
    client: FlaskClient, who: Somebody
) -> None:
    with passwords.alone():
        answer = door.first(client, who.user_name)

        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert f'value="{who.user_name}"' in answer.text
        assert PASSWORD not in answer.text
        assert client.get("/").status_code == 200
    assert door.first(client, who.user_name).status_code == 303


def test_of_four_who_sign_in_at_once_each_gets_in_or_is_told_to_come_back(app: Flask) -> None:
    four = [door.somebody(app, f"one-of-four-{number}") for number in range(4)]
    start = Barrier(4)

    def one(somebody: Somebody) -> int:
        client = app.test_client()
        start.wait()
        status = door.first(client, somebody.user_name).status_code
        again = status
        while again == 503:
            again = door.first(client, somebody.user_name).status_code
        assert again == 303
        store_of(app).close()
        return status

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(one, four))

    assert set(statuses) <= {303, 503}
    assert 303 in statuses


def test_a_busy_moment_counts_no_try(
    client: FlaskClient, who: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "WAIT", 0.01)
    with passwords.alone():
        for _ in range(20):
            door.first(client, who.user_name)

    assert door.first(client, who.user_name).status_code == 303


def test_somebody_who_is_in_is_told_of_the_time_before(
    app: Flask, client: FlaskClient, who: Somebody
) -> None:
    from privet.domain.signing_in import before  # noqa: PLC0415

    door.enter(client, who)
    thief = app.test_client()
    for _ in range(3):
        door.first(thief, who.user_name, "wrong horse, wrong rider")
    assert door.failed(app, who.account) == 3

    device = _device(app, who)
    _with_passkey(client, device, who.account)

    with store_of(app).reading():
        (row,) = Session.select()
    told = before(json.loads(row.data))
    assert told is not None
    assert told.failed == 3
    assert told.at is not None
    assert door.failed(app, who.account) == 0


def test_failures_are_recorded_without_an_address_and_not_without_end(
    app: Flask, client: FlaskClient, who: Somebody
) -> None:
    for name in (who.user_name, "nobody-1"):
        for _ in range(9):
            door.first(client, name, "wrong horse, wrong rider")

    found = events.listed(store_of(app), "sign-in.failed")
    assert [event.subject for event in found] == [who.person] * 6
    assert {event.actor for event in found} == {"site"}
    events.verify(store_of(app))


def test_every_limit_has_its_reason_and_none_lets_more_than_a_hundred_fail_in_a_row() -> None:
    found = limits.load()

    assert {limit.kind for limit in found.limit.values()} == {
        "password",
        "code",
        "activation",
        "upload",
        "search",
        "name",
        "correction",
        "preference",
        "preference-link",
        "preference-mail",
        "preference-mail-off",
        "choice",
        "reference",
        "contact",
    }
    assert found.limit["password-account"].most == 100
    with pytest.raises(ValueError, match="at most 100"):
        limits.Limit(kind="password", by=("account",), most=101, why="x" * 30)
