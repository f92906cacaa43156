"""Beginning an account with the code of a letter, and getting back into one."""

import re
from datetime import date, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from privet.domain import activation, factors, recovery, sessions
from privet.domain.activation import Kind
from privet.storage.accounts import Account
from privet.storage.activations import Activation
from privet.storage.factors import Factor, RecoveryCode
from privet.storage.ids import new_id
from privet.storage.sessions import Session
from privet.storage.store import Store
from tests import people

PASSWORD = "seven quiet herons wade"  # noqa: S105
BORN = {"month": "2", "day": "29", "year": "1984"}


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions["privet"].store
    return found


def now(app: Flask) -> datetime:
    found: datetime = app.extensions["privet"].now()
    return found


def letter(app: Flask, store: Store, account: str, kind: Kind = "activate") -> str:
    return activation.issue(store, "command", account, kind, now(app)).code


def begun(app: Flask, store: Store) -> tuple[str, str]:
    account = activation.ensure_account(store, people.person(store, "LBT-1"))
    return account, letter(app, store, account)


def enter(client: FlaskClient, code: str, **fields: str) -> TestResponse:
    return client.post("/account/activate", data={"code": code} | (fields or BORN))


def choose(client: FlaskClient, name: str = "heron.1", password: str = PASSWORD) -> TestResponse:
    token = people.token(client.get("/account/activate/name").text)
    data = {"csrf_token": token, "user_name": name, "password": password}
    return client.post("/account/activate/name", data=data)


def add_app(client: FlaskClient) -> TestResponse:
    page = client.get("/account/activate/factor").text
    key = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page)
    sealed = re.search(r'name="secret" value="([^"]+)"', page)
    assert key
    assert sealed
    code = pyotp.TOTP(key[1].replace(" ", "")).now()
    data = {"csrf_token": people.token(page), "secret": sealed[1], "code": code}
    return client.post("/account/activate/factor", data=data)


def print_codes(client: FlaskClient) -> TestResponse:
    page = client.get("/account/activate/codes").text
    return client.post("/account/activate/codes", data={"csrf_token": people.token(page)})


def begin(client: FlaskClient, page: str) -> TestResponse:
    return client.post("/account/activate/begin", data={"csrf_token": people.token(page)})


def go_through(client: FlaskClient, code: str) -> TestResponse:
    assert enter(client, code).location == "/account/activate/name"
    assert choose(client).location == "/account/activate/factor"
    assert add_app(client).location == "/account/activate/codes"
    return begin(client, print_codes(client).text)


def cookie(client: FlaskClient) -> str:
    held = client.get_cookie("__Host-privet")
    return held.value if held else ""


def row(store: Store, account: str) -> Account:
    with store.reading():
        found = Account.by_id(account)
    assert found
    return found


def test_a_letter_leads_to_an_account_in_four_steps(app: Flask, client: FlaskClient, store: Store) -> None:
    account, code = begun(app, store)

    answer = go_through(client, code.lower().replace("-", " "))

    assert answer.location == "/account/"
    assert client.get("/account/").status_code == 200
    assert row(store, account).begun_at
    assert recovery.left(store, account) == 10
    assert factors.kinds(store, account) == {"totp", "recovery"}


def test_the_codes_are_shown_once_and_each_step_has_a_new_cookie(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    _account, code = begun(app, store)
    enter(client, code)
    first = cookie(client)
    choose(client)
    second = cookie(client)
    add_app(client)

    shown = print_codes(client).text
    again = client.get("/account/activate/codes").text
    begin(client, shown)

    assert len(re.findall(r"<li><code>", shown)) == 10
    assert "<li><code>" not in again
    assert len({first, second, cookie(client)}) == 3
    assert all((first, second, cookie(client)))


@pytest.mark.parametrize(
    "fields",
    [
        {"month": "February", "day": "29", "year": "1984"},
        {"month": "feb.", "day": " 29", "year": "1984 "},
        {"month": "febrero", "day": "29", "year": "1984"},
        {"month": "02", "day": "29", "year": "1984"},
    ],
)
def test_a_birth_date_is_understood_however_it_is_typed(
    app: Flask, client: FlaskClient, store: Store, fields: dict[str, str]
) -> None:
    _account, code = begun(app, store)

    assert enter(client, code, **fields).status_code == 303


@pytest.mark.parametrize("fields", [{"month": "2", "day": "30", "year": "1984"}, {"year": "84"}, {"day": ""}])
def test_a_day_that_does_not_exist_is_told_and_counts_no_try(
    app: Flask, client: FlaskClient, store: Store, fields: dict[str, str]
) -> None:
    account, code = begun(app, store)

    answer = enter(client, code, **fields)

    assert answer.status_code == 400
    assert "a year of four digits" in answer.text
    assert f'value="{code}"' in answer.text
    with store.reading():
        assert Activation.get(Activation.account == account).tries == 0


def test_whatever_fails_is_answered_alike(app: Flask, client: FlaskClient, store: Store) -> None:
    _account, code = begun(app, store)
    other = activation.ensure_account(store, people.person(store, "LBT-2", birth_date="1990-01-02"))
    old = activation.prepare(other, "activate", date(2020, 1, 1))
    activation.put(store, "command", old, now(app))
    unknown = activation.prepare(other, "activate", date(2026, 1, 1)).code
    theirs = {"month": "1", "day": "2", "year": "1990"}

    wrong = enter(client, code, **theirs)
    answers = [
        wrong,
        enter(client, old.code, **theirs),
        enter(client, unknown),
        enter(client, code, user_name="ana"),
        enter(client, "not a code"),
    ]

    assert {answer.status_code for answer in answers} == {400}
    pages = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(pages) == 1
    assert "isn’t right, or the code is too old" in wrong.text
    assert not cookie(client)


def test_nothing_half_made_signs_in(app: Flask, client: FlaskClient, store: Store) -> None:
    account, code = begun(app, store)
    enter(client, code)
    choose(client)
    add_app(client)

    stranger = app.test_client()
    signed = stranger.post("/account/sign-in", data={"user_name": "heron.1", "password": PASSWORD})
    inside = client.get("/account/")

    assert signed.status_code == 401
    assert inside.status_code == 303
    assert "/account/sign-in" in inside.location
    assert row(store, account).begun_at is None


@pytest.mark.parametrize("step", ["factor", "codes"])
def test_no_step_can_be_left_out(app: Flask, client: FlaskClient, store: Store, step: str) -> None:
    account, code = begun(app, store)
    page = enter(client, code, **BORN)
    token = people.token(client.get("/account/activate/name").text)

    ahead = client.get(f"/account/activate/{step}")
    forced = client.post("/account/activate/begin", data={"csrf_token": token})

    assert page.status_code == 303
    assert ahead.location == "/account/activate/name"
    assert forced.location == "/account/activate/name"
    assert row(store, account).begun_at is None


def test_the_last_step_needs_the_printed_codes(app: Flask, client: FlaskClient, store: Store) -> None:
    account, code = begun(app, store)
    enter(client, code)
    choose(client)
    add_app(client)

    answer = begin(client, client.get("/account/activate/codes").text)

    assert answer.location == "/account/activate/codes"
    assert row(store, account).begun_at is None


def test_what_was_interrupted_begins_again_and_undoes_what_was_there(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    account, code = begun(app, store)
    thief = app.test_client()
    enter(thief, code)
    choose(thief, "thief", "another long enough sentence")
    add_app(thief)
    with store.reading():
        (planted,) = [factor.id for factor in Factor.of_account(account)]

    answer = go_through(client, code)

    assert answer.location == "/account/"
    with store.reading():
        assert planted not in [factor.id for factor in Factor.of_account(account)]
        assert Account.get_by_id(account).user_name == "heron.1"
    assert thief.get("/account/activate/codes").status_code == 303
    assert begin(thief, "").status_code in {303, 401, 403}


def test_nobody_else_with_the_letter_adds_a_factor_behind_its_owners_back(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    _account, code = begun(app, store)
    thief = app.test_client()
    enter(thief, code)
    choose(thief, "thief", "another long enough sentence")

    enter(client, code)
    choose(client)

    assert thief.get("/account/activate/factor").status_code == 303
    assert client.get("/account/activate/factor").status_code == 200


def test_a_code_is_used_once(app: Flask, client: FlaskClient, store: Store) -> None:
    _account, code = begun(app, store)
    go_through(client, code)

    assert enter(app.test_client(), code).status_code == 400


def test_a_proof_letter_replaces_password_and_factor_and_ends_all_sessions(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    account, first = begun(app, store)
    go_through(client, first)
    with store.reading():
        old = [factor.id for factor in Factor.of_account(account)]
        codes = [kept.id for kept in RecoveryCode.of_account(account)]
    code = letter(app, store, account, "proof")

    answer = go_through(app.test_client(), code)

    assert answer.location == "/account/"
    assert enter(app.test_client(), code).status_code == 400
    assert client.get("/account/").status_code == 303
    with store.reading():
        assert not {factor.id for factor in Factor.of_account(account)} & set(old)
        assert not {kept.id for kept in RecoveryCode.of_account(account)} & set(codes)
        assert Session.select().where(Session.account == account).count() == 1


def test_a_session_that_began_with_a_letter_opens_no_second_step_of_signing_in(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    account, first = begun(app, store)
    go_through(client, first)
    thief = app.test_client()
    enter(thief, letter(app, store, account, "proof"))
    token = people.token(thief.get("/account/activate/name").text)
    (code, *_more) = recovery.fresh(store, account)

    answer = thief.post("/account/sign-in/code", data={"csrf_token": token, "code": code})

    assert answer.location == "/account/activate/name"
    assert thief.get("/account/").status_code == 303


def test_a_session_that_began_with_a_password_opens_no_step_of_a_letter(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    account, _code = begun(app, store)
    value, _live = sessions.begin(store, account, half=True, browser="", now=datetime.now().astimezone())
    client.set_cookie("__Host-privet", value, domain="localhost", path="/", secure=True)

    for step in ("name", "factor", "codes"):
        assert client.get(f"/account/activate/{step}").location == "/account/sign-in/code"


def test_without_a_cookie_no_step_opens(client: FlaskClient) -> None:
    for step in ("name", "factor", "codes"):
        answer = client.get(f"/account/activate/{step}")
        assert answer.location == "/account/cookies"


def test_stopping_leaves_nothing_open_and_the_code_works(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    _account, code = begun(app, store)
    enter(client, code)
    token = people.token(client.get("/account/activate/name").text)

    stopped = client.post("/account/activate/stop", data={"csrf_token": token})

    assert stopped.location == "/account/signed-off"
    assert not cookie(client)
    assert enter(client, code).status_code == 303


def test_a_form_without_the_token_of_the_session_changes_nothing(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    account, code = begun(app, store)
    enter(client, code)

    answer = client.post("/account/activate/name", data={"user_name": "heron.1", "password": PASSWORD})

    assert answer.status_code == 403
    assert row(store, account).password is None


def test_name_and_password_are_judged_beside_their_fields_and_no_password_comes_back(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    _account, code = begun(app, store)
    people.account(store, "clerk", user_name="marsh")
    enter(client, code)

    taken = choose(client, "Marsh", "short")
    number = choose(client, "900-12-4417")
    own = choose(client, "heron.1", "my heron.1 password of larkspur")

    assert taken.status_code == 400
    assert "Choose another one" in taken.text
    assert "12 characters" in taken.text
    assert 'value="Marsh"' in taken.text
    assert "short" not in taken.text
    assert "social security number" in number.text
    assert "Leave out" in own.text


def test_trying_out_user_names_is_throttled(app: Flask, client: FlaskClient, store: Store) -> None:
    _account, code = begun(app, store)
    people.account(store, "clerk", user_name="marsh")
    enter(client, code)

    answers = [choose(client, "marsh", "short").text for _ in range(25)]

    assert "too many names" in answers[-1]


def test_guessing_codes_is_throttled_and_the_right_one_waits_too(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    account, code = begun(app, store)
    wrong = [enter(client, activation.prepare(account, "activate", date(2026, 1, 1)).code) for _ in range(21)]

    late = enter(client, code)

    assert [answer.status_code for answer in wrong[:20]] == [400] * 20
    assert wrong[-1].status_code == 429
    assert late.status_code == 429
    assert late.headers["Retry-After"]


def test_a_staff_member_enters_the_user_name_they_were_told(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    with store.writing():
        account = Account.create(id=new_id(), role="clerk", name="Jo Marsh", user_name="jo.marsh").id
    code = letter(app, store, account)

    wrong = enter(client, code, **BORN)
    right = enter(client, code, user_name="JO.Marsh")

    assert wrong.status_code == 400
    assert right.location == "/account/activate/name"
    assert 'value="jo.marsh"' in client.get("/account/activate/name").text


def test_how_to_ask_for_a_letter_is_told_and_no_form_asks(client: FlaskClient) -> None:
    page = client.get("/account/lost")

    assert page.status_code == 200
    assert "never on this website" in page.text
    assert page.text.count("<form") == client.get("/terms/").text.count("<form")
    assert "Set-Cookie" not in page.headers


@pytest.mark.promise("P13")
def test_p13_nothing_entered_stands_in_an_address(app: Flask, client: FlaskClient, store: Store) -> None:
    account, code = begun(app, store)
    enter(client, code)

    answers = [choose(client), add_app(client)]

    for answer in answers:
        assert "?" not in (answer.location or "")
        assert account not in (answer.location or "")


def test_a_code_that_grew_old_meanwhile_ends_the_steps(app: Flask, client: FlaskClient, store: Store) -> None:
    account, code = begun(app, store)
    enter(client, code)
    with store.writing():
        past = now(app).date() - timedelta(days=1)
        Activation.update(expires_on=past).where(Activation.account == account).execute()

    answer = client.get("/account/activate/name")

    assert answer.location == "/account/activate?over=yes"
    assert "Begin again here" in client.get(answer.location).text
