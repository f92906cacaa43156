"""What a member sees of those who are covered through them: enrolment facts of minors, a number of adults."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from privet.domain import looking, majority
from privet.domain.looking import Look
from privet.storage.people import Person
from privet.storage.store import Store

ADULTS = frozenset({"spouse", "partner", "husband", "wife"})  # Relations that are of age from the beginning.
FACTS = ("name", "plan", "covered_from", "covered_until", "status")


@dataclass(frozen=True)
class Day:
    """The day in the organisation's zone, the place it is at home, and the folder of its own data."""

    today: date
    home: str
    own: Path | None = None


@dataclass(frozen=True)
class Minor:
    """The enrolment facts of somebody who isn't of age yet; nothing else of theirs is here."""

    name: str
    relation: str
    plan: str
    covered_from: date | None
    covered_until: date | None
    status: str


@dataclass(frozen=True)
class Dependents:
    """Those who are covered through one person, as that person sees them."""

    minors: tuple[Minor, ...] = ()
    adults: int = 0


def seen_by(store: Store, actor: str, holder: str, purpose: str, day: Day) -> Dependents:
    """Give what the person ``holder`` sees; each minor's own record of events says that it was looked at.

    Adults look after their own record: only how many there are is told, and nothing of theirs is opened
    for anybody.
    """
    with store.writing():
        rows = Person.dependents_of(holder)
        young = [row.id for row in rows if not is_adult(row, day)]
        looks = (Look(actor=actor, person=person, purpose=purpose, fields=FACTS) for person in young)
        minors = tuple(looking.taking(store, look, _minor) for look in looks)
        return Dependents(minors, len(rows) - len(young))


def next_of_age(holder: str, day: Day) -> date | None:
    """Give the day on which the next one comes of age whom ``holder`` sees now; within a block that reads."""
    young = [row for row in Person.dependents_of(holder) if not is_adult(row, day)]
    days = (
        majority.comes_of_age(date.fromisoformat(row.birth_date), place_of(row, day), day.own)
        for row in young
    )
    return min(days, default=None)


def place_of(row: Person, day: Day) -> str:
    """Give the place by whose law somebody is of age."""
    return majority.place_of(row.address or "", day.home)


def is_adult(row: Person, day: Day) -> bool:
    """Say whether somebody is of age; in doubt they are, so that in doubt nobody else sees anything."""
    if row.relation.casefold() in ADULTS:
        return True
    try:
        born = date.fromisoformat(row.birth_date)
    except (TypeError, ValueError):
        return True
    return majority.is_adult(born, place_of(row, day), day.today, day.own)


def _minor(row: Person) -> Minor:
    return Minor(row.name, row.relation, row.plan or "", row.covered_from, row.covered_until, row.status)
