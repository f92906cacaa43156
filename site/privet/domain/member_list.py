"""The members as the office lists them, and the origin of what it notes of them itself."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from privet.domain import events, statements
from privet.domain.events import Act
from privet.domain.membership import Origin
from privet.domain.refusals import NotYours
from privet.storage import roll
from privet.storage.people import Person
from privet.storage.store import Store

if TYPE_CHECKING:
    from privet.config import Settings

LINE = ("number", "name", "status")


@dataclass(frozen=True)
class Line:
    """One person in the office’s list."""

    number: str
    name: str
    status: str
    dependent: bool


def counts(store: Store) -> list[tuple[str, int, int]]:
    """Count members and dependents by status."""
    with store.reading():
        found = roll.counts()
    return [
        (status, found.get((status, False), 0), found.get((status, True), 0))
        for status in ("current", "former")
    ]


def named(store: Store, actor: str) -> list[Line]:
    """List everybody by number; each of them sees that ``actor`` looked, and at what."""
    with store.writing():
        people = list(roll.everybody())
        act = Act(actor=actor, action="record.read", purpose="service")
        events.record_all(store, act, [(person.id, {"fields": list(LINE)}) for person in people])
        lines = [Line(row.number, row.name, row.status, bool(row.holder_id)) for row in people]
    return sorted(lines, key=lambda line: line.number)


def by_number(store: Store, number: str) -> str:
    """Give the id of the person with a member number.

    :raises NotYours: when nobody has it.
    """
    with store.reading():
        person = Person.by_number(number)
    if person is None:
        raise NotYours
    return str(person.id)


def origins(provenance: str) -> dict[str, str]:
    """Say of each field how its value came, and on which day."""
    found = json.loads(provenance)
    return {name: f"  ({source}, {day})" for name, (source, day, *_statement) in found.items()}


def origin(folder: Path, settings: "Settings", source: str) -> Origin:
    """Say where a value comes from that the office writes down, by the statement in force today."""
    today = datetime.now(ZoneInfo(settings.organisation.time_zone)).date()
    archive = statements.archive(folder / settings.site.folders.statements, settings.demonstration)
    held = archive.in_force(today)
    return Origin(source, str(today), held.number if held else "")
