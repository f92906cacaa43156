"""Notices: whoever was given a value before must hear that it was wrong, or that somebody disagrees."""

import json
from dataclasses import dataclass
from datetime import date

from privet.domain import events
from privet.domain.events import Act
from privet.domain.refusals import NotYours
from privet.storage.corrections import Correction, Disclosure, Notice
from privet.storage.held import held
from privet.storage.ids import new_id
from privet.storage.people import Person
from privet.storage.store import Store

PURPOSE = "correction"


@dataclass(frozen=True, kw_only=True)
class Task:
    """Whom the office must tell of what, and by when."""

    id: str
    number: str
    recipient: str
    sent_on: date
    field: str
    correction: str
    state: str
    due_on: date


def begin(row: Correction, due: date) -> int:
    """Note each earlier recipient of the field that ``row`` is about; gives how many there are.

    To be called in the step that changes the record, or files the statement.
    """
    told = 0
    for disclosure in Disclosure.of_person(row.person_id):
        if row.field in json.loads(disclosure.fields):
            Notice.begin(new_id(), row, disclosure.id, due)
            told += 1
    return told


def waiting(store: Store, actor: str) -> tuple[Task, ...]:
    """Give those that nobody has told yet, the first due first; one event for each person says so."""
    with store.writing():
        rows = Notice.waiting()
        for person in dict.fromkeys(row.person_id for row in rows):
            detail = {"fields": ["number", "disclosures"]}
            act = Act(actor=actor, action="record.read", subject=person, purpose=PURPOSE, detail=detail)
            events.record(store, act)
        return tuple(_task(row) for row in rows)


def told(store: Store, actor: str, by: str, notice: str, on: date) -> None:
    """Note that a recipient was told.

    :raises NotYours: when nobody waits for this notice.
    """
    with store.writing():
        row = held(Notice, notice)
        if row is None or row.done_on is not None:
            raise NotYours
        row.done_on, row.done_by = on, by
        row.save()
        detail = {"notice": row.id, "correction": row.correction_id}
        events.record(store, Act(actor=actor, action="notice.told", subject=row.person_id, detail=detail))


def _task(row: Notice) -> Task:
    disclosure, correction = Disclosure.get_by_id(row.disclosure_id), Correction.get_by_id(row.correction_id)
    return Task(
        id=row.id,
        number=Person.get_by_id(row.person_id).number,
        recipient=disclosure.recipient,
        sent_on=disclosure.on,
        field=correction.field,
        correction=correction.id,
        state=correction.state,
        due_on=row.due_on,
    )
