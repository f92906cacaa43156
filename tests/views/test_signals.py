"""Signals of browsers: obeyed without a question, shown, told apart in what is kept, noted for members."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import acting, choices, permissions
from privet.domain.choice_proof import Shown
from privet.domain.delegations import Paper
from privet.domain.roles import SCOPES
from privet.storage.choices import Choice
from privet.storage.events import Event
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.web import signals
from tests import people

BASE = "https://localhost"
GPC, DNT = {"Sec-GPC": "1"}, {"DNT": "1"}
HONOURED = "opt-out request honored"


def get(client: FlaskClient, address: str, headers: dict[str, str] | None = None) -> Any:
    return client.get(address, headers=headers, base_url=BASE)


@pytest.mark.parametrize(
    ("gpc", "dnt", "found"),
    [
        ("1", None, "gpc"),
        (None, "1", "dnt"),
        ("1", "1", "gpc"),
        ("0, 1", None, "gpc"),
        ("1,\t1", None, "gpc"),
        ("0", "1", "dnt"),
        *[
            (value, None, "")
            for value in (None, "", "0", "true", "1;q=1", "11", "01", "1 1", "'1'", "١", "1\0")
        ],
        *[(None, value, "") for value in ("0", "unspecified", "null", "yes", "1.0")],
    ],
)
def test_exactly_one_is_a_signal_and_nothing_else(gpc: str | None, dnt: str | None, found: str) -> None:
    environ = {"HTTP_SEC_GPC": gpc, "HTTP_DNT": dnt}

    assert signals.of({name: value for name, value in environ.items() if value is not None}) == found


@pytest.mark.promise("P28")
@pytest.mark.parametrize("headers", [GPC, DNT])
def test_page_says_that_the_signal_came_and_every_foot_leads_there(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    """P28: shown without a click (11 CCR 7025(c)(6)); no cookie comes with it, nothing is stored."""
    page = get(client, "/preferences/", headers)

    assert HONOURED in page.text
    assert 'id="signal"' in page.text
    for address in ("/", "/contact/", "/privacy/", "/consumer/", "/account/sign-in", "/no-such-page"):
        foot = get(client, address, headers).text.rpartition("<footer")[2]
        assert "Opt-out request honored." in foot, address
        assert "Opt-out request honored." not in get(client, address).text, address


@pytest.mark.promise("P28")
def test_choices_are_two_clicks_away_from_every_page(client: FlaskClient) -> None:
    """P28: the link in the foot, and the button for all of them."""
    for address in ("/", "/contact/", "/privacy/", "/terms/", "/account/sign-in", "/mail-in/"):
        assert 'href="/preferences/#choices"' in get(client, address).text.rpartition("<footer")[2], address
    page = get(client, "/preferences/").text
    assert 'id="choices"' in page
    assert '<button name="refuse" value="all">' in page


@pytest.mark.promise("P28")
def test_kept_pages_differ_by_signal_and_say_so(client: FlaskClient) -> None:
    """Else a page that was kept for one visitor would tell another one a signal that they never sent."""
    for address in ("/", "/privacy/", "/terms/", "/figures/", "/privacy/vendors/"):
        pages = [get(client, address, headers) for headers in (None, GPC, DNT, None, GPC, {"Sec-GPC": "0"})]
        assert [HONOURED.capitalize() in page.text for page in pages] == [
            False,
            True,
            True,
            False,
            True,
            False,
        ]
        for page in pages:
            assert page.headers["Vary"] == "Accept-Language, Sec-GPC, DNT", address
        tags = [page.headers["ETag"] for page in pages]
        assert tags[0] == tags[3] == tags[5]
        assert tags[1] == tags[4] != tags[0]
        again = get(client, address, {"If-None-Match": tags[0], "Sec-GPC": "1"})
        assert again.status_code == 200


@pytest.mark.promise("P28")
def test_nothing_is_stored_for_a_visitor_with_a_signal(app: Flask, client: FlaskClient) -> None:
    """P28: no row of any kind, no cookie, and no total moves."""
    store: Store = app.extensions["privet"].store
    counter = app.extensions["privet.counting"]

    for headers in (GPC, DNT):
        for address in ("/", "/preferences/", "/preferences/status/", "/contact/", "/consumer/"):
            assert "Set-Cookie" not in get(client, address, headers).headers

    assert not counter.waiting
    get(client, "/consumer/")
    assert counter.waiting or not counter.on
    with store.reading():
        assert Choice.select().count() == Event.select().count() == Reader.select().count() == 0


def test_totals_ask_the_one_function_that_decides(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from privet.web.counter import Counter  # noqa: PLC0415

    before = app.extensions["privet.counting"]
    monkeypatch.setattr(permissions, "decide", lambda *_: permissions.Answer("closed"))

    anew = Counter(before.house, before.compatibility)

    assert anew.unwanted({}) == "closed"
    assert before.unwanted({"HTTP_USER_AGENT": "Mozilla/5.0 Firefox/140.0"}) == ""


def test_site_says_to_programs_that_it_obeys(client: FlaskClient) -> None:
    """W3C, Global Privacy Control: application/json, and the day of the statement in force."""
    answer = get(client, "/.well-known/gpc.json")

    assert answer.mimetype == "application/json"
    assert answer.json == {"gpc": True, "lastUpdate": "2026-11-16"}


@pytest.fixture
def member(app: Flask) -> tuple[Store, str, str]:
    """Give the store, a member, and the member’s account."""
    store: Store = app.extensions["privet"].store
    person = people.person(store, "LBT-1")
    return store, person, people.account(store, person=person)


@pytest.mark.promise("P28")
def test_signal_of_a_member_is_noted_once_and_stays_without_it(
    app: Flask, member: tuple[Store, str, str]
) -> None:
    """P28: on whichever page of the account; its absence later takes nothing back."""
    store, person, account = member
    client = people.signed_in(app, account)

    for headers in (GPC, GPC, None, DNT, GPC):
        assert get(client, "/account/", headers).status_code == 200
    assert get(people.signed_in(app, account), "/account/record/", GPC).status_code == 200

    with store.reading():
        (row,) = Choice.of_person(person)
        noted = [event for event in Event.about(person) if event.action == "choice.made"]
        assert [(event.actor, event.opened()) for event in noted] == [
            ("site", {"topic": "sale", "value": "off", "way": "signal"})
        ]
    assert (row.topic, row.value, row.way, row.statement) == ("sale", "off", "signal", "1.0")
    assert row.wording
    assert permissions.standing(store, person).refused == {"sale"}


@pytest.mark.promise("P28")
def test_signal_wins_over_an_older_choice_and_the_page_says_so(
    app: Flask, member: tuple[Store, str, str]
) -> None:
    """P28: told with both days; while it is sent, a sale can’t be allowed, other choices can."""
    store, person, account = member
    now = datetime.now(UTC) - timedelta(minutes=1)
    choices.choose(store, person, frozenset({"sale"}), Shown("account"), now, "member.x")
    choices.choose(store, person, frozenset(), Shown("account"), now + timedelta(seconds=1), "member.x")
    client = people.signed_in(app, account)
    before = get(client, "/account/preferences/")
    token = people.token(before.text)

    page = get(client, "/account/preferences/", GPC)
    sent = {"csrf_token": token, "sale": "yes", "use": "no"}
    held = client.post("/account/preferences/choices", data=sent, headers=GPC, base_url=BASE)

    assert "changed a choice of yours" not in before.text
    assert "changed a choice of yours" in page.text
    assert held.status_code == 409
    assert "Switch the signal off" in held.text
    assert permissions.standing(store, person).refused == {"sale", "use"}
    client.post("/account/preferences/choices", data=sent, base_url=BASE)
    assert permissions.standing(store, person).refused == {"use"}
    get(client, "/account/", GPC)
    assert permissions.standing(store, person).refused == {"sale", "use"}


def test_signal_of_an_agent_or_a_representative_says_nothing_about_anybody_else(
    app: Flask, member: tuple[Store, str, str]
) -> None:
    store, person, _account = member
    office = people.account(store, "representative", representative=people.representative(store))
    agent = people.account(store, "agent", user_name="liu.law", name="Liu")
    starts = datetime.now(UTC).date() - timedelta(days=9)
    acting.allow(store, "liu.law", "LBT-1", Paper("authorised-agent", SCOPES, "folder 12", starts))

    get(people.signed_in(app, office), "/account/", GPC)
    client = people.signed_in(app, agent)
    sent = {"csrf_token": people.token(get(client, "/account/acting", GPC).text), "person": person}
    client.post("/account/acting", data=sent, headers=GPC, base_url=BASE)
    assert get(client, "/account/record/", GPC).status_code == 200

    with store.reading():
        assert Choice.select().count() == 0
        assert Person.get_by_id(person).refused == ""


def test_signal_before_signing_in_is_noted_for_nobody(app: Flask, client: FlaskClient) -> None:
    get(client, "/account/sign-in", GPC)
    get(client, "/account/preferences/", GPC)

    with app.extensions["privet"].store.reading():
        assert Choice.select().count() == 0
