"""How long a record is kept after the coverage ended, what must stay beyond it, and on which law."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from privet.domain import events
from privet.domain.events import Act
from privet.storage import erasure
from privet.storage.people import Person
from privet.storage.store import Store

if TYPE_CHECKING:
    from privet.config_secure import Secure

ACCOUNTING = 6  # Years back for which somebody may ask who received something: 45 CFR 164.528(a).
# Why a record stays though its time is over, as the office reads it.
HELD = {
    "hold": "somebody put a hold on it",
    "dependents": "a dependent’s record rests on it and is still kept",
    "corrections": "a correction is open",
    "notices": "a recipient must still be told of a correction",
    "disclosures": f"something was disclosed in the last {ACCOUNTING} years, and must be accounted for",
}


@dataclass(frozen=True)
class Kept:
    """What stays after a person was erased: what, why, and on which law or rule."""

    what: str
    why: str
    basis: str


KEPT = (
    Kept(
        "The chain of events, without its details",
        "it shows that something was done, and when; who it concerned can’t be told any more",
        "45 CFR 164.316(b)(2), 164.530(j)",
    ),
    Kept(
        "Backups made before",
        "they are replaced by newer ones in their turn; until then they hold the record, sealed",
        "your schedule of backups",
    ),
)


class Unknown(LookupError):
    """Nobody on record has this number."""


def until(ended: date, secure: "Secure") -> date:
    """Give the last day on which the record of somebody is kept whose coverage ended on ``ended``."""
    return _later(ended, secure.former_years)


def reasons(person: str, today: date, going: Collection[str] = ()) -> list[str]:
    """Say why a record must stay though its time is over, once those ``going`` are gone.

    It is asked within a block of the store.
    """
    return erasure.matters(person, _later(today, -ACCOUNTING), going)


def hold(store: Store, number: str, why: str) -> None:
    """Keep a record beyond its time, for a reason that is sealed with it; an empty reason lets it go again.

    :raises Unknown: when nobody has the number.
    """
    with store.writing():
        person = Person.by_number(number)
        if person is None:
            raise Unknown
        person.hold = why.strip() or None
        person.save(only=[Person.hold])
        action = "retention.held" if person.hold else "retention.released"
        events.record(store, Act(actor="command", action=action, subject=person.id))


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # The 29th of February, in a year without one.
        return date(day.year + years, 3, 1)
