"""Choices from outside that wait for the office, and those that reach it by post, by phone or at its desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from privet.domain import choice_carrying, choices, events
from privet.domain.choice_proof import Shown
from privet.domain.choice_requests import NotKnown, Said, said_in
from privet.domain.choices import Wish
from privet.domain.events import Act
from privet.domain.times import at, micro
from privet.storage.choices import ChoiceRequest
from privet.storage.people import Person
from privet.storage.store import Store

LOOKED_FOR = timedelta(days=30)  # As long as a request waits that only an import could match.
Change = tuple[frozenset[str], frozenset[str]]  # What somebody refuses, and what they allow.


class NobodyHasIt(LookupError):
    """Nobody on record has this member number."""


@dataclass(frozen=True)
class Waiting:
    """A request that waits for the office; with ``found`` it holds already for a record found by itself."""

    id: str
    asked: datetime
    refused: tuple[str, ...]
    found: bool


def waiting(store: Store) -> list[Waiting]:
    """Give the requests that wait for the office, the oldest first, without what tells of whom they are."""
    with store.reading():
        return [
            Waiting(row.id, at(row.asked_at), tuple(row.refused.split()), row.person_id is not None)
            for row in ChoiceRequest.waiting()
        ]


def said(store: Store, request: str) -> Said:
    """Give what a request that waits says of whom it is, for the office.

    :raises NotKnown: when none waits under this id.
    """
    with store.writing():
        row = _waiting(request)
        detail = {"request": row.id}
        events.record(store, Act(actor="command", action="choice.read", purpose="service", detail=detail))
        return said_in(row)


def match(store: Store, request: str, number: str, shown: Shown, now: datetime) -> frozenset[str]:
    """Let a request hold for the person with this member number; gives what they refuse by it.

    :raises NotKnown: when none waits under this id.
    :raises NobodyHasIt: when nobody has the number.
    """
    with store.writing():
        row, person = _waiting(request), _numbered(number)
        refused = frozenset(row.refused.split())
        choice_carrying.refuse(store, Wish(person.id, "command", refused), shown, now)
        _end(row, "applied", person.id, now)
        return refused


def close(store: Store, request: str, now: datetime) -> bool:
    """End a request after the office has looked everywhere; says whether it holds for a record found before.

    :raises NotKnown: when none waits under this id.
    """
    with store.writing():
        row = _waiting(request)
        found = row.person_id is not None
        _end(row, "applied" if found else "unknown", row.person_id, now)
        return found


def sweep(store: Store, now: datetime) -> int:
    """End the requests in which nobody gave a name and for which no record turned up in time; gives how many.

    There is nothing that the office could look for, and what was typed isn’t kept for good. What was put off
    is carried out before.
    """
    choice_carrying.work(store, now)
    with store.writing():
        late = [row for row in ChoiceRequest.waiting() if at(row.asked_at) < now - LOOKED_FOR]
        over = [row for row in late if row.state == "waiting" and not said_in(row).by_name]
        for row in over:
            _end(row, "applied" if row.person_id else "unknown", row.person_id, now)
        return len(over)


def record(store: Store, number: str, change: Change, shown: Shown, now: datetime) -> frozenset[str]:
    """Note what the person with this member number told the office; gives the choices that changed.

    :raises NobodyHasIt: when nobody has the number.
    """
    with store.writing():
        wish = Wish(_numbered(number).id, "command", *change)
        return choices.change(store, wish, shown, now)


def show(store: Store, number: str) -> choices.Standing:
    """Give where the choices of the person with this member number stand; they see that the office looked.

    :raises NobodyHasIt: when nobody has the number.
    """
    with store.writing():
        person = _numbered(number)
        act = Act(
            actor="command",
            action="record.read",
            subject=person.id,
            purpose="service",
            detail={"fields": ["choices"]},
        )
        return events.read_for(store, act, lambda: choices.standing_of(store, person.id))


def _numbered(number: str) -> Person:
    person = Person.by_number(number)
    if person is None:
        raise NobodyHasIt
    return person


def _waiting(request: str) -> ChoiceRequest:
    row = ChoiceRequest.by_id(request)
    if row is None or row.done_at is not None:
        raise NotKnown
    return row


def _end(row: ChoiceRequest, state: str, person: str | None, now: datetime) -> None:
    """Note how a request ended, and forget what told whose it was."""
    row.state, row.person_id, row.done_at, row.said = state, person, micro(now), None
    row.save()
