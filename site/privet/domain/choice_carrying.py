"""Carrying out choices from outside: for everybody on record whom they name, and as slowly for nobody."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from privet.domain import choice_proof, choices, events, mail, permissions, reference
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

CLOSES = "collect"  # The refusal that closes the pages of an account.
NO_MAIL = frozenset({"collect", "use"})  # Whoever refuses one of these gets no optional mail.
USE = "choice reference"
AT_ONCE = 1000  # Requests of a round, so that nobody else waits long.


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


def carry_out(store: Store, row: ChoiceRequest, shown: Shown, now: datetime, *, keep: bool = True) -> None:
    """Let a request hold for whom it names, within a block that writes, and note what is left for the office.

    As much is written for somebody whom nobody knows, so that the time it takes tells nothing. Without
    ``keep`` nothing waits only because a record may turn up later.
    """
    refused, said = tuple(row.refused.split()), said_in(row)
    people = _people(said)
    opened = [person for person in people if CLOSES in refused and _opened_it(person)]
    asks = [person for person in opened if keep or not ChoiceRequest.waiting_for(person)]
    waits = said.by_name or bool(asks) or (keep and not people)
    row.person_id = next(iter((*asks, *people)), None)
    row.state = "waiting" if waits else ("applied" if people else "unknown")
    row.done_at, row.said = (None, row.said) if waits else (micro(now), None)
    row.save()
    for person in asks[1:]:
        _ask_as_well(store, row, person)
    for person in people:
        at_once = frozenset(refused) - _allowed_since(row, person, now)
        at_once -= {CLOSES} if person in opened else set()
        refuse(store, Wish(person, "site", at_once), shown, now)
    if not people:
        _rehearse(store, refused, shown, now)
    _stop_mail(store, row, said.email, shown, now)


def refuse(store: Store, wish: Wish, shown: Shown, now: datetime) -> None:
    """Let somebody refuse what was sent without proof; where that closes their pages, they are told.

    It is a mail that guards the account, so it goes out although they refuse to be written to.
    """
    with store.writing():
        closes = CLOSES in wish.refused - permissions.standing(store, wish.person).refused
        choices.refuse(store, wish, shown, now)
        account = Account.of_person(wish.person) if closes else None
        if account is not None:
            mail.tell(store, account.id, "changed", now)


def work(store: Store, now: datetime) -> int:
    """Carry out what was put off while very much came at once, the oldest first; gives how many.

    Each is a step of its own, so that it can be interrupted, and two may do it at the same time.
    """
    with store.reading():
        found = ChoiceRequest.deferred(AT_ONCE)
    done = 0
    for request in found:
        with store.writing():
            row = ChoiceRequest.take_up(request)
            if row is not None:
                carry_out(store, row, choice_proof.shown_with(row.id), now)
                done += 1
    return done


def _ask_as_well(store: Store, row: ChoiceRequest, person: str) -> None:
    """Let a request wait for somebody else, too, who opened the pages again; nobody has its reference."""
    other = ChoiceRequest(id=new_id(), reference=digest(store, reference.new()), refused=row.refused)
    other.said, other.state, other.way = row.said, "waiting", row.way
    other.person_id, other.asked_at = person, row.asked_at
    other.save(force_insert=True)


def said_in(row: ChoiceRequest) -> Said:
    """Give what a request says of whom it is; nothing once the office is done with it."""
    return Said(**json.loads(row.said or "{}"))


def digest(store: Store, code: str) -> bytes:
    """Give under what a reference is kept."""
    return store.ring.mark(reference.normalise(code).encode(), USE)


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
        if CLOSES in refused:
            mail.rehearse(store, now)
        raise _Enough


def _allowed_since(row: ChoiceRequest, person: str, now: datetime) -> set[str]:
    """Give what somebody allowed themselves after a request came that was put off."""
    if micro(now) == row.asked_at:
        return set()
    newest = [Choice.newest_of(person, topic) for topic in row.refused.split()]
    return {act.topic for act in newest if act and act.value != REFUSED and act.at > row.asked_at}


def _stop_mail(store: Store, row: ChoiceRequest, address: str, shown: Shown, now: datetime) -> None:
    """Let no optional mail go to an address whose owner refuses what it needs; their newer word stands."""
    if not address or not NO_MAIL & set(row.refused.split()):
        return
    from privet.domain import reader_desk, readers  # noqa: PLC0415 - what stops no mail does without

    nothing = readers.Ask(address=normal(address), nothing=True)
    reader_desk.tell(store, nothing, shown, reader_desk.Told(at(row.asked_at), now))
