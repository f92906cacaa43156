"""Corrections on pages: what can be asked for, the form for one field, and what became of each request."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from privet.domain import correction_rules, looking, record
from privet.domain.correction_rules import Setting
from privet.domain.corrections import open_to, seen_by
from privet.domain.dependents import is_adult
from privet.domain.record import Field
from privet.domain.refusals import NotYours
from privet.domain.roles import MEMBER
from privet.domain.signed import Signed
from privet.domain.times import at
from privet.storage import correction_lists
from privet.storage.corrections import Correction, Disagreement
from privet.storage.people import Person
from privet.storage.store import Store

PURPOSE = "correction"


@dataclass(frozen=True, kw_only=True)
class Blank:
    """One field as the form shows it: what the record says, its fingerprint, and who will decide."""

    person: str
    field: Field
    old: str
    seen: str
    is_child: bool
    for_desk: bool
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Case:
    """One request as its owner sees it; ``old`` and ``new`` are empty in a list."""

    id: str
    field: Field
    asked_on: date
    due_on: date
    state: str
    desk: bool
    removal: bool
    enclosure: bool
    refusal: str
    is_child: bool
    old: str = ""
    new: str = ""
    reason: str = ""
    note: str = ""
    decided_on: date | None = None
    statement: str = ""


@dataclass(frozen=True)
class Offer:
    """A record in which something can be corrected: the own one, or that of the child called ``name``."""

    person: str
    name: str
    fields: tuple[Field, ...]


def blank(store: Store, who: Signed, person: str, name: str, setting: Setting) -> Blank:
    """Give one field with what the record says of it, once the event of this look is written.

    :raises NotYours: for records and fields in which ``who`` may not ask for anything.
    """
    with store.writing():
        row, field = open_to(who, Person.by_id(person), name, setting)
        looking.read(store, who.actor, person, PURPOSE, columns(field))
        return Blank(
            person=person,
            field=field,
            old=correction_rules.shown(field, correction_rules.value_of(row, field)),
            seen=correction_rules.print_of(row, field),
            is_child=person != who.subject,
            for_desk=correction_rules.is_for_desk(row, field, setting.today),
            due_on=correction_rules.due(row, setting, removal=False),
        )


def mine(store: Store, who: Signed, setting: Setting) -> tuple[Case, ...]:
    """Give the requests in the record that ``who`` looks after, and what they asked for their children."""
    subject = looking.own(who)
    with store.reading():
        rows = Correction.of_person(subject)
        if who.role == MEMBER:
            rows += [
                r for r in correction_lists.asked_of_others(who.actor, subject) if _may_see(who, r, setting)
            ]
        return tuple(Case(**_facts(who, row, setting)) for row in rows)


def one(store: Store, who: Signed, correction: str, setting: Setting) -> Case:
    """Give one request with its values, once the event of this look is written.

    :raises NotYours: for requests of others, and for ids that nobody has.
    """
    with store.writing():
        row, field = seen_by(who, Correction.by_id(correction), setting)
        looking.read(store, who.actor, row.person_id, PURPOSE, columns(field))
        said = Disagreement.of_correction(row.id)
        return Case(
            **_facts(who, row, setting),
            old=correction_rules.shown(field, row.old or ""),
            new=correction_rules.shown(field, row.new or ""),
            reason=row.reason,
            note=row.note or "",
            decided_on=_day(row.decided_at, setting) if row.decided_at else None,
            statement=said.text if said else "",
        )


def offers(store: Store, who: Signed, setting: Setting) -> tuple[Offer, ...]:
    """Give what can be corrected: in the own record, and for a member in those of minor children.

    :raises NotYours: for somebody who looks after no record.
    """
    with store.writing():
        own = correction_rules.reachable(who, Person.by_id(looking.own(who)), setting.day)
        found = [Offer(own.id, "", correction_rules.offered(who, own, setting.own))]
        for child in Person.dependents_of(own.id) if who.role == MEMBER else []:
            if not is_adult(child, setting.day):
                name = looking.read(store, who.actor, child.id, PURPOSE, ("name",))["name"]
                found.append(Offer(child.id, name, correction_rules.offered(who, child, setting.own)))
        return tuple(found)


def columns(field: Field) -> tuple[str, ...]:
    """Give the columns that are opened to show a field; the whole social security number never is."""
    return ("ssn_last4",) if field.id == "ssn" else field.columns


def _may_see(who: Signed, row: Correction, setting: Setting) -> bool:
    try:
        seen_by(who, row, setting)
    except NotYours:
        return False
    return True


def _facts(who: Signed, row: Correction, setting: Setting) -> dict[str, Any]:
    """Give what a list shows of a request: nothing of what the record says."""
    return {
        "id": row.id,
        "field": record.field(row.field, setting.own),
        "asked_on": _day(row.asked_at, setting),
        "due_on": row.due_on,
        "state": row.state,
        "desk": row.desk,
        "removal": row.new is None,
        "enclosure": row.enclosure,
        "refusal": row.refusal,
        "is_child": row.person_id != who.subject,
    }


def _day(micros: int, setting: Setting) -> date:
    return at(micros).astimezone(setting.now.tzinfo).date()
