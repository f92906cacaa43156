"""Choices from outside the account: no proof is asked, and the answer never tells whether we know somebody.

Who gives an e-mail address or a member number is looked up, and what they refuse holds at once. A name with a
postal address waits for the office. What was typed is sealed, and gone once the office is done with it.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from privet.domain import choice_carrying, choice_proof, choices, reference
from privet.domain.choice_carrying import CLOSES, USE, Said, digest, said_in
from privet.domain.choice_proof import Shown
from privet.domain.choices import REFUSED
from privet.domain.times import at, micro
from privet.storage.choices import Choice, ChoiceRequest
from privet.storage.ids import new_id
from privet.storage.store import Store

__all__ = [
    "LONGEST",
    "Asked",
    "Full",
    "NotKnown",
    "Said",
    "Status",
    "ask",
    "asks_to_close",
    "said_in",
    "status",
]

LONGEST = {"email": 254, "number": 40, "name": 200, "address": 500}
MOST_WAITING = 20_000  # Far above what honest people send, and no more than a disk bears: 300 MB at most.
State = Literal["waiting", "later", "done"]


class NotKnown(LookupError):
    """There is no request with this reference."""


class Full(Exception):
    """So many requests wait that no more can be kept."""


@dataclass(frozen=True)
class Asked:
    """What somebody refuses, and who they are as they say."""

    refused: frozenset[str]
    said: Said


@dataclass(frozen=True)
class Status:
    """What anybody with the reference may see: the choices, their day, and what is to be done yet."""

    refused: tuple[str, ...]
    asked: datetime
    state: State


def ask(store: Store, asked: Asked, shown: Shown, now: datetime, *, later: bool = False) -> str:
    """Write down what somebody refuses, and let it hold at once for whom it names; gives a reference.

    What comes ``later`` is written down alone, and carried out by the next rounds of tidying. Once very many
    wait, what needs the office isn’t taken any more, and what holds at once is.

    :raises ValueError: when nothing is refused, or nothing tells whose information it is.
    :raises Full: when it would have to wait, and very many wait already; nothing was kept.
    """
    refused = tuple(topic for topic in choices.topics() if topic in asked.refused)
    if not refused or not asked.said.is_enough or asked.refused - set(refused):
        raise ValueError("say what is refused, and whose information it is")
    code = reference.new()
    with store.writing():
        full = ChoiceRequest.how_many_wait() >= MOST_WAITING
        if full and (later or asked.said.by_name):
            raise Full
        row = ChoiceRequest(id=new_id(), reference=digest(store, code), refused=" ".join(refused))
        row.asked_at, row.way, row.state = micro(now), shown.way, "deferred"
        row.said = json.dumps(vars(asked.said))
        row.save(force_insert=True)
        choice_proof.note({"request": row.id}, shown, dict.fromkeys(refused, REFUSED), now)
        if not later:
            choice_carrying.carry_out(store, row, shown, now, keep=not full)
    return code


def asks_to_close(store: Store, person: str) -> datetime | None:
    """Give when somebody last asked to close what this person had opened again; it waits for the office."""
    with store.reading():
        newest = Choice.newest_of(person, CLOSES)
        if newest is None or newest.value == REFUSED:
            return None
        found = [row for row in ChoiceRequest.waiting_for(person) if CLOSES in row.refused.split()]
        return next((at(row.asked_at) for row in found if row.asked_at >= newest.at), None)


def status(store: Store, entered: str) -> Status:
    """Give where the request with this reference stands.

    Whether a record was found is told to nobody here: anybody may ask about anybody. So what needs no office
    counts as done from its first moment, found or not. What nobody looked at yet is for later, found or not.

    :raises NotKnown: when there is none; the reference may have been mistyped.
    """
    try:
        code = reference.normalise(entered)
    except reference.InvalidReference:
        raise NotKnown from None
    with store.reading():
        marks = store.ring.marks(code.encode(), USE)
        row = next(filter(None, map(ChoiceRequest.by_reference, marks)), None)
        if row is None:
            raise NotKnown
        return Status(tuple(row.refused.split()), at(row.asked_at), _state(row))


def _state(row: ChoiceRequest) -> State:
    if row.state == "deferred":
        return "later"
    return "waiting" if row.state == "waiting" and said_in(row).by_name else "done"
