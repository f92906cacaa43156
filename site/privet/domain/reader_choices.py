"""Turning optional mail on and off, with dated proof; all within a block of the store that writes.

The newest act counts. “Nothing at all” is a mark of the address that outlives its row and its owner’s record.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from privet.domain import choice_proof, choices, events, reader_rows
from privet.domain.choice_proof import Shown
from privet.domain.events import Act
from privet.domain.mail_address import normal
from privet.domain.permissions import MAIL
from privet.domain.times import micro
from privet.storage.choices import Choice
from privet.storage.messages import Mail
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.storage.subscriptions import PaperSubscription, Pending, Subscription
from privet.storage.suppressions import Suppression

ON, OFF, PAPER = "on", "off", "paper"


class _Enough(Exception):
    """A rehearsal is over."""


@dataclass(frozen=True)
class By:
    """How something was chosen, when, and by whom; what comes from outside the account, the site does."""

    shown: Shown
    now: datetime
    actor: str = "site"


def topic(kind: str) -> str:
    """Name one kind of optional mail as choices name it."""
    return f"{MAIL}.{kind}"


def turn_on(store: Store, row: Reader, kinds: set[str], by: By) -> None:
    """Send kinds to a proved address from now on; that lifts an earlier “nothing at all” of its owner.

    What somebody else said whose address it is as well stays, and nothing goes there as long as it does.
    """
    if not kinds:
        return
    people = reader_rows.people_of(row.address, row)
    lifting = [person for person in people if reader_rows.may_lift(person, row.address, people)]
    for person in lifting:
        allow(store, person, by)
    if not any(MAIL in person.refused.split() for person in people if person not in lifting):
        Suppression.drop(normal(row.address))
    for kind in kinds:
        Subscription.put(row.id, kind, micro(by.now))
    lifted = {MAIL: ON} if Choice.last_of({"reader": row.id}, [MAIL]).get(MAIL) == OFF else {}
    note(store, about(row), lifted | dict.fromkeys(map(topic, sorted(kinds)), ON), by)


def turn_off(store: Store, address: str, kinds: set[str], by: By) -> None:
    """Send kinds to an address no more; of one that we don’t know it is noted all the same."""
    if not kinds:
        return
    row = Reader.by_address(address)
    if row is not None:
        Subscription.drop(row.id, kinds)
    note(store, _about(row, address), dict.fromkeys(map(topic, sorted(kinds)), OFF), by)


def nothing(store: Store, address: str, by: By) -> None:
    """Send nothing optional to an address any more, nor to anybody on record whose it is, on paper either."""
    row = Reader.by_address(address)
    Suppression.put(normal(address), Suppression.ASKED)
    if row is not None:
        silence(store, row, by)
    people = reader_rows.people_of(address, row)
    for person in people:
        refuse(store, person, by)
    if not people:
        _rehearse(store, by)
    # Of somebody on record, the refusal itself is noted; here it is about the address.
    note(store, {"reader": row.id} if row else _about(None, address), {MAIL: OFF}, by)


def silence(store: Store, row: Reader, by: By) -> None:
    """Turn every kind of a reader off, and forget what waits to be turned on, and the mail that asks."""
    wanted = Subscription.of(row.id)
    Pending.drop(row.id)
    Mail.drop_for_reader(row.id)
    Subscription.drop(row.id)
    note(store, about(row), dict.fromkeys(map(topic, sorted(wanted)), OFF), by)


def refuse(store: Store, person: Person, by: By) -> None:
    """Let somebody on record get nothing optional, by mail or on paper, and whichever address they have.

    Each of their addresses is marked, so that it outlives the record; a family’s gets nothing then.
    """
    paper = PaperSubscription.of(person.id)
    PaperSubscription.drop(person.id)
    note(store, {"person": person.id}, dict.fromkeys(map(topic, sorted(paper)), OFF), by)
    for address in reader_rows.addresses_of(person):
        Suppression.put(address, Suppression.ASKED)
        row = Reader.by_address(address)
        if row is not None:
            silence(store, row, by)
    choices.set_mail(person.id, refused=True)
    note(store, {"person": person.id}, {MAIL: OFF}, by)


def allow(store: Store, person: Person, by: By) -> None:
    """Let somebody on record get optional mail again."""
    if MAIL in person.refused.split():
        choices.set_mail(person.id, refused=False)
        note(store, {"person": person.id}, {MAIL: ON}, by)


def about(row: Reader) -> dict[str, Any]:
    """Name whom acts are about: a reader, and who it is where that is known."""
    return {"reader": row.id} | ({"person": row.person_id} if row.person_id else {})


def note(store: Store, who: dict[str, Any], chosen: dict[str, str], by: By) -> None:
    """Keep the proof of what was chosen, unless the same was chosen last; who is on record gets events."""
    whose = {"person": who["person"]} if "person" in who else who
    last = Choice.last_of(whose, list(chosen))
    new = {name: value for name, value in chosen.items() if last.get(name) != value}
    choice_proof.note(who, by.shown, new, by.now)
    for name, value in new.items() if "person" in who else ():
        detail = {"topic": name, "value": value, "way": by.shown.way}
        events.record(
            store, Act(actor=by.actor, action="choice.made", subject=str(who["person"]), detail=detail)
        )


def _rehearse(store: Store, by: By) -> None:
    """Write as much as for somebody on record, and take it back, so that the time it takes tells nothing."""
    with suppress(_Enough), store.writing():
        choice_proof.note({}, by.shown, {MAIL: OFF}, by.now)
        detail = {"topic": MAIL, "value": OFF, "way": by.shown.way}
        events.record(store, Act(actor=by.actor, action="choice.made", detail=detail))
        raise _Enough


def _about(row: Reader | None, address: str) -> dict[str, Any]:
    return about(row) if row else {"mark": reader_rows.mark_of(address)}
