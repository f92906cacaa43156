"""Leaving and coming back: who is covered no more keeps every protection, and a clock begins to run (P44)."""

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from privet.domain import events, retention
from privet.domain.events import Act
from privet.domain.refusals import NotYours
from privet.storage import roll
from privet.storage.people import Person
from privet.storage.store import Store

if TYPE_CHECKING:
    from privet.config_secure import Secure


class Origin(NamedTuple):
    """How a value came: by which way, on which day, and under which version of the statement."""

    source: str
    on: str
    statement: str

    @property
    def day(self) -> date:
        """Give the day as a date."""
        return date.fromisoformat(self.on)


@dataclass(frozen=True)
class Word:
    """Somebody’s word that coverage ends or begins on ``day``: who wrote it down, and how it came."""

    actor: str
    origin: Origin
    day: date


def leaving(covered_until: date | None, day: date, secure: "Secure") -> dict[str, Any]:
    """Give what changes in the record of somebody who leaves; coverage that is over already ended then."""
    until = min(covered_until or day, day)
    changed: dict[str, Any] = {"status": "former", "keep_until": retention.until(until, secure)}
    return changed if until == covered_until else changed | {"covered_until": until}


def leave(store: Store, word: Word, person: str, secure: "Secure") -> int:
    """Note that somebody’s coverage ends on the day of ``word``, and that of dependents; gives how many.

    :raises NotYours: when there is no such person, or they left before.
    """
    with store.writing():
        roll.alone()
        row = Person.by_id(person)
        if row is None or row.status == "former":
            raise NotYours
        those = [row, *(other for other in Person.dependents_of(person) if other.status == "current")]
        for each in those:
            _change(store, word, each, leaving(each.covered_until, word.day, secure))
        return len(those)


def come_back(store: Store, word: Word, person: str) -> None:
    """Note that somebody who had left is covered again from the day of ``word`` on; the clock stops.

    Dependents come back one by one: who of them is covered again is for the employer to say.

    :raises NotYours: when there is no such person, they didn’t leave, or they are covered through somebody
        who isn’t.
    """
    with store.writing():
        roll.alone()
        row = Person.by_id(person)
        if row is None or row.status == "current" or (row.holder_id and row.holder.status == "former"):
            raise NotYours
        changed = {"status": "current", "covered_from": word.day, "covered_until": None, "keep_until": None}
        _change(store, word, row, changed)


def _change(store: Store, word: Word, row: Person, changed: dict[str, Any]) -> None:
    origins = row.origins()
    for name, value in changed.items():
        setattr(row, name, value)
        if name.startswith("covered_"):
            origins.pop(name, None)
            if value is not None:
                origins[name] = list(word.origin)
    row.provenance, row.version = json.dumps(origins), row.version + 1
    row.save()
    fields = [name for name in changed if name != "keep_until"]
    detail = {"fields": fields, "way": word.origin.source}
    events.record(store, Act(actor=word.actor, action="record.changed", subject=row.id, detail=detail))
