"""What a representative sees: the members of the own group, their enrolment facts, and what waits for them.

The one list of fields is that of :func:`privet.domain.record.enrolment`; nothing else of a record is opened.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from privet.domain import (
    attempts,
    correction_decisions,
    correction_reasons,
    correction_rules,
    looking,
    record,
)
from privet.domain.correction_decisions import AlreadyDecided, Decider
from privet.domain.correction_rules import Setting
from privet.domain.corrections import OPEN
from privet.domain.record import Field
from privet.domain.refusals import NotYours
from privet.domain.signed import Signed
from privet.storage import correction_lists, members
from privet.storage.corrections import Correction
from privet.storage.store import Store

PURPOSE = "enrolment"
PAGE = 25
LONGEST_SEARCH = 200
LINE = ("number", "name", "status")


@dataclass(frozen=True)
class Line:
    """One member in a list."""

    id: str
    number: str
    name: str
    status: str


@dataclass(frozen=True)
class Page:
    """One page of a list; ``more`` says that further ones fit what was searched for."""

    lines: tuple[Line, ...]
    number: int = 1
    pages: int = 1
    total: int = 0
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One request that waits for a representative."""

    id: str
    number: str
    name: str
    field: Field
    removal: bool
    due_on: date
    late: bool


@dataclass(frozen=True, kw_only=True)
class Question:
    """One request as whoever decides sees it; ``now`` is what the record says at this moment."""

    id: str
    number: str
    name: str
    field: Field
    old: str
    new: str
    now: str
    version: int
    reason: str
    enclosure: bool
    removal: bool
    due_on: date
    is_own: bool
    reasons: dict[str, correction_reasons.Reason]

    @property
    def has_moved(self) -> bool:
        """Say whether the record says something else by now than when this was asked for."""
        return self.now != self.old


def page(store: Store, who: Signed, number: int) -> Page:
    """Give one page of the members of the own group; each one's record says that a line of it was seen."""
    with store.writing():
        total = members.count(_group(who))
        pages = max(1, -(-total // PAGE))
        number = min(max(1, number), pages)
        return Page(_lines(store, who, members.page(_group(who), number, PAGE)), number, pages, total)


def search(store: Store, who: Signed, entered: str, now: datetime) -> Page:
    """Find members of the own group by number, or by words of the name.

    A number is looked up by its blind index. Names are sealed and have none: those of the group are opened
    one after the other and forgotten, and only the members who are shown count as looked at. Nobody who
    writes waits for that.

    :raises attempts.TooMany: when names were searched too often lately.
    """
    words, group = entered[:LONGEST_SEARCH].casefold().split(), _group(who)
    with store.reading():
        ids = members.numbered(group, " ".join(words))
    if words and not ids:
        attempts.allow(store, "search", (who.account,), now)
        with store.reading():
            ids = members.named(group, words, PAGE + 1)
    with store.writing():
        shown = members.still(group, ids[:PAGE])  # Somebody may have left the group meanwhile.
        return Page(_lines(store, who, shown), total=len(shown), more=len(ids) > PAGE)


def facts(store: Store, who: Signed, person: str, own: Path | None) -> list[tuple[Field, Any]]:
    """Give the enrolment facts of one member of the own group, once the event of this look is written.

    The address of somebody who has their post sent elsewhere for safety isn't opened. There is no line for it
    then, as there is none where no address is held, and nothing says why.

    :raises NotYours: for everybody else, and for ids that nobody has.
    """
    fields = record.enrolment(own)
    with store.writing():
        if looking.of_group(store, who, person).confidential_address:
            fields = tuple(field for field in fields if field.id != "address")
        found = looking.read(store, who.actor, person, PURPOSE, record.columns(fields))
        group = found.get("group")
        shown = found | ({"group": group.name} if group else {})
        return [(field, shown[field.id]) for field in fields if field.id != "address" or shown["address"]]


def queue(store: Store, who: Signed, setting: Setting) -> tuple[Waiting, ...]:
    """Give the requests that wait for the representative ``who``, the first due first."""
    with store.writing():
        return tuple(
            _waiting(store, who, row, setting)
            for row in correction_lists.of_group(_group(who), _decidable(setting.own))
            if not (row.field == "address" and row.person.confidential_address)
        )


def question(store: Store, who: Signed, correction: str, setting: Setting) -> Question:
    """Give one request to the representative who decides, once the event of this look is written.

    :raises NotYours: for those of other groups or other fields, and for ids that nobody has.
    :raises AlreadyDecided: when it doesn't wait for a representative any more.
    """
    decider = decider_of(who)
    with store.writing():
        row = Correction.by_id(correction)
        if row is None:
            raise NotYours
        field = correction_decisions.field_in(decider, row, row.person, setting)
        if row.state != OPEN or row.desk:
            raise AlreadyDecided
        columns = tuple(dict.fromkeys(("number", "name", *field.columns)))
        seen = looking.read(store, who.actor, row.person_id, "correction", columns)
        return Question(
            id=row.id,
            number=seen["number"],
            name=seen["name"],
            field=field,
            old=row.old or "",
            new=row.new or "",
            now=correction_rules.value_of(row.person, field),
            version=row.person.version,
            reason=row.reason,
            enclosure=row.enclosure,
            removal=row.new is None,
            due_on=row.due_on,
            is_own=correction_decisions.is_own(decider, row, row.person),
            reasons=correction_decisions.reasons_for(decider, row.new is None, setting),
        )


def decider_of(who: Signed) -> Decider:
    """Give the representative ``who`` as somebody who decides for the own group.

    :raises NotYours: for everybody else.
    """
    return Decider(actor=who.actor, by=who.actor, group=_group(who), name=who.name)


def _group(who: Signed) -> str:
    if not who.group or not who.representative:
        raise NotYours
    return who.group


def _decidable(own: Path | None) -> tuple[str, ...]:
    return tuple(field.id for field in record.enrolment(own) if field.asks == "representative")


def _lines(store: Store, who: Signed, ids: list[str]) -> tuple[Line, ...]:
    return tuple(Line(id=each, **looking.read(store, who.actor, each, PURPOSE, LINE)) for each in ids)


def _waiting(store: Store, who: Signed, row: Correction, setting: Setting) -> Waiting:
    seen = looking.read(store, who.actor, row.person_id, PURPOSE, ("number", "name"))
    return Waiting(
        id=row.id,
        number=seen["number"],
        name=seen["name"],
        field=record.field(row.field, setting.own) or Field(id=row.field, label=row.field),
        removal=row.new is None,
        due_on=row.due_on,
        late=row.due_on < setting.today,
    )
