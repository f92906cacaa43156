"""Preferences in the account: for oneself alone, with history, and the doors that a choice closes."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import acting, choices, mail, permissions
from privet.domain.choice_proof import Shown
from privet.domain.delegations import Paper
from privet.domain.roles import SCOPES
from privet.storage.choices import Choice
from privet.storage.messages import Mail
from privet.storage.people import Person
from privet.storage.store import Store
from privet.web import access, choosing
from tests import people
from tests.domain.test_choices import NOW

BASE = "https://localhost"
PAGE = "/account/preferences/"


@pytest.fixture
def ana(app: Flask) -> dict[str, Any]:
    """Give a member with a client that is signed in, and a token for its forms."""
    store: Store = app.extensions["privet"].store
    person = people.person(store, "LBT-1")
    account = people.account(store, person=person, email="ana.ruiz@example.org")
    client = people.signed_in(app, account)
    token = people.token(client.get(PAGE, base_url=BASE).text)
    return {"store": store, "person": person, "account": account, "client": client, "token": token}


def post(ana: dict[str, Any], address: str, **sent: str) -> Any:
    client: FlaskClient = ana["client"]
    return client.post(address, data={"csrf_token": ana["token"]} | sent, base_url=BASE)


def refused(ana: dict[str, Any]) -> set[str]:
    return set(permissions.standing(ana["store"], ana["person"]).refused)


@pytest.mark.promise("P28")
def test_member_chooses_and_sees_what_when_how_and_under_which_statement(ana: dict[str, Any]) -> None:
    """P28: saved by one form; what wasn’t touched stays."""
    saved = post(ana, PAGE + "choices", use="no", sale="no", sensitive="yes")
    post(ana, PAGE + "choices", use="yes")

    assert saved.status_code == 303
    assert refused(ana) == {"sale"}
    page = ana["client"].get(PAGE, base_url=BASE).text
    history = page.partition('id="history"')[2]
    assert history.count("in this account") == 3
    assert "taken back" in history
    assert "<td>1.0</td>" in history
    with ana["store"].reading():
        assert next((row.topic, row.value, row.way) for row in Choice.of_person(ana["person"])) == (
            "use",
            "on",
            "account",
        )


def test_all_of_these_is_one_button(ana: dict[str, Any]) -> None:
    post(ana, PAGE + "choices", all="yes", sale="yes")

    assert refused(ana) == set(permissions.rules().choice) - {"collect"}


def test_mail_is_chosen_here_by_kind_on_paper_or_not_at_all(ana: dict[str, Any]) -> None:
    chosen = {"mail-informational": "on", "mail-educational": "paper", "mail-promotional": "off"}

    assert post(ana, PAGE + "mail", **chosen).status_code == 303
    page = ana["client"].get(PAGE, base_url=BASE).text
    for kind, value in chosen.items():
        assert f'id="{kind}-{value}" name="{kind}" value="{value}" checked' in page
    post(ana, PAGE + "mail", nothing="yes")
    assert "mail" in refused(ana)
    assert "“nothing at all”" in ana["client"].get(PAGE, base_url=BASE).text


def test_mail_without_a_confirmed_address_is_refused_beside_the_choice(app: Flask) -> None:
    store: Store = app.extensions["privet"].store
    account = people.account(store, person=people.person(store, "LBT-1"))
    client = people.signed_in(app, account)
    token = people.token(client.get(PAGE, base_url=BASE).text)

    sent = {"csrf_token": token, "mail-informational": "on"}
    answer = client.post(PAGE + "mail", data=sent, base_url=BASE)

    assert answer.status_code == 422
    assert "confirm an address first" in answer.text


@pytest.mark.promise("P28")
def test_collecting_online_ends_after_a_page_that_says_what_it_means(ana: dict[str, Any]) -> None:
    """P28: two steps; looking at the first one changes nothing, and everything is open again at once."""
    page = ana["client"].get(PAGE + "online", base_url=BASE).text
    assert "no e-mail" in page
    assert refused(ana) == set()
    post(ana, PAGE + "online")
    assert refused(ana) == set()

    closing = post(ana, PAGE + "online", collect="no")

    assert closing.headers["Location"] == "/account/closed"
    assert refused(ana) == {"collect"}
    assert not mail.tell(ana["store"], ana["account"], "message", NOW)
    opened = post(ana, PAGE + "online", collect="yes")
    assert opened.status_code == 303
    assert refused(ana) == set()
    assert mail.tell(ana["store"], ana["account"], "message", NOW)
    with ana["store"].writing():
        Mail.delete().execute()


@pytest.mark.promise("P28")
def test_every_page_of_the_account_is_closed_but_those_to_say_otherwise_and_leave(
    app: Flask, ana: dict[str, Any]
) -> None:
    """P28: whatever room is added later; forms are refused with the page that says why."""
    choices.choose(ana["store"], ana["person"], frozenset({"collect"}), Shown("account"), NOW, "member.x")
    tried = 0

    for rule in app.url_map.iter_rules():
        declared = access.of(app.view_functions[rule.endpoint])
        if not rule.rule.startswith("/account/") or declared is None or "member" not in declared.roles:
            continue
        address = rule.build(dict.fromkeys(rule.arguments, "x" * 22), append_unknown=False)
        assert address is not None
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if rule.endpoint in choosing.STAYS:
                continue
            data = {"csrf_token": ana["token"]} if method == "POST" else None
            answer = ana["client"].open(address[1], method=method, data=data, base_url=BASE)
            tried += 1
            if method == "GET":
                assert (answer.status_code, answer.headers["Location"]) == (303, "/account/closed"), rule
            else:
                assert answer.status_code == 403, rule
                assert "The online features are closed" in answer.text
    assert tried > 30
    for stays in (PAGE, "/account/closed", PAGE + "online", "/account/security/", "/account/sessions/"):
        assert ana["client"].get(stays, base_url=BASE).status_code == 200
    assert post(ana, "/account/sign-off").headers["Location"] == "/account/signed-off"


def test_agent_finds_everything_about_the_person_closed_and_nobody_else(
    app: Flask, ana: dict[str, Any]
) -> None:
    store = ana["store"]
    people.person(store, "LBT-2", name="Theo Brandt")
    agent = people.account(store, "agent", user_name="liu.law", name="Liu")
    for number in ("LBT-1", "LBT-2"):
        paper = Paper(kind="authorised-agent", scope=SCOPES, place="folder 12", starts_on=NOW.date())
        acting.allow(store, "liu.law", number, paper)
    choices.choose(store, ana["person"], frozenset({"collect"}), Shown("account"), NOW, "member.x")
    client = people.signed_in(app, agent)
    token = people.token(client.get("/account/acting", base_url=BASE).text)

    seen = {}
    for number in ("LBT-1", "LBT-2"):
        with store.reading():
            person = Person.by_number(number)
        assert person is not None
        client.post("/account/acting", data={"csrf_token": token, "person": person.id}, base_url=BASE)
        page = client.get("/account/acting", base_url=BASE)
        token = people.token(page.text)
        assert page.status_code == 200
        seen[number] = client.get("/account/record/", base_url=BASE)

    assert seen["LBT-1"].status_code == 403
    assert "The person for whom you act has asked us" in seen["LBT-1"].text
    assert seen["LBT-2"].status_code == 200
    assert client.get(PAGE, base_url=BASE).status_code == 403


@pytest.mark.promise("P28")
def test_nobody_chooses_for_anybody_else_from_an_account(app: Flask, ana: dict[str, Any]) -> None:
    """P28: what a form names counts for nothing; agents, representatives and the office have no such page."""
    store = ana["store"]
    other = people.person(store, "LBT-2", name="Theo Brandt")
    child = people.person(store, "LBT-3", holder=ana["person"], relation="child", birth_date="2018-05-05")

    for name in ("person", "number", "subject", "account", "for", "email"):
        for someone in (other, child):
            post(ana, PAGE + "choices", sale="no", **{name: someone})
            post(ana, f"{PAGE}choices?{name}={someone}", use="no")
            post(ana, PAGE + "online", collect="yes", **{name: someone})

    assert refused(ana) == {"sale", "use"}
    for someone in (other, child):
        assert permissions.standing(store, someone).refused == frozenset()
    office = people.account(store, "representative", representative=people.representative(store))
    for account in (office, people.account(store, "clerk", name="clerk")):
        client = people.signed_in(app, account)
        assert client.get(PAGE, base_url=BASE).status_code == 403
        assert client.post(PAGE + "choices", data={"sale": "no"}, base_url=BASE).status_code == 403


def test_form_without_its_token_changes_nothing(ana: dict[str, Any]) -> None:
    for address in ("choices", "mail", "online"):
        answer = ana["client"].post(
            PAGE + address, data={"all": "yes", "collect": "no", "nothing": "yes"}, base_url=BASE
        )
        assert answer.status_code == 403
    assert refused(ana) == set()


def test_hostile_values_are_no_choice(ana: dict[str, Any]) -> None:
    for value in ("", "NO", "0", "no ", "<b>", "a" * 5000, "\0", "off"):
        sent = dict.fromkeys(permissions.rules().choice, value) | {"mail-informational": value}
        for address in ("choices", "mail", "online"):
            assert post(ana, PAGE + address, **sent).status_code == 303
    post(ana, PAGE + "choices", collect="no", mail="no", everything="no")
    assert refused(ana) == set()


@pytest.mark.promise("P44")
def test_former_members_and_dependents_choose_as_well(app: Flask) -> None:
    """P44: choices are for everybody on record; optional mail ended with the coverage."""
    store: Store = app.extensions["privet"].store
    member = people.person(store, "LBT-1", status="former")
    spouse = people.person(store, "LBT-2", holder=member, relation="spouse")

    for person, role in ((member, "member"), (spouse, "dependent")):
        client = people.signed_in(app, people.account(store, role, person=person))
        token = people.token(client.get(PAGE, base_url=BASE).text)
        sent = {"csrf_token": token, "sale": "no"}
        assert client.post(PAGE + "choices", data=sent, base_url=BASE).status_code == 303
        assert permissions.standing(store, person).refused == {"sale"}
