"""The address for confidential post, which people set and remove themselves and nobody else ever sees."""

from datetime import date

from privet.domain import events, typeface
from privet.domain.events import Act
from privet.domain.refusals import ChangedMeanwhile, NotYours
from privet.domain.roles import PEOPLE
from privet.domain.signed import Signed
from privet.storage.people import Person
from privet.storage.store import Store

FIELD = "confidential_address"
MOST_LINES = 6
LONGEST = 60


def faults(address: str) -> str:
    """Name what is wrong with an address: ``short``, ``lines``, ``long`` or ``signs``; or nothing."""
    lines = written(address).splitlines()
    if len(lines) < 2:
        return "short"
    if len(lines) > MOST_LINES:
        return "lines"
    if any(len(line) > LONGEST for line in lines):
        return "long"
    return "signs" if typeface.missing("".join(lines)) else ""


def written(address: str) -> str:
    """Give an address as it is kept: no empty lines, no spaces around a line."""
    return "\n".join(" ".join(line.split()) for line in address.splitlines() if line.strip())


def put(store: Store, who: Signed, address: str, today: date, version: str) -> None:
    """Set the own address for confidential post, or remove it when ``address`` is empty.

    :param version: the number of the statement in force, under which it is given.
    :raises NotYours: for everybody but the person on record.
    :raises ChangedMeanwhile: when the record was changed at this very moment; nothing was written.
    """
    if who.role not in PEOPLE or not who.person:
        raise NotYours
    with store.writing():
        row = Person.by_id(who.person)
        if row is None:
            raise NotYours
        value = written(address)
        if not row.set_one(FIELD, value or None, ["web", today.isoformat(), version]):
            raise ChangedMeanwhile
        action = "confidential.set" if value else "confidential.removed"
        events.record(store, Act(actor=who.actor, action=action, subject=who.person))
