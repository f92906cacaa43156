"""Acting for another, from both sides: the agent who chooses, and the person who sees it and ends it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask, Response
from flask.testing import FlaskClient

from privet.domain import acting
from privet.domain.delegations import Paper
from privet.domain.roles import AGENT, OWNERS, SCOPES
from privet.storage import erasure
from privet.storage.accounts import Account
from privet.storage.delegations import Delegation
from privet.storage.events import Event
from privet.storage.store import Store
from privet.web import access
from privet.web.access import signed_in
from tests import people

# Views that agents may use without a scope, since they show nothing of anybody’s record.
OWN_BUSINESS = {
    "account.acting": "whom they may act for",
    "account.choose": "choosing for whom to act",
    "account.stop_acting": "acting for nobody any more",
    "account.index": "where to go",
    "account.sign_off": "the way out",
    "account.confirm": "their own second factor",
    "account.confirm_passkey": "their own second factor",
}
OWN_ACCOUNT = ("/account/security/", "/account/sessions", "/account/email")
HIDDEN_COURT = "7 Hidden Court\nToledo, OH 43604"


@dataclass
class Scene:
    """One member, one agent with a paper that covers everything, and their clients."""

    app: Flask
    store: Store
    person: str
    agent: str
    given: str
    member_client: FlaskClient
    agent_client: FlaskClient


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Set the scene."""
    store: Store = app.extensions["privet"].store
    person = people.person(store, "LBT-1", confidential_address=HIDDEN_COURT)
    agent = acting.add_agent(store, "liu.law", "Liu & Partners")
    with store.writing():
        Account.update(begun_at=1).where(Account.id == agent).execute()
    paper = Paper(kind="authorised-agent", scope=SCOPES, place="folder 12", starts_on=date(2020, 1, 1))
    given = acting.allow(store, "liu.law", "LBT-1", paper)
    member = people.signed_in(app, people.account(store, person=person))
    return Scene(app, store, person, agent, given, member, people.signed_in(app, agent))


def post(client: FlaskClient, page: str, address: str, **values: str) -> int:
    token = people.token(client.get(page).text)
    return client.post(address, data={"csrf_token": token} | values).status_code


def choose(scene: Scene, person: str = "") -> int:
    return post(scene.agent_client, "/account/acting", "/account/acting", person=person or scene.person)


def test_agent_chooses_and_every_page_says_for_whom(scene: Scene) -> None:
    before = scene.agent_client.get("/account/").text

    assert choose(scene) == 303

    for page in ("/account/", "/account/acting"):
        assert "You act for Ana María Ruiz." in scene.agent_client.get(page).text
    assert "You act for" not in before


def test_stopping_ends_it_for_this_session(scene: Scene) -> None:
    choose(scene)

    assert post(scene.agent_client, "/account/acting", "/account/acting/stop") == 303

    assert "You act for Ana" not in scene.agent_client.get("/account/").text


def test_choice_holds_for_one_session_alone(scene: Scene) -> None:
    choose(scene)

    another = people.signed_in(scene.app, scene.agent)

    assert "You act for Ana" not in another.get("/account/").text


def test_nobody_can_be_chosen_without_a_paper_and_strangers_answer_like_nobody(scene: Scene) -> None:
    stranger = people.person(scene.store, "LBT-2")
    client = scene.agent_client
    token = people.token(client.get("/account/acting").text)

    answers = [
        client.post("/account/acting", data={"csrf_token": token, "person": person})
        for person in (stranger, "nobody-has-this-id")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert "You act for" not in client.get("/account/").text


def test_person_sees_who_acts_on_which_paper_and_what_they_did(scene: Scene) -> None:
    choose(scene)

    page = scene.member_client.get("/account/agents/").text

    for words in (
        "Liu &amp; Partners",
        "May act now",
        "Authorised agent",
        "ask for corrections",
        "folder 12",
        "January 1, 2020",
        "began to act for you",
    ):
        assert words in page
    with scene.store.reading():
        newest = Event.about(scene.person)[-1]
    assert (newest.action, newest.purpose) == ("record.read", "own-record")


def test_revoking_holds_at_the_agents_next_request(scene: Scene) -> None:
    choose(scene)
    assert "You act for Ana" in scene.agent_client.get("/account/").text

    ended = post(scene.member_client, "/account/agents/", f"/account/agents/{scene.given}/end")

    assert ended == 303
    assert "Ana María Ruiz" not in scene.agent_client.get("/account/").text
    assert "nobody for whom you may act" in scene.agent_client.get("/account/acting").text
    assert "End this now" not in scene.member_client.get("/account/agents/").text
    assert choose(scene) in {403, 404}


def test_agent_loses_the_record_the_moment_it_is_revoked(scene: Scene) -> None:
    scene.app.add_url_rule(
        "/account/probe",
        "probe",
        signed_in(*OWNERS, scope="see")(lambda: Response("what the record holds", mimetype="text/plain")),
    )
    choose(scene)
    assert scene.agent_client.get("/account/probe").text == "what the record holds"

    acting.stop(scene.store, scene.given, datetime.now(UTC))

    gone = scene.agent_client.get("/account/probe")
    assert gone.status_code == 303
    assert gone.location == "/account/acting"


@pytest.fixture
def _travelling() -> Iterator[None]:
    with time_machine.travel(datetime.now(UTC), tick=True):
        yield


@pytest.mark.usefixtures("_travelling")
def test_paper_ends_with_its_last_day(scene: Scene) -> None:
    today = scene.app.extensions["privet"].today()
    with scene.store.writing():
        Delegation.update(ends_on=today).where(Delegation.id == scene.given).execute()
    choose(scene)
    assert "You act for Ana" in scene.agent_client.get("/account/").text

    with time_machine.travel(time.time() + timedelta(days=1).total_seconds()):
        later = people.signed_in(scene.app, scene.agent)
        assert "nobody for whom you may act" in later.get("/account/acting").text


def test_scope_is_asked_at_the_door(scene: Scene) -> None:
    scene.app.add_url_rule(
        "/account/probe",
        "probe",
        signed_in(*OWNERS, scope="copy")(lambda: Response("all of it", mimetype="text/plain")),
    )
    with scene.store.writing():
        Delegation.update(scope='["see"]').where(Delegation.id == scene.given).execute()
    without = scene.agent_client.get("/account/probe")
    choose(scene)

    beyond = scene.agent_client.get("/account/probe")

    assert without.location == "/account/acting"
    assert beyond.status_code == 403


def test_every_view_for_agents_declares_a_scope(app: Flask) -> None:
    lacking = []
    for rule in app.url_map.iter_rules():
        declared = access.of(app.view_functions[rule.endpoint])
        own = rule.endpoint in OWN_BUSINESS or rule.rule.startswith(OWN_ACCOUNT)
        if declared and AGENT in declared.roles and not own and declared.scope not in SCOPES:
            lacking.append(rule.rule)

    assert not lacking, f"{lacking}: say which scope an agent needs, as in @signed_in(*OWNERS, scope='see')"


def test_no_page_shows_an_agent_the_confidential_address(scene: Scene) -> None:
    choose(scene)
    rules = [rule for rule in scene.app.url_map.iter_rules() if rule.rule.startswith("/account/")]

    for rule in rules:
        if "GET" in (rule.methods or ()) and not rule.arguments:
            page = scene.agent_client.get(rule.rule).data
            assert b"7 Hidden Court" not in page, rule.rule


def test_scope_alone_opens_the_record_and_no_page_without_one_tells_of_it(scene: Scene) -> None:
    """Pages that ask for no scope show an agent the name in the banner, and nothing else of the record."""
    choose(scene)
    facts = [people.FACTS[name] for name in ("birth_date", "email", "plan", "ssn_last4")] + ["Juniper Lane"]

    for rule in scene.app.url_map.iter_rules():
        declared = access.of(scene.app.view_functions[rule.endpoint])
        open_to_agents = declared and AGENT in declared.roles and not declared.scope
        if open_to_agents and "GET" in (rule.methods or ()) and not rule.arguments:
            page = scene.agent_client.get(rule.rule).text.partition("<main")[2]
            told = [fact for fact in facts if fact in page.partition("</main")[0]]
            assert not told, f"{rule.rule} tells {told}"


def test_agents_page_is_for_the_person_alone(scene: Scene) -> None:
    choose(scene)

    assert scene.agent_client.get("/account/agents/").status_code == 403
    assert scene.member_client.get("/account/acting").status_code == 403


def test_both_ids_stand_in_each_event_of_an_agent(scene: Scene) -> None:
    choose(scene)
    post(scene.agent_client, "/account/acting", "/account/acting/stop")

    with scene.store.reading():
        rows = [event for event in Event.about(scene.person) if event.actor.startswith("agent.")]
    assert {event.action for event in rows} == {"acting.begun", "acting.ended", "record.read"}
    assert {(event.actor, event.subject) for event in rows} == {(f"agent.{scene.agent}", scene.person)}


def test_erased_person_can_be_acted_for_no_more(scene: Scene) -> None:
    choose(scene)
    with scene.store.writing():
        erasure.erase(scene.person)

    assert "You act for Ana" not in scene.agent_client.get("/account/").text


def test_form_of_one_person_is_never_filed_for_another_chosen_in_a_second_tab(scene: Scene) -> None:
    """What was typed for one stays out of the record of the other, and the page says what to do."""
    choose(scene)
    client = scene.agent_client
    first_tab = people.token(client.get("/account/messages/write").text)
    post(client, "/account/acting", "/account/acting/stop")
    choose(scene)
    again = client.get("/account/messages/write")
    assert again.status_code == 200
    post(client, "/account/acting", "/account/acting/stop")

    sent = client.post(
        "/account/messages/write",
        data={"csrf_token": first_tab, "text": "private", "to": "office", "subject": "x"},
    )

    assert sent.status_code == 409
    assert "wrong person" in sent.text
    with scene.store.reading():
        assert not list(Event.of_action("message.sent"))
