"""Bringing in members from a list: look first, then all of it or nothing of it."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from privet.domain import events, retention
from privet.domain.events import Act
from privet.domain.import_cells import Body, Known
from privet.domain.import_diff import Change, Plan, Terms, compare
from privet.domain.import_list import STEP, Listed, Tell
from privet.domain.import_rows import Row, fold
from privet.domain.refusals import ChangedMeanwhile
from privet.storage import many_events, roll
from privet.storage.people import Group, Person, Representative
from privet.storage.provenance import GIVEN
from privet.storage.store import Store

ACTOR = "command"
PURPOSE = "enrolment"
TOLD = ("new", "changed", "left", "returned", "unchanged")


def known(store: Store, about: dict[str, Any]) -> Known:
    """Give what the rows of a list are held against; ``about`` are its day, languages and ``full_ssn``."""

    def ended(body: Group | Representative) -> bool:
        return bool(body.ended_on and body.ended_on <= about["today"])

    with store.reading():
        groups = {group.id: Body(ended(group)) for group in roll.groups()}
        persons = {each.id: Body(ended(each), each.group_id) for each in roll.representatives()}
    return Known(groups=groups, representatives=persons, **about)


def plan(store: Store, listed: Listed, terms: Terms, tell: Tell) -> Plan:
    """Say what a list without faults would change; that everybody’s record was compared is an event."""
    detail = {"file": listed.table.digest, "rows": len(listed.rows)}
    events.record(store, Act(actor=ACTOR, action="members.compared", purpose=PURPOSE, detail=detail))
    with store.reading():
        return compare(listed, terms, tell)


def apply(store: Store, plan: Plan, tell: Tell) -> None:
    """Do all that was planned, or nothing of it.

    :raises ChangedMeanwhile: when somebody’s record was changed since; nothing was written.
    """
    with store.writing():
        roll.alone()
        if roll.fingerprint() != plan.state:
            raise ChangedMeanwhile
        people = sorted(
            plan.new, key=lambda row: bool(row.holder)
        )  # A dependent’s row points to the member’s.
        subjects = many_events.begin(len(people))
        ids = plan.ids | dict(zip((fold(row.number) for row in people), subjects, strict=True))
        Person.add_all(_told(_made(people, ids, plan.terms), tell, "people added"))
        _change(plan.changes, ids, tell)
        _record(store, plan)


def _made(people: list[Row], ids: dict[str, str], terms: Terms) -> Iterator[dict[str, Any]]:
    """Give the rows of new people, with the provenance of each value."""
    said: dict[tuple[str, ...], str] = {}
    for row in people:
        values = {name: getattr(row, name) for name in row.__struct_fields__ if name != "line"}
        filled = tuple(name for name in GIVEN if values.get(name) not in {None, ""})
        if filled not in said:
            said[filled] = json.dumps(dict.fromkeys(filled, terms.origin))
        values["id"], values["provenance"] = ids[fold(row.number)], said[filled]
        values["holder"] = ids[fold(row.holder)] if row.holder else None
        if row.status == "former" and row.covered_until:
            values["keep_until"] = retention.until(row.covered_until, terms.secure)
        yield values


def _change(changes: list[Change], ids: dict[str, str], tell: Tell) -> None:
    """Write the changes, those of the same fields together."""

    def names(change: Change) -> tuple[str, ...]:
        return tuple(sorted(change.values))

    for fields, alike in groupby(sorted(changes, key=names), key=names):
        rows = ({**change.values, "id": change.id} for change in alike)
        Person.change_all(fields, _told(_with_holders(rows, ids), tell, "people changed"))


def _with_holders(rows: Iterator[dict[str, Any]], ids: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Put the id where the number of a member stands who was new."""
    for row in rows:
        holder = row.get("holder")
        yield row | {"holder": ids.get(holder, holder)} if holder else row


def _record(store: Store, plan: Plan) -> None:
    source = plan.terms.origin.source
    for action in ("record.changed", "record.confirmed"):
        about = [
            (change.id, {"fields": list(change.fields), "way": source})
            for change in plan.changes
            if change.action == action
        ]
        events.record_all(store, Act(actor=ACTOR, action=action), about)
    detail = {"file": plan.listed.table.digest, "source": source, "kept": len(plan.kept)}
    detail |= {name: plan.counts[name] for name in TOLD}
    events.record(store, Act(actor=ACTOR, action="members.imported", purpose=PURPOSE, detail=detail))


def _told(rows: Iterator[dict[str, Any]], tell: Tell, what: str) -> Iterator[dict[str, Any]]:
    for count, row in enumerate(rows, start=1):
        yield row
        if count % STEP == 0:
            tell(what, count)
