"""Who has looked: each look of others with role, purpose and time, what was shown in full, what went out."""

import json
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import dependents, looking, own_record
from privet.domain.dependents import Day
from privet.domain.looks import PAGE
from privet.domain.signed import signed
from privet.storage.corrections import Disclosure
from privet.storage.events import Event
from privet.storage.ids import new_id
from privet.storage.store import Store
from tests import people

DAY = Day(date(2026, 11, 23), "US-OH")


@pytest.fixture
def store(app: Flask) -> Store:
    """Give what the site keeps."""
    found: Store = app.extensions["privet"].store
    return found


@pytest.fixture
def member(app: Flask, store: Store) -> tuple[str, FlaskClient]:
    """Give a member’s record, and a client in which the member is signed in."""
    person = people.person(store, "LBT-1")
    return person, people.signed_in(app, people.account(store, person=person))


@pytest.mark.promise("P12")
@pytest.mark.parametrize(
    ("actor", "purpose", "said"),
    [
        ("clerk.untold-1", "service", ("the office, a clerk", "to serve the coverage")),
        (
            "representative.untold-2",
            "correction",
            ("your employer’s benefits office", "to decide on a correction"),
        ),
        ("agent.untold-3", "acting", ("an agent who acts for you", "to act for you")),
        ("command", "letter", ("the office, by a command on our server", "to print a letter")),
        ("member.untold-4", "enrolment", ("the person whose coverage you share", "to look after enrolment")),
    ],
)
def test_each_look_is_told_with_role_purpose_and_fields(
    store: Store, member: tuple[str, FlaskClient], actor: str, purpose: str, said: tuple[str, str]
) -> None:
    person, client = member
    looking.read(store, actor, person, purpose, ("name", "ssn_last4"))

    page = client.get("/account/looks/").text

    assert all(words in page for words in said)
    assert "Name; Social security number, the last four digits" in page
    assert "untold" not in page


def test_times_are_those_of_the_organisation(store: Store, member: tuple[str, FlaskClient]) -> None:
    person, client = member
    moment = 1_788_000_000_000_000  # 2026-08-29 10:40 in UTC.
    with store.writing():
        Event.add(moment, ("clerk.x", "record.read", person, "service"), {"fields": ["name"]})

    assert "August 29, 2026, 06:40 EDT" in client.get("/account/looks/").text


def test_own_looks_are_summed_up_and_what_was_shown_in_full_is_not(
    app: Flask, store: Store, member: tuple[str, FlaskClient]
) -> None:
    person, client = member
    for _ in range(3):
        token = people.token(client.get("/account/record/").text)
    client.post("/account/record/reveal", data={"csrf_token": token, "field": "birth_date"})

    page = client.get("/account/looks/").text

    assert "You looked yourself 4 times" in page  # This page is a look, too.
    assert page.count("<li>\n<strong>you yourself</strong>") == 1
    assert "had shown in full" in page
    with store.reading():
        assert [event.action for event in Event.about(person)][-1] == "events.read"


def test_disclosures_are_told_with_recipient_fields_and_purpose(
    store: Store, member: tuple[str, FlaskClient]
) -> None:
    person, client = member
    with store.writing():
        row = Disclosure(id=new_id(), person=person, on=date(2026, 3, 2), noted_by="clerk.x")
        row.recipient, row.purpose, row.basis = "Juniper Dental Plan", "payment of a claim", "hipaa-payment"
        row.fields = json.dumps(["name", "birth_date"])
        row.save(force_insert=True)

    page = client.get("/account/looks/").text

    for words in ("Juniper Dental Plan", "March 2, 2026", "payment of a claim", "Name; Birth date"):
        assert words in page


def test_fifty_looks_stand_on_a_page_and_the_next_goes_on_below(
    store: Store, member: tuple[str, FlaskClient]
) -> None:
    person, client = member
    for _ in range(PAGE + 7):
        looking.read(store, "clerk.x", person, "service", ("name",))

    first = client.get("/account/looks/").text
    older = first.partition("?before=")[2].partition('"')[0]
    second = client.get(f"/account/looks/?before={older}").text

    assert first.count("the office, a clerk") == PAGE
    assert second.count("the office, a clerk") == 7
    assert "before=" not in second


@pytest.mark.parametrize("before", ["-1", "x", "9" * 30, "0"])
def test_a_page_number_that_was_made_up_does_no_harm(member: tuple[str, FlaskClient], before: str) -> None:
    assert member[1].get(f"/account/looks/?before={before}").status_code == 200


def test_nobody_sees_looks_at_others(app: Flask, store: Store, member: tuple[str, FlaskClient]) -> None:
    _person, client = member
    other = people.person(store, "LBT-2")
    looking.read(store, "clerk.x", other, "service", ("name",))

    assert "Nobody else has looked" in client.get("/account/looks/").text


def test_a_parents_look_is_told_to_the_child(
    app: Flask, store: Store, member: tuple[str, FlaskClient]
) -> None:
    holder, _client = member
    child = people.person(store, "LBT-2", birth_date="2016-01-01", holder=holder, name="Bruno")
    dependents.seen_by(store, "member.x", holder, "enrolment", DAY)

    page = people.signed_in(app, people.account(store, "dependent", person=child)).get("/account/looks/").text

    assert "the person whose coverage you share" in page


@pytest.mark.parametrize("role", ["agent", "representative", "clerk"])
def test_the_page_is_for_the_people_on_record_only(app: Flask, store: Store, role: str) -> None:
    fields = (
        {"representative": people.representative(store)} if role == "representative" else {"name": "Marta"}
    )
    client = people.signed_in(app, people.account(store, role, **fields))

    assert client.get("/account/looks/").status_code == 403


def test_looking_through_an_agents_eyes_is_an_agents_look(
    store: Store, member: tuple[str, FlaskClient]
) -> None:
    person, client = member
    row = signed(store, people.account(store, "agent", name="Marta"), DAY.today)
    assert row is not None
    who = type(row)(**vars(row) | {"acting_for": person, "scope": frozenset({"see"})})
    own_record.page(store, who, DAY, full_ssn=False)

    page = client.get("/account/looks/").text

    assert "an agent who acts for you" in page
    assert "Marta" not in page
