"""Requests to be called back, and questions, that come through the contact page (P26, P35).

Nobody is asked who they are in our records, and what tells it is refused before anything is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from privet.domain import attempts, datafiles, events, personal_text
from privet.domain.deadlines import Period, due_date
from privet.domain.events import Act
from privet.domain.office import Office
from privet.domain.personal_text import Ours
from privet.domain.refusals import NotYours
from privet.domain.times import at, micro
from privet.storage.contacts import Contact
from privet.storage.ids import new_id
from privet.storage.store import Store

FILE = "contact.toml"
# What each form asks, and nothing else: a name, a way to reach somebody, and what it is about or when.
FIELDS = {"callback": ("name", "reach", "best_time"), "question": ("name", "reach", "text")}
# Whoever gives a telephone number and a name was asked for them.
REFUSED = frozenset({"ssn", "birth-date", "member-number", "card", "account"})
KEPT = timedelta(days=30)  # After it was answered, for somebody who says that nobody called.
TWICE = timedelta(hours=1)  # A page sent again within this time is the same request.

Kind = Literal["callback", "question"]


class Answered(Struct, frozen=True, forbid_unknown_fields=True):
    """By when one kind is answered, and why so."""

    within: Period
    why: Annotated[str, Meta(min_length=20)]


class Times(Struct, frozen=True, forbid_unknown_fields=True):
    """All of ``contact.toml``."""

    callback: Answered
    question: Answered

    def of(self, kind: str) -> Period:
        """Give the time in which one kind is answered."""
        return (self.callback if kind == "callback" else self.question).within


@dataclass(frozen=True)
class Ask:
    """What somebody wants: a name, a way to reach them, and the best time or a question."""

    kind: Kind
    name: str
    reach: str
    best_time: str = ""
    text: str = ""
    language: str = ""

    def said(self) -> tuple[str, ...]:
        """Give what makes two of them the same."""
        return self.kind, self.name, self.reach, self.best_time, self.text


@dataclass(frozen=True)
class Waiting:
    """One that nobody has answered, without who it is."""

    id: str
    kind: str
    asked: datetime
    due: date


@cache
def times(own: Path | None = None) -> Times:
    """Read by when which kind is answered, the organisation’s own file instead of ours.

    :raises privet.domain.datafiles.BadFile: when the file can't be used.
    """
    return datafiles.shipped_or_own(FILE, Times, own)


def due(office: Office, kind: str, today: date) -> date:
    """Give the day by which something that comes ``today`` is answered."""
    return due_date(today, times(office.own).of(kind), office.settings.organisation.closed)


def refused(typed: Mapping[str, str], ours: Ours) -> dict[str, frozenset[str]]:
    """Give the fields that hold what we don’t take here, each with what kinds of it."""
    looked = {name: personal_text.found(text, (), ours) & REFUSED for name, text in typed.items()}
    return {name: kinds for name, kinds in looked.items() if kinds}


def begin(store: Store, network: str, now: datetime) -> None:
    """Count a try, before anybody looks into what was sent: looking takes time.

    :raises privet.domain.attempts.TooMany: when too many came from this network, or from everywhere.
    """
    attempts.allow(store, "contact", (network,), now)


def ask(store: Store, wanted: Ask, due_on: date, now: datetime) -> None:
    """Keep what somebody asks; what was just sent already isn't kept twice.

    Its try is counted before (:func:`begin`).
    """
    with store.writing():
        since = micro(now - TWICE)
        if any(_said(row) == wanted.said() for row in Contact.waiting() if row.asked_at >= since):
            return
        row = Contact(
            id=new_id(), kind=wanted.kind, language=wanted.language, asked_at=micro(now), due_on=due_on
        )
        row.name, row.reach = wanted.name, wanted.reach
        row.best_time, row.text = wanted.best_time or None, wanted.text or None
        row.save(force_insert=True)


def waiting(store: Store) -> list[Waiting]:
    """Give those that nobody has answered, the most urgent first, without names."""
    with store.reading():
        return [Waiting(row.id, row.kind, at(row.asked_at), row.due_on) for row in Contact.waiting()]


def read(store: Store, contact: str) -> tuple[Ask, Waiting]:
    """Give one whole, for whoever answers it; an event says that it was read.

    :raises privet.domain.refusals.NotYours: when there is none with this id.
    """
    with store.writing():
        row = _of(contact)
        events.record(store, Act(actor="command", action="contact.read", detail={"contact": row.id}))
        kind: Kind = "callback" if row.kind == "callback" else "question"
        wanted = Ask(kind, row.name, row.reach, row.best_time or "", row.text or "", row.language)
        return wanted, Waiting(row.id, row.kind, at(row.asked_at), row.due_on)


def close(store: Store, contact: str, now: datetime) -> None:
    """Note that one was answered; it is deleted a month later.

    :raises privet.domain.refusals.NotYours: when there is none with this id, or none that waits.
    """
    with store.writing():
        row = _of(contact)
        if row.done_at is not None:
            raise NotYours
        row.done_at = micro(now)
        row.save()
        events.record(store, Act(actor="command", action="contact.closed", detail={"contact": row.id}))


def sweep(store: Store, now: datetime) -> int:
    """Delete those that were answered a month ago; gives how many there were."""
    with store.writing():
        return Contact.end_before(micro(now - KEPT))


def _of(contact: str) -> Contact:
    row = Contact.by_id(contact)
    if row is None:
        raise NotYours
    return row


def _said(row: Contact) -> tuple[str, ...]:
    return row.kind, row.name, row.reach, row.best_time or "", row.text or ""
