"""Delegations: the paper, its days, its scope, and its end."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from privet.domain import acting, delegations
from privet.domain.delegations import NotAllowed, Paper
from privet.domain.refusals import NotYours
from privet.domain.signed import signed
from privet.storage.accounts import Account
from privet.storage.events import Event
from privet.storage.people import Person
from privet.storage.store import Store
from tests import people

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture
def store(app: Flask) -> Store:
    """Give the store of a site with one member and one agent."""
    found: Store = app.extensions["privet"].store
    people.person(found, "LBT-1")
    acting.add_agent(found, "liu.law", "Liu & Partners")
    return found


def paper(**changes: Any) -> Paper:
    usual: dict[str, Any] = {
        "kind": "authorised-agent",
        "scope": ("see",),
        "place": "folder 12",
        "starts_on": TODAY,
    }
    return Paper(**(usual | changes))


def scope(store: Store, today: date) -> frozenset[str]:
    with store.reading():
        agent, person = Account.by_sign("liu.law"), Person.by_number("LBT-1")
        assert agent is not None
        assert person is not None
        return delegations.scope_of(agent.id, person.id, today)


def test_paper_holds_from_its_first_day_to_its_last(store: Store) -> None:
    acting.allow(store, "liu.law", "LBT-1", paper(ends_on=TODAY + DAY))

    found = [scope(store, TODAY + count * DAY) for count in (-1, 0, 1, 2)]

    assert found == [frozenset(), {"see"}, {"see"}, frozenset()]


def test_two_papers_add_up_and_a_stopped_one_counts_no_more(store: Store) -> None:
    acting.allow(store, "liu.law", "LBT-1", paper())
    second = acting.allow(store, "liu.law", "LBT-1", paper(scope=("copy", "messages")))
    both = scope(store, TODAY)

    assert acting.stop(store, second, NOW)

    assert both == {"see", "copy", "messages"}
    assert scope(store, TODAY) == {"see"}
    assert not acting.stop(store, second, NOW)


@pytest.mark.parametrize(
    ("option", "changes"),
    [
        ("--kind", {"kind": "friend"}),
        ("--scope", {"scope": ()}),
        ("--scope", {"scope": ("see", "reveal")}),
        ("--paper", {"place": " "}),
        ("--paper", {"place": "x" * 201}),
        ("--until", {"ends_on": TODAY - DAY}),
    ],
)
def test_papers_that_say_nothing_are_refused(store: Store, option: str, changes: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed) as refused:
        acting.allow(store, "liu.law", "LBT-1", paper(**changes))

    assert refused.value.option == option


def test_only_agents_may_be_allowed_and_only_for_people_on_record(store: Store) -> None:
    people.account(store, role="clerk", user_name="jo.marsh")
    people.account(store, role="agent", user_name="gone", disabled_at=1)

    for user_name, number, option in (
        ("jo.marsh", "LBT-1", "USER_NAME"),
        ("nobody", "LBT-1", "USER_NAME"),
        ("gone", "LBT-1", "USER_NAME"),
        ("liu.law", "LBT-2", "NUMBER"),
    ):
        with pytest.raises(NotAllowed) as refused:
            acting.allow(store, user_name, number, paper())
        assert refused.value.option == option


@pytest.mark.parametrize(("user_name", "name"), [("liu.law", "Liu"), ("a@b.example", "Liu"), ("liu2", " ")])
def test_agent_needs_a_free_user_name_and_a_name(store: Store, user_name: str, name: str) -> None:
    with pytest.raises(NotAllowed):
        acting.add_agent(store, user_name, name)


def test_agent_without_a_begun_account_is_nobody(store: Store) -> None:
    acting.allow(store, "liu.law", "LBT-1", paper())
    with store.reading():
        agent = Account.by_sign("liu.law")
    assert agent is not None

    assert signed(store, agent.id, TODAY) is None


def test_begin_and_end_stand_in_events_with_both_ids(store: Store) -> None:
    given = acting.allow(store, "liu.law", "LBT-1", paper())
    acting.stop(store, given, NOW)

    with store.reading():
        person, agent = Person.by_number("LBT-1"), Account.by_sign("liu.law")
        assert person is not None
        assert agent is not None
        rows = {event.action: event.opened() for event in Event.about(person.id)}
    for action in ("delegation.begun", "delegation.revoked"):
        detail = rows[action] or {}
        assert detail["agent"] == f"agent.{agent.id}"
        assert detail["delegation"] == given
        assert "Liu" not in str(detail)


def test_nobody_ends_what_others_gave(store: Store) -> None:
    given = acting.allow(store, "liu.law", "LBT-1", paper())
    other = people.account(store, person=people.person(store, "LBT-2"))
    who = signed(store, other, TODAY)
    assert who is not None

    for named in (given, "unknown"):
        with pytest.raises(NotYours):
            acting.revoke(store, who, named, NOW)
    assert scope(store, TODAY) == {"see"}
