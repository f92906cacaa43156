"""The statement changed: members are asked once, may refuse, and lose nothing by it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import acknowledgements, statements
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.events import Event
from privet.storage.store import Store
from tests import people

NOW = datetime(2027, 6, 1, 17, tzinfo=UTC)
HEAD = """---
version: "{version}"
published: {day}
effective: {effective}
languages: [en]
terms: "1.0"
title: Our privacy statement
summary: What version {version} changes.
material: {material}
why: It says more about letters.
---

# What we do

We keep it short. [P1]
"""


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    """Move the clock to a day after all versions."""
    with time_machine.travel(NOW, tick=False):
        yield


def publish(app: Flask, version: str, day: str, *, material: bool, effective: str = "") -> None:
    folder: Path = app.extensions["privet"].statements_folder
    folder.mkdir(exist_ok=True)
    text = HEAD.format(version=version, day=day, effective=effective or day, material=str(material).lower())
    (folder / f"{day}.en.md").write_text(text, "utf-8")
    statements._kept.clear()


@pytest.fixture
def store(app: Flask) -> Store:
    """Give the store of a site whose statement changed materially in May 2027."""
    publish(app, "1.0", "2026-11-16", material=True)
    publish(app, "2.0", "2027-05-01", material=True)
    found: Store = app.extensions["privet"].store
    return found


def member(store: Store, begun: datetime = NOW - timedelta(days=90), number: str = "LBT-1") -> str:
    account = people.account(store, person=people.person(store, number))
    with store.writing():
        Account.update(begun_at=micro(begun)).where(Account.id == account).execute()
    return account


def say(client: FlaskClient, answer: str, version: str = "2.0", target: str = "") -> int:
    token = people.token(client.get("/account/statement").text)
    data = {"csrf_token": token, "version": version, "answer": answer, "next": target}
    return client.post("/account/statement", data=data).status_code


def holds(app: Flask, account: str) -> str:
    ours = app.extensions["privet"]
    return acknowledgements.version_for(ours.store, ours.statements, account, ours.now())


def test_member_is_asked_at_the_first_page_and_goes_on_to_where_they_were_going(
    app: Flask, store: Store
) -> None:
    client = people.signed_in(app, member(store))

    sent = client.get("/account/agents/")
    page = client.get(sent.location).text
    data = {"csrf_token": people.token(page), "version": "2.0", "answer": "acknowledged"}
    answered = client.post("/account/statement", data=data | {"next": "/account/agents/"})

    assert sent.status_code == answered.status_code == 303
    assert "What version 2.0 changes." in page
    assert "It says more about letters." in page
    assert 'href="/privacy/2026-11-16/2027-05-01/"' in page
    assert 'value="/account/agents/"' in page
    assert answered.location == "/account/agents/"
    assert client.get("/account/agents/").status_code == 200


@pytest.mark.parametrize("answer", ["acknowledged", "refused"])
def test_who_has_answered_is_asked_no_more(app: Flask, store: Store, answer: str) -> None:
    account = member(store)

    assert say(people.signed_in(app, account), answer) == 303

    assert people.signed_in(app, account).get("/account/").status_code == 200


def test_who_has_not_answered_is_asked_once_in_a_session_and_again_in_the_next(
    app: Flask, store: Store
) -> None:
    account = member(store)
    client = people.signed_in(app, account)

    assert [client.get("/account/").status_code for _ in range(2)] == [303, 200]
    assert people.signed_in(app, account).get("/account/").status_code == 303


def test_both_answers_weigh_the_same(app: Flask, store: Store) -> None:
    page = people.signed_in(app, member(store)).get("/account/statement").text

    assert '<button name="answer" value="acknowledged">I have read it</button>' in page
    assert '<button name="answer" value="refused">I don’t agree</button>' in page


def test_who_refuses_keeps_every_page_and_the_older_version(app: Flask, store: Store) -> None:
    account = member(store)
    client = people.signed_in(app, account)
    pages = ("/account/", "/account/agents/")
    client.get("/account/")
    before = [client.get(page).status_code for page in pages]

    say(client, "refused")

    assert [client.get(page).status_code for page in pages] == before == [200, 200]
    page = client.get("/account/statement").text
    assert "that you don’t agree." in page
    assert "For you, version 1.0 holds now." in page
    assert holds(app, account) == "1.0"


def test_answers_are_events_of_the_person_and_the_last_one_holds(app: Flask, store: Store) -> None:
    account = member(store)
    client = people.signed_in(app, account)
    say(client, "refused")

    say(client, "acknowledged")

    assert holds(app, account) == "2.0"
    with store.reading():
        person = Account.get_by_id(account).person_id or ""
        found = [(e.actor, e.action, e.opened()) for e in Event.about(person) if "statement" in e.action]
    actor = f"member.{account}"
    assert found == [
        (actor, "statement.refused", {"version": "2.0"}),
        (actor, "statement.acknowledged", {"version": "2.0"}),
    ]


def test_account_that_begins_after_the_change_is_not_asked(app: Flask, store: Store) -> None:
    account = member(store, begun=NOW - timedelta(days=2))
    client = people.signed_in(app, account)

    assert client.get("/account/").status_code == 200
    assert "Nothing in it has changed" in client.get("/account/statement").text
    assert holds(app, account) == "2.0"


def test_change_that_is_not_material_or_not_in_force_asks_nobody(app: Flask) -> None:
    publish(app, "1.0", "2026-11-16", material=True)
    publish(app, "1.1", "2027-04-01", material=False)
    publish(app, "2.0", "2027-05-15", material=True, effective="2027-07-01")
    store = app.extensions["privet"].store
    account = member(store)

    assert people.signed_in(app, account).get("/account/").status_code == 200
    assert holds(app, account) == "1.1"


def test_what_follows_a_refused_version_holds_only_once_it_is_acknowledged(app: Flask, store: Store) -> None:
    account = member(store)
    say(people.signed_in(app, account), "refused")
    publish(app, "2.1", "2027-05-20", material=False)
    smaller = holds(app, account)
    publish(app, "3.0", "2027-05-25", material=True)
    unanswered = holds(app, account)

    say(people.signed_in(app, account), "acknowledged", "3.0")

    assert (smaller, unanswered, holds(app, account)) == ("1.0", "1.0", "3.0")


@pytest.mark.parametrize(("version", "answer"), [("1.0", "refused"), ("9", "refused"), ("2.0", "maybe")])
def test_answers_to_another_question_are_refused(app: Flask, store: Store, version: str, answer: str) -> None:
    account = member(store)

    assert say(people.signed_in(app, account), answer, version) == 400

    assert people.signed_in(app, account).get("/account/").status_code == 303


def test_answer_goes_on_to_pages_of_the_secure_area_only(app: Flask, store: Store) -> None:
    client = people.signed_in(app, member(store))
    token = people.token(client.get("/account/statement").text)

    for target in ("https://evil.example/", "//evil.example/account/", "/privacy/"):
        data = {"csrf_token": token, "version": "2.0", "answer": "refused", "next": target}
        assert client.post("/account/statement", data=data).location == "/account/"


def test_forms_staff_agents_and_offices_are_never_held_up(app: Flask, store: Store) -> None:
    account = member(store)
    client = people.signed_in(app, account)
    token = people.token(client.get("/account/statement").text)
    office = people.representative(store)

    assert client.post("/account/sign-off", data={"csrf_token": token}).location.startswith(
        "/account/signed-off"
    )
    for role, fields in (("clerk", {}), ("agent", {}), ("representative", {"representative": office})):
        other = people.signed_in(app, people.account(store, role=role, **fields))
        assert other.get("/account/").status_code == 200
        assert other.get("/account/statement").status_code == 403


def test_account_begun_on_the_eve_in_the_offices_zone_is_asked(app: Flask, store: Store) -> None:
    """At eight in the evening it is the next day in UTC already, and the version isn’t published yet."""
    account = member(store, begun=datetime(2027, 5, 1, 1, tzinfo=UTC))

    assert people.signed_in(app, account).get("/account/").status_code == 303
