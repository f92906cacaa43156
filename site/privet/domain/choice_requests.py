"""Choices from outside the account: no proof is asked, and the answer never tells whether we know somebody.

Who gives an e-mail address or a member number is looked up, and what they refuse holds at once. A name with a
postal address waits for the office. What was typed is sealed, and gone once the office is done with it.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from privet.domain import choice_proof, choices, events, reference
from privet.domain.choice_proof import Shown
from privet.domain.choices import REFUSED, Wish
from privet.domain.events import Act
from privet.domain.mail_address import normal
from privet.domain.times import at, micro
from privet.storage.accounts import Account
from privet.storage.choices import Choice, ChoiceRequest
from privet.storage.ids import new_id
from privet.storage.people import Person
from privet.storage.store import Store

LONGEST = {"email": 254, "number": 40, "name": 200, "address": 500}
CLOSES = "collect"  # The refusal that closes the pages of an account.
NO_MAIL = frozenset({"collect", "use"})  # Whoever refuses one of these gets no optional mail.
USE = "choice reference"
State = Literal["waiting", "done"]


class NotKnown(LookupError):
    """There is no request with this reference."""


class _Enough(Exception):
    """A rehearsal is over."""


@dataclass(frozen=True)
class Said:
    """What tells whose information it is: any part of it is enough, and none is proved."""

    email: str = ""
    number: str = ""
    name: str = ""
    address: str = ""

    @property
    def by_name(self) -> bool:
        """Say whether the office must look for a name."""
        return bool(self.name and self.address)

    @property
    def is_enough(self) -> bool:
        """Say whether anybody could be found by it."""
        return bool(self.email or self.number) or self.by_name


@dataclass(frozen=True)
class Asked:
    """What somebody refuses, who they are as they say, and in which language."""

    refused: frozenset[str]
    said: Said
    language: str = "en"


@dataclass(frozen=True)
class Status:
    """What anybody with the reference may see: the choices, their day, and whether the office still looks."""

    refused: tuple[str, ...]
    asked: datetime
    state: State


def ask(store: Store, asked: Asked, shown: Shown, now: datetime) -> str:
    """Write down what somebody refuses, and let it hold at once for whom it names; gives a reference.

    As much is written for somebody whom nobody knows, so that the time it takes tells nothing.

    :raises ValueError: when nothing is refused, or nothing tells whose information it is.
    """
    refused = tuple(topic for topic in choices.topics() if topic in asked.refused)
    if not refused or not asked.said.is_enough or asked.refused - set(refused):
        raise ValueError("say what is refused, and whose information it is")
    code = reference.new()
    with store.writing():
        row = ChoiceRequest(id=new_id(), reference=_digest(store, code), refused=" ".join(refused))
        row.asked_at, row.way = micro(now), shown.way
        people = _people(asked.said)
        opened = {person for person in people if _opened_it(person)} if CLOSES in refused else set()
        waits = asked.said.by_name or not people or bool(opened)
        row.state, row.person_id = ("waiting" if waits else "applied"), (people[0] if people else None)
        row.done_at = None if waits else micro(now)
        row.said = json.dumps(vars(asked.said)) if waits else None
        row.save(force_insert=True)
        choice_proof.note({"request": row.id}, shown, dict.fromkeys(refused, REFUSED), now)
        for person in people:
            at_once = asked.refused - ({CLOSES} if person in opened else set())
            choices.refuse(store, Wish(person, "site", at_once), shown, now)
        if not people:
            _rehearse(store, refused, shown, now)
        _stop_mail(store, asked, shown, now)
    return code


def status(store: Store, entered: str) -> Status:
    """Give where the request with this reference stands.

    Whether a record was found is told to nobody here: anybody may ask about anybody. So what needs no office
    counts as done from its first moment, found or not.

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
        waits = row.state == "waiting" and said_in(row).by_name
        return Status(tuple(row.refused.split()), at(row.asked_at), "waiting" if waits else "done")


def _people(said: Said) -> list[str]:
    """Give the ids of everybody on record whom the address or the number names."""
    found = [row.id for row in Person.by_email(said.email)] if said.email else []
    account = Account.by_email(said.email) if said.email else None
    found += [account.person_id] if account is not None and account.person_id else []
    numbered = Person.by_number(said.number) if said.number else None
    found += [numbered.id] if numbered is not None else []
    return list(dict.fromkeys(found))


def _opened_it(person: str) -> bool:
    """Say whether somebody opened the account’s pages again after they were closed.

    They proved who they are; whoever says otherwise on the public page didn’t, so the office asks them.
    """
    newest = Choice.newest_of(person, CLOSES)
    return newest is not None and newest.way == "account" and newest.value != REFUSED


def _rehearse(store: Store, refused: tuple[str, ...], shown: Shown, now: datetime) -> None:
    """Write as much as for somebody on record, and take it back."""
    with suppress(_Enough), store.writing():
        choice_proof.note({}, shown, dict.fromkeys(refused, REFUSED), now)
        for topic in refused:
            detail = {"topic": topic, "value": REFUSED, "way": shown.way}
            events.record(store, Act(actor="site", action="choice.made", detail=detail))
        raise _Enough


def _stop_mail(store: Store, asked: Asked, shown: Shown, now: datetime) -> None:
    """Let no optional mail go to an address whose owner refuses what it needs."""
    if not asked.said.email or not asked.refused & NO_MAIL:
        return
    from privet.domain import readers  # noqa: PLC0415 - it asks this module in turn

    nothing = readers.Ask(address=normal(asked.said.email), nothing=True)
    readers.ask(store, nothing, shown, asked.language, now)


def said_in(row: ChoiceRequest) -> Said:
    """Give what a request says of whom it is; nothing once the office is done with it."""
    return Said(**json.loads(row.said or "{}"))


def _digest(store: Store, code: str) -> bytes:
    return store.ring.mark(reference.normalise(code).encode(), USE)
