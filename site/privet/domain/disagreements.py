"""Statements of disagreement: what somebody says to a refusal stays with the record and travels with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from privet.domain import correction_rules, corrections, events, notices
from privet.domain.correction_rules import Setting
from privet.domain.corrections import REFUSED
from privet.domain.events import Act
from privet.domain.refusals import NotYours
from privet.domain.signed import Signed
from privet.domain.times import at, micro
from privet.storage.corrections import Correction, Disagreement
from privet.storage.held import held
from privet.storage.ids import new_id
from privet.storage.people import Person
from privet.storage.store import Store

LONGEST = 3000


class AlreadyFiled(Exception):
    """There is a statement for this refusal; it stays as it was filed."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What somebody says to the refusal of a correction of ``field``; the time is in UTC."""

    correction: str
    field: str
    text: str
    filed_at: datetime


def file(store: Store, who: Signed, correction: str, text: str, setting: Setting) -> None:
    """Keep a statement with the record, and note that earlier recipients of the field must get it.

    :raises NotYours: for requests of others, those that weren't refused, and ids that nobody has.
    :raises BadValue: when the text is empty or too long.
    :raises AlreadyFiled: when there is one.
    """
    said = corrections.reason_of(text, LONGEST)
    with store.writing():
        row, _field = corrections.seen_by(who, held(Correction, correction), setting)
        if row.state != REFUSED:
            raise NotYours
        if Disagreement.of_correction(row.id):
            raise AlreadyFiled
        made = Disagreement(id=new_id(), correction=row.id, person=row.person_id)
        made.text, made.filed_at = said, micro(setting.now)
        made.save(force_insert=True)
        detail = {"correction": row.id, "field": row.field}
        act = Act(actor=who.actor, action="disagreement.filed", subject=row.person_id, detail=detail)
        events.record(store, act)
        person = Person.get_by_id(row.person_id)
        notices.begin(row, correction_rules.due(person, setting, removal=False))


def by_field(store: Store, person: str) -> dict[str, list[Statement]]:
    """Give the statements in somebody’s record by the field that each is about."""
    found: dict[str, list[Statement]] = {}
    for statement in of(store, person):
        found.setdefault(statement.field, []).append(statement)
    return found


def of(store: Store, person: str, fields: Collection[str] | None = None) -> tuple[Statement, ...]:
    """Give the statements in somebody's record, or those that travel with a disclosure of ``fields``.

    Whoever shows them to somebody records that look, as for the record itself.
    """
    with store.reading():
        return tuple(
            Statement(
                correction=row.correction_id,
                field=row.correction.field,
                text=row.text,
                filed_at=at(row.filed_at),
            )
            for row in Disagreement.of_person(person)
            if fields is None or row.correction.field in fields
        )
