"""What people want by mail, with or without an account: off at once for whoever asks, on with proof alone.

An unknown address gets the same answer as a known one, after the same work. No page, link, log or event
repeats an address.
"""

from dataclasses import dataclass
from datetime import datetime

from privet.domain import reader_choices, reader_links, reader_rows
from privet.domain.choice_proof import Shown
from privet.domain.mail_address import is_address
from privet.domain.reader_choices import By
from privet.domain.reader_keeping import claim, mark_anew, sweep
from privet.domain.reader_links import InvalidLink, Waiting, confirm, pending
from privet.domain.reader_members import CannotTurnOn, MemberState, follow, of_member, set_for_member
from privet.domain.reader_rows import Provenance
from privet.domain.reader_sending import bounced, complained, may_send
from privet.domain.reader_state import State, state_of
from privet.storage.readers import Reader
from privet.storage.store import Store

__all__ = [
    "Ask",
    "BadAddress",
    "CannotTurnOn",
    "InvalidLink",
    "MemberState",
    "State",
    "Waiting",
    "Wish",
    "ask",
    "ask_on",
    "bounced",
    "by_link",
    "claim",
    "complained",
    "confirm",
    "follow",
    "mark_anew",
    "may_send",
    "of_member",
    "pending",
    "set_for_member",
    "state",
    "sweep",
    "turn_off",
]

# By which way an address came to us, by the way in which its owner chose.
CAME = {"page": "web", "post": "post", "phone": "phone", "desk": "desk"}


class BadAddress(ValueError):
    """No mail can be sent to what was typed."""


@dataclass(frozen=True)
class Ask:
    """What somebody wants for an address: kinds on and off, or nothing at all; with neither, a link.

    Without ``mails`` no mail goes out, since too many did for the same network; what is turned off is off.
    """

    address: str
    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    nothing: bool = False
    mails: bool = True


@dataclass(frozen=True)
class Wish:
    """What somebody wants who came by the link in a mail: kinds on and off, or nothing at all."""

    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    nothing: bool = False


def ask(store: Store, ask: Ask, shown: Shown, language: str, now: datetime) -> None:
    """Turn off at once what an address shall get no more, and send a link there for all the rest.

    :raises BadAddress: when no mail can be sent there.
    """
    address = ask.address.strip()
    if not is_address(address):
        raise BadAddress
    with store.writing():
        if ask.nothing:
            reader_choices.nothing(store, address, By(shown, now))
            return
        reader_choices.turn_off(store, address, set(ask.off), By(shown, now))
        if ask.mails and (ask.on or not ask.off) and reader_links.counted(store, address, now):
            row = reader_rows.waiting(address, Provenance(CAME[shown.way], language), now)
            reader_links.send(store, row, ask.on, shown, now)


def state(store: Store, reader: str) -> State | None:
    """Say how things stand for a reader; nothing where there is none."""
    with store.reading():
        row = Reader.followed(reader)
        return state_of(row) if row else None


def turn_off(store: Store, reader: str, kinds: set[str] | None, shown: Shown, now: datetime) -> bool:
    """Turn off some kinds, or nothing at all where none are named; says whether there is such a reader."""
    with store.writing():
        row = Reader.followed(reader) if reader else None
        if row is None:
            return False
        if kinds is None:
            reader_choices.nothing(store, row.address, By(shown, now))
        else:
            reader_choices.turn_off(store, row.address, kinds, By(shown, now))
        return True


def ask_on(store: Store, reader: str, kinds: set[str], shown: Shown, now: datetime) -> bool:
    """Send a link to a reader by which kinds are turned on; says whether there is such a reader."""
    with store.writing():
        row = Reader.followed(reader)
        if row is not None and reader_links.counted(store, row.address, now):
            reader_links.send(store, row, frozenset(kinds), shown, now)
        return row is not None


def by_link(store: Store, reader: str, wish: Wish, shown: Shown, now: datetime) -> frozenset[str] | None:
    """Do what somebody wants who holds a link, which turns off alone.

    Gives the kinds that wait for a fresh link; nothing at all where there is no such reader.
    """
    with store.writing():
        row = Reader.followed(reader) if reader else None
        if row is None:
            return None
        if wish.nothing:
            turn_off(store, row.id, None, shown, now)
            return frozenset()
        before = state_of(row)
        turn_off(store, reader, set(wish.off & before.kinds), shown, now)
        asked = frozenset() if before.closed else wish.on - before.sent
        if asked:
            ask_on(store, reader, set(asked), shown, now)
        return asked
