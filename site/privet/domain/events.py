"""Recording what was done and what was read, in the same step as the deed, and checking the chain of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from privet.domain.evidence import Evidence, Witness
from privet.domain.roles import ROLES
from privet.storage import many_events, schema
from privet.storage.events import FIRST, Event, PersonKey
from privet.storage.store import Store

T = TypeVar("T")
OFFICE = ("command", "site")  # Who acts for the organisation: its commands, and the site by itself.


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who did or read what of whom, and for which purpose.

    ``actor`` and ``subject`` are subjects of people, or words such as ``command``; ``detail`` is sealed under
    the key of the subject, if there is one, and mustn't name anybody else.
    """

    actor: str
    action: str
    subject: str = ""
    purpose: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """The newest row of the chain: its number and digest, to be kept somewhere safe."""

    number: int
    digest: str

    def __str__(self) -> str:
        """Write it as people copy it down."""
        return f"{self.number}:{self.digest}"

    @classmethod
    def read(cls, text: str) -> "Head":
        """Read what was copied down.

        :raises ValueError: when it isn't written so.
        """
        number, _, digest = text.strip().partition(":")
        if not number.isdecimal() or not re.fullmatch(r"[0-9a-fA-F]{64}", digest):
            raise ValueError("a head is written like 12:6f0a…, a number and 64 hexadecimal digits")
        return cls(int(number), digest.lower())


class BrokenChain(Exception):
    """The chain was changed; the message names the first row that shows it."""


def record(store: Store, act: Act) -> int:
    """Append ``act``, in the transaction of the deed it belongs to if one is open; gives its number.

    :raises LookupError: when it is about a person who was erased.
    :raises StorageUnavailable: when it can't be written; the deed must not be done then.
    """
    at = int(datetime.now(UTC).timestamp() * 1_000_000)
    with store.writing():
        return Event.add(at, (act.actor, act.action, act.subject, act.purpose), act.detail).id


def record_all(store: Store, act: Act, about: list[tuple[str, dict[str, Any]]]) -> None:
    """Append what ``act`` says for each of many subjects with its detail, as :func:`record` does for one.

    :raises LookupError: when one of them was erased.
    """
    at = int(datetime.now(UTC).timestamp() * 1_000_000)
    with store.writing():
        many_events.add(at, (act.actor, act.action, act.purpose), about)


def read_for(store: Store, act: Act, look: Callable[[], T]) -> T:
    """Give what ``look`` reads of a person, once the event that says so is safely written.

    :raises ValueError: when no purpose is named.
    :raises StorageUnavailable: when the event can't be written; nothing was read then.
    """
    if not act.purpose or not act.subject:
        raise ValueError("reading what concerns a person needs the person and a purpose")
    with store.writing():
        record(store, act)
        return look()


def of_action(store: Store, action: str) -> list[dict[str, Any]]:
    """Give the details of all events of one kind, oldest first; for kinds that concern nobody in person."""
    with store.reading():
        return [event.opened() or {} for event in Event.of_action(action) if not event.subject]


def listed(store: Store, action: str = "") -> list[Event]:
    """Give all events, or those of one kind, oldest first; what concerns a person stays sealed."""
    with store.reading():
        return Event.of_action(action) if action else list(Event.in_order())


def about(store: Store, act: Act) -> list[tuple[Event, dict[str, Any] | None]]:
    """Give the events of the person whom ``act`` is about, with their details; that is one itself."""
    return read_for(store, act, lambda: [(event, event.opened()) for event in Event.about(act.subject)])


def begin_person(store: Store) -> str:
    """Give a new random subject, with a key for the details of its events."""
    with store.writing():
        return PersonKey.begin()


def erase(store: Store, act: Act) -> None:
    """Destroy the key of the person whom ``act`` is about, and leave no trace of it in the log.

    :raises LookupError: when there is no such person, or no more.
    :raises StorageUnavailable: when it was erased, and a trace stays in the log while somebody reads.
    """
    destroy(store, act)
    store.forget()


def destroy(store: Store, act: Act) -> None:
    """Destroy the key of the person whom ``act`` is about: nobody can read their events' details any more.

    The chain stays whole, since it was made over what is sealed. Copies that migrations kept go as well.
    Backups elsewhere keep the key until they are replaced. Whoever calls this in a larger step empties the
    log afterwards, as :func:`erase` does.

    :raises LookupError: when there is no such person, or no more.
    """
    with store.writing():
        record(store, replace(act, subject="", detail={"subject": act.subject}))
        if not PersonKey.erase(act.subject):
            raise LookupError("this person was erased already, or never had a key")
        schema.drop_copies(store)


def head(store: Store) -> Head:
    """Give the newest row's number and digest; number 0 for an empty chain."""
    with store.reading():
        last = Event.last()
        return Head(last.id, bytes(last.digest).hex()) if last else Head(0, FIRST.hex())


def verify(store: Store, kept: Head | None = None) -> Head:
    """Go through the whole chain, and hold it against a head that was kept elsewhere; gives the newest row.

    :raises BrokenChain: naming the first row that was changed, removed, inserted or reordered, or the first
        that is missing at the end.
    """
    number, digest = 0, FIRST
    with store.reading():
        for event in Event.in_order():
            if event.id != number + 1:
                raise BrokenChain(f"event {number + 1} is missing; the next one is {event.id}")
            if event.computed(digest) != bytes(event.digest):
                raise BrokenChain(
                    f"event {event.id} was changed, inserted or moved, or the one before it was"
                )
            number, digest = event.id, bytes(event.digest)
            if kept and kept.number == number and kept.digest != digest.hex():
                raise BrokenChain(f"event {number} is not the one of the head that was kept")
    if kept and kept.number > number:
        raise BrokenChain(
            f"the end was cut off: event {number + 1} is missing, and the kept head is {kept.number}"
        )
    return Head(number, digest.hex())


def visitors_evidence(witness: Witness) -> Evidence:
    """Show that no visit was recorded as an act of somebody, consent least of all (P42).

    Acts are those of the office, and of people who had signed in.
    """
    with witness.store.reading():
        count, others = Event.count_by(OFFICE, ROLES)
    if others:
        text = witness.ngettext(
            "%(count)s event was done by somebody who is neither the office nor signed in.",
            "%(count)s events were done by somebody who is neither the office nor signed in.",
            others,
        )
        return Evidence("broken", text)
    text = witness.ngettext(
        "The record of acts holds %(count)s event, and none of a visitor.",
        "The record of acts holds %(count)s events, and none of a visitor.",
        count,
    )
    return Evidence("kept", text)
