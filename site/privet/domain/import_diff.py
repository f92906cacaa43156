"""What a list of members changes: who is new, what differs, who left, and what stays as it was corrected."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from privet.domain import membership, retention
from privet.domain.import_file import COLUMNS
from privet.domain.import_list import STEP, Listed, Tell
from privet.domain.import_rows import Row, fold
from privet.domain.membership import Origin
from privet.storage import roll
from privet.storage.people import Person
from privet.storage.provenance import GIVEN

if TYPE_CHECKING:
    from privet.config_secure import Secure

BULK = "employer"  # What came another way was corrected by somebody, and isn’t overwritten in silence.
NAMED = {"group": "group_id", "representative": "representative_id", "holder": "holder_id"}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a list is taken: where its values come from, how long who leaves is kept, and what it may undo."""

    origin: Origin
    secure: "Secure"
    overwrite: bool = False


class Change(Struct, gc=False):
    """What becomes of somebody on record: new values, and the names of those that the person is told of."""

    id: str
    version: int
    values: dict[str, Any]
    fields: tuple[str, ...]
    action: str = "record.changed"


class Kept(Struct, frozen=True):
    """A value that stays although the file has another one, since somebody corrected it."""

    line: int
    field: str
    source: str
    day: str


@dataclass
class Plan:
    """All that a list changes. ``ids`` belong to the numbers on record; ``state`` is what it was seen in."""

    listed: Listed
    terms: Terms
    state: str
    ids: dict[str, str]
    new: list[Row] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    @property
    def empties(self) -> bool:
        """Say whether it would make former more than half of those who are covered."""
        return self.counts["left"] * 2 > self.counts["current"]


def compare(listed: Listed, terms: Terms, tell: Tell) -> Plan:
    """Hold the list against everybody on record; within a block that reads."""
    plan = Plan(listed, terms, roll.fingerprint(), {})
    for person in roll.everybody():
        plan.ids[fold(person.number)] = person.id
    numbers = {subject: number for number, subject in plan.ids.items()}
    corrected = roll.with_open_corrections()
    for count, person in enumerate(roll.everybody(), start=1):
        change = _Look(plan, person, listed.rows.get(numbers[person.id])).change()
        if change:
            plan.changes.append(change)
            plan.fields.update(change.fields)
            plan.counts["undecided"] += person.id in corrected
        plan.counts["current"] += person.status == "current"
        if count % STEP == 0:
            tell("people compared", count)
    plan.new = [row for number, row in listed.rows.items() if number not in plan.ids]
    plan.counts["new"] = len(plan.new)
    return plan


class _Look:
    """One person on record beside the row of the list, if there is one."""

    def __init__(self, plan: Plan, person: Person, row: Row | None) -> None:
        self.plan, self.person, self.row = plan, person, row
        self.origins = person.origins()
        self.values: dict[str, Any] = {}
        self.confirmed: list[str] = []
        self.kept: list[Kept] = []

    def change(self) -> Change | None:
        """Give what changes, and count it."""
        counts = self.plan.counts
        if self.row is None:
            if self.person.status == "former":
                counts["stayed away"] += 1
                return None
            self.values = membership.leaving(
                self.person.covered_until, self.plan.terms.origin.day, self.plan.terms.secure
            )
        else:
            self._compare(self.row)
            self.plan.kept += self.kept
        if not self.values and not self.confirmed:
            counts["unchanged"] += 1
            return None
        status = self.values.get("status")
        counts[{"former": "left", "current": "returned", None: "changed"}[status]] += 1
        return self._made()

    def _compare(self, row: Row) -> None:
        for name in _compared(row, self.plan.listed.table.columns):
            new, old = getattr(row, name), self._held(name)
            if name == "holder" and new:
                # A member who is new has no id yet; the number stands for it until there is one.
                new = self.plan.ids.get(fold(new), fold(new))
            corrected = self.origins.get(name, [BULK])[0] != BULK
            if new != old and corrected and not self.plan.terms.overwrite:
                self.kept.append(Kept(row.line, name, *self.origins[name][:2]))
            elif new != old:
                self.values[name] = new
            elif corrected and new and self.plan.terms.origin.source == BULK:
                self.confirmed.append(name)
        self._agree()

    def _agree(self) -> None:
        """Let what belongs together change together."""
        values, person = self.values, self.person
        if {"ssn", "ssn_last4"} & {each.field for each in self.kept}:
            values.pop("ssn", None)
            values.pop("ssn_last4", None)
        elif values.get("ssn_last4") and "ssn" not in values and person.ssn:
            values["ssn"] = None  # It ended otherwise, so it is somebody else’s or was mistyped.
        if values.get("status") == "current" and self._is_over():
            values.setdefault("covered_until", None)
        if {"status", "covered_until"} & values.keys():
            former = values.get("status", person.status) == "former"
            until = values.get("covered_until", person.covered_until)
            clock = retention.until(until, self.plan.terms.secure) if former and until else None
            values["keep_until"] = clock

    def _is_over(self) -> bool:
        until = self.person.covered_until
        return until is not None and until < self.plan.terms.origin.day

    def _held(self, name: str) -> Any:
        return getattr(self.person, NAMED.get(name, name))

    def _made(self) -> Change:
        """Give each new value its provenance, and what is gone none."""
        fields = tuple(name for name in self.values if name != "keep_until")
        for name in [*fields, *self.confirmed]:
            self.origins.pop(name, None)
            filled = name in self.confirmed or self.values[name] not in {None, ""}
            if filled and name in GIVEN:
                self.origins[name] = list(self.plan.terms.origin)
        self.values |= {"provenance": json.dumps(self.origins), "version": self.person.version + 1}
        action = "record.changed" if fields else "record.confirmed"
        return Change(
            self.person.id, self.person.version, self.values, fields or tuple(self.confirmed), action
        )


def _compared(row: Row, columns: tuple[str, ...]) -> Iterator[str]:
    """Give the columns that the file says something of; whoever is in it has a status."""
    for name in COLUMNS[1:]:
        said = name in columns or name == "status"
        if said or (name == "ssn_last4" and row.ssn) or (name == "covered_until" and row.covered_until):
            yield name
