"""Deciding on corrections: a representative for enrolment facts of the own group, the office for everything.

A request ends as approved, as withdrawn, or as refused by the office with a reason from the list; a
representative's refusal goes on to the office (P24).
"""

import json
from dataclasses import dataclass
from datetime import date

from privet.domain import correction_reasons, correction_rules, events, notices, record
from privet.domain.correction_reasons import NoReason, Side
from privet.domain.correction_rules import Setting
from privet.domain.corrections import APPROVED, OPEN, REFUSED, note
from privet.domain.events import Act
from privet.domain.record import Field
from privet.domain.refusals import ChangedMeanwhile, NotYours
from privet.domain.times import micro
from privet.storage.corrections import Correction
from privet.storage.held import held
from privet.storage.people import Person
from privet.storage.store import Store

LONGEST_NOTE = 500
WAY = "web"  # By which what was asked for came to us, whoever decided on it.


class AlreadyDecided(Exception):
    """Somebody else was quicker; nothing was written."""


class OwnRecord(Exception):
    """Nobody decides on their own record, nor on what they asked for; the office does."""


class NobodyElse(Exception):
    """There is nobody to pass it on to."""


@dataclass(frozen=True, kw_only=True)
class Decider:
    """Who decides: the office, or a representative of ``group`` who is called ``name``.

    ``actor`` stands in events, ``by`` in the request. ``role`` is that of whoever works in the office.
    """

    actor: str
    by: str
    role: str = ""
    group: str = ""
    name: str = ""

    @property
    def side(self) -> Side:
        """Give whose reasons for a refusal are theirs."""
        return "representative" if self.group else "office"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was decided on one request; ``version`` is that of the record which the decider saw."""

    correction: str
    version: int
    reason: str = ""
    note: str = ""


def approve(store: Store, decider: Decider, verdict: Verdict, setting: Setting) -> None:
    """Change the record as was asked, and note who must hear of it.

    :raises NotYours: for what isn't the decider's, and for ids that nobody has.
    :raises AlreadyDecided: when it isn't open to the decider any more.
    :raises OwnRecord: when it concerns the decider.
    :raises ChangedMeanwhile: when the record says something else by now than the decider saw.
    """
    with store.writing():
        row, person, field = _held(decider, verdict.correction, setting)
        moved = correction_rules.value_of(person, field) != (row.old or "")
        if moved and person.version != verdict.version:
            raise ChangedMeanwhile
        changed = _change(person, field, row.new, setting)
        _close(row, APPROVED, decider, setting)
        row.refusal = ""
        row.note = verdict.note[:LONGEST_NOTE] or None
        row.save()
        note(store, decider.actor, "approved", row, role=decider.role)
        detail = {"fields": changed, "correction": row.id, "version": person.version}
        events.record(
            store, Act(actor=decider.actor, action="record.changed", subject=person.id, detail=detail)
        )
        notices.begin(row, correction_rules.due(person, setting, removal=False))


def refuse(store: Store, decider: Decider, verdict: Verdict, setting: Setting) -> None:
    """Refuse with a reason from the list; a representative's refusal goes on to the office.

    :raises NoReason: without a reason that the decider may give.
    :raises NotYours: for what isn't the decider's, and for ids that nobody has.
    :raises AlreadyDecided: when it isn't open to the decider any more.
    :raises OwnRecord: when it concerns the decider.
    """
    with store.writing():
        row, _person, _field = _held(decider, verdict.correction, setting)
        if verdict.reason not in reasons_for(decider, row.new is None, setting):
            raise NoReason(verdict.reason)
        row.refusal, row.note = verdict.reason, verdict.note[:LONGEST_NOTE] or None
        row.desk = True
        _close(row, OPEN if decider.group else REFUSED, decider, setting)
        row.save()
        note(store, decider.actor, "refused", row, reason=verdict.reason, role=decider.role)


def pass_on(store: Store, decider: Decider, verdict: Verdict, setting: Setting) -> None:
    """Leave the decision to the other side: to the office, or to the representative if there is one.

    :raises NobodyElse: when the office can't leave it to anybody.
    :raises NotYours: for what isn't the decider's, and for ids that nobody has.
    :raises AlreadyDecided: when it isn't open to the decider any more.
    """
    with store.writing():
        row, person, field = _held(decider, verdict.correction, setting, own=True)
        theirs = not correction_rules.is_for_desk(person, field, setting.today)
        if not decider.group and (not row.desk or row.refusal or not theirs):
            raise NobodyElse
        row.desk = bool(decider.group)
        row.save()
        note(store, decider.actor, "passed", row, role=decider.role)


def reasons_for(decider: Decider, removal: bool, setting: Setting) -> dict[str, correction_reasons.Reason]:
    """Give the reasons for which the decider may refuse."""
    return correction_reasons.offered(decider.side, setting.own, removal=removal)


def is_own(decider: Decider, row: Correction, person: Person) -> bool:
    """Say whether a representative would decide on what concerns themselves.

    Who is covered through the group that they look after has the same name there; if it is somebody else of
    that name, the office decides all the same.
    """
    same = " ".join(person.name.split()).casefold() == " ".join(decider.name.split()).casefold()
    return row.asked_by == decider.by or (bool(decider.group) and same)


def field_in(decider: Decider, row: Correction, person: Person, setting: Setting) -> Field:
    """Give the field of a request, if it can be the decider's at all.

    :raises NotYours: when a representative would see what no employer sees, or somebody of another group.
    """
    field = record.field(row.field, setting.own)
    if field is None:
        raise NotYours
    theirs = field.enrolment and field.asks == "representative" and not person.holder_id
    hidden = row.field == "address" and person.confidential_address
    if decider.group and (hidden or not theirs or person.group_id != decider.group):
        raise NotYours
    return field


def _held(
    decider: Decider, correction: str, setting: Setting, *, own: bool = False
) -> tuple[Correction, Person, Field]:
    """Give a request and its record for this decider to decide, kept from everybody else meanwhile."""
    seen = Correction.by_id(correction)
    person = held(Person, seen.person_id) if seen else None  # The record first, as those do who ask.
    row = held(Correction, correction)
    if row is None or person is None:
        raise NotYours
    field = field_in(decider, row, person, setting)
    if row.state != OPEN or (decider.group and row.desk):
        raise AlreadyDecided
    if not own and is_own(decider, row, person):
        raise OwnRecord
    return row, person, field


def _close(row: Correction, state: str, decider: Decider, setting: Setting) -> None:
    row.state, row.decided_by, row.decided_at = state, decider.by, micro(setting.now)


def _change(person: Person, field: Field, new: str | None, setting: Setting) -> list[str]:
    """Write a new value with its provenance, or remove the old one; gives the columns that changed."""
    origins = person.origins()
    for column, value in _values(field, new).items():
        origins.pop(column, None)
        if value is not None:
            origins[column] = [WAY, setting.today.isoformat(), setting.statement]
        setattr(person, column, value)
    person.provenance, person.version = json.dumps(origins), person.version + 1
    changed = list(field.columns)
    person.save(only=[*changed, "provenance", "version"])
    return changed


def _values(field: Field, new: str | None) -> dict[str, str | date | None]:
    if field.id == "ssn":
        whole = new if new and len(new) > 4 else None
        return {"ssn": whole, "ssn_last4": new[-4:] if new else None}
    if field.id in correction_rules.COVERAGE_DAYS and new:
        return {field.id: date.fromisoformat(new)}
    return {field.id: new}
