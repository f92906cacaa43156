"""Who has looked: every look of others at a person’s record, what was shown in full, and what went out."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from privet.domain import events
from privet.domain.events import Act
from privet.domain.looking import own
from privet.domain.signed import Signed
from privet.domain.times import at
from privet.storage import holdings
from privet.storage.corrections import Disclosure
from privet.storage.events import Event
from privet.storage.store import Store

PAGE = 50


@dataclass(frozen=True)
class Seen:
    """One look: who by role, why, at which fields, and when (in UTC); nobody is named.

    Without ``fields`` the event says nothing more: whoever wrote it looked at something that has none.
    """

    number: int
    at: datetime
    role: str
    action: str
    purpose: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Sent:
    """That something went to somebody outside, what and on which ground."""

    on: date
    recipient: str
    fields: tuple[str, ...]
    purpose: str
    basis: str


@dataclass(frozen=True)
class Page:
    """A page of looks, newest first; ``older`` is the number before which the next page begins, or 0."""

    seen: tuple[Seen, ...]
    sent: tuple[Sent, ...]
    own_count: int
    own_last: datetime | None
    older: int


def page(store: Store, who: Signed, before: int = 0) -> Page:
    """Give who looked at the own record before event number ``before``, or newest of all.

    Looking at this is a look at one's own, too, and leaves an event like any other.

    :raises NotYours: for somebody without a record of their own.
    """
    subject = own(who)
    act = Act(
        actor=who.actor,
        action="events.read",
        subject=subject,
        purpose="own-record",
        detail={"fields": ["events", "disclosures"]},
    )
    return events.read_for(store, act, lambda: _page(who, subject, before))


def actors_of(account: str) -> tuple[str, ...]:
    """Give how events name an account of somebody on record, who may have been both in their time."""
    return tuple(f"{role}.{account}" for role in ("member", "dependent"))


def seen(event: Event, mine: tuple[str, ...]) -> Seen:
    """Read one event as its subject may: with the role of who looked, not the name."""
    detail = event.opened() or {}
    named: Any = detail.get("fields", ())
    fields = tuple(str(name) for name in named) if isinstance(named, list) else ()
    role = "you" if event.actor in mine else event.actor.partition(".")[0]
    return Seen(event.id, at(event.at), role, event.action, event.purpose, fields)


def sent(row: Disclosure) -> Sent:
    """Read one disclosure."""
    return Sent(row.on, row.recipient, tuple(json.loads(row.fields)), row.purpose, row.basis)


def _page(who: Signed, subject: str, before: int) -> Page:
    mine = actors_of(who.account)
    rows = Event.looks_at(subject, mine, before, PAGE + 1)
    count, last = Event.count_looks(subject, mine)
    shown = rows[:PAGE]
    return Page(
        seen=tuple(seen(row, mine) for row in shown),
        sent=tuple(sent(row) for row in holdings.disclosures(subject)),
        own_count=count,
        own_last=at(last) if last else None,
        older=shown[-1].id if len(rows) > PAGE else 0,
    )
