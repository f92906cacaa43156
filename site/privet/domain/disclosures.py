"""Disclosures that the office made on paper, noted so that later corrections reach whoever got them."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from privet.domain import disagreements, events, record
from privet.domain.disagreements import Statement
from privet.domain.events import Act
from privet.storage.corrections import Disclosure
from privet.storage.ids import new_id
from privet.storage.people import Person
from privet.storage.store import Store

PURPOSE = "service"
LONGEST = 200
# On which ground something may go out at all; the words are those of 45 CFR 164.502 and 164.512.
BASES = ("asked", "authorisation", "payment", "operations", "vendor", "required-by-law", "legal-process")


class NotNoted(ValueError):
    """What can’t be noted: which part, and a sentence that says why."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(reason)
        self.part = part


@dataclass(frozen=True, kw_only=True)
class Release:
    """What went to whom, when, why, and on which ground; ``fields`` are those of the record."""

    number: str
    to: str
    on: date
    fields: tuple[str, ...]
    purpose: str
    basis: str


def note(store: Store, by: str, release: Release, today: date, own: Path | None) -> tuple[Statement, ...]:
    """Note a release; gives the statements of disagreement that must go with it.

    :raises NotNoted: with what must be mended.
    """
    _check(release, today, own)
    with store.writing():
        person = _found(release.number)
        row = Disclosure(id=new_id(), person=person.id, on=release.on)
        row.recipient, row.purpose = release.to.strip(), release.purpose.strip()
        row.fields, row.basis = json.dumps(list(dict.fromkeys(release.fields))), release.basis
        row.noted_by = by
        row.save(force_insert=True)
        detail = {"disclosure": row.id, "fields": list(release.fields), "basis": release.basis}
        events.record(
            store, Act(actor="command", action="disclosure.noted", subject=person.id, detail=detail)
        )
        return disagreements.of(store, person.id, release.fields)


def listed(store: Store, number: str) -> tuple[Release, ...]:
    """Give what went out about one person, the oldest first, once the event of this look is written.

    :raises NotNoted: when nobody has this number.
    """
    with store.writing():
        person = _found(number)
        detail = {"fields": ["disclosures"]}
        act = Act(actor="command", action="record.read", subject=person.id, purpose=PURPOSE, detail=detail)
        events.record(store, act)
        return tuple(
            Release(
                number=number,
                to=row.recipient,
                on=row.on,
                fields=tuple(json.loads(row.fields)),
                purpose=row.purpose,
                basis=row.basis,
            )
            for row in Disclosure.of_person(person.id)
        )


def _found(number: str) -> Person:
    person = Person.by_number(number)
    if person is None:
        raise NotNoted("number", "nobody on record has this number")
    return person


def _check(release: Release, today: date, own: Path | None) -> None:
    known = [field.id for field in record.fields(own)]
    if not release.fields or set(release.fields) - set(known):
        raise NotNoted("fields", f"name fields of the record: {', '.join(known)}")
    if release.basis not in BASES:
        raise NotNoted("basis", f"is one of {', '.join(BASES)}")
    if release.on > today:
        raise NotNoted("on", f"{release.on} is still to come; note it once it has gone")
    for part, text in (("to", release.to), ("purpose", release.purpose)):
        if not text.strip() or len(text) > LONGEST:
            raise NotNoted(part, f"write one to {LONGEST} characters")
