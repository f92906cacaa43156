"""The rows of a list of members, each checked by itself: whether its cells can be used and go together."""

import unicodedata
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from privet.domain.import_cells import READERS, RELATIONS, Known, Wrong
from privet.domain.import_file import Fault, Table


class Row(Struct, gc=False):
    """One row as it is understood; what a column doesn’t say, or isn’t there to say, is ``None`` or empty."""

    line: int
    number: str = ""
    name: str = ""
    birth_date: str = ""
    address: str = ""
    email: str | None = None
    ssn: str | None = None
    ssn_last4: str | None = None
    group: str | None = None
    representative: str | None = None
    status: str = "current"
    plan: str | None = None
    covered_from: date | None = None
    covered_until: date | None = None
    holder: str | None = None
    relation: str = ""
    language: str = ""


def check(table: Table, known: Known) -> Iterator[Row | Fault]:
    """Give each row of the file, or what is wrong with it."""
    readers = [(name, READERS[name]) for name in table.columns]
    for line, cells in table.rows():
        if len(cells) != len(readers):
            yield Fault(
                line, "", f"has {len(cells)} cells, not {len(readers)}; put a cell with a comma in quotes"
            )
            continue
        row, faults = Row(line), []
        for (name, reader), cell in zip(readers, cells, strict=True):
            try:
                setattr(row, name, reader(cell.strip(), known))
            except Wrong as wrong:
                faults.append(Fault(line, name, str(wrong)))
        yield from faults or _whole(row, known)


def fold(number: str) -> str:
    """Give what is the same for two ways of writing one member number, as the blind index has it."""
    return unicodedata.normalize("NFKC", number).casefold().strip()


def _whole(row: Row, known: Known) -> Iterator[Row | Fault]:
    """Give the row, or what doesn’t go together in it."""
    faults = [Fault(row.line, column, text) for column, text in _clashes(row, known)]
    if row.ssn:
        row.ssn_last4 = row.ssn[-4:]
    if row.holder:
        row.group = row.representative = None  # They are the member’s.
    yield from faults
    if not faults:
        yield row


def _clashes(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    if row.ssn and row.ssn_last4 and row.ssn[-4:] != row.ssn_last4:
        yield "ssn_last4", "isn’t how the number in “ssn” ends; leave one of the two empty"
    if row.covered_from and row.covered_until and row.covered_until < row.covered_from:
        yield "covered_until", "lies before covered_from; put the two dates right"
    if row.status == "former" and not row.covered_until:
        yield "covered_until", "is empty; write the last day of coverage of somebody who is former"
    if row.status == "current" and row.covered_until and row.covered_until < known.today:
        yield "status", "says current, and covered_until is over; write former, or another date"
    if row.holder and not row.relation:
        yield "relation", f"is empty; write one of {', '.join(RELATIONS)} for a dependent"
    if row.relation and not row.holder:
        yield "relation", "is for dependents; leave it empty, or name the member in “holder”"
    yield from _bodies(row, known)


def _bodies(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    """Hold group and representative against those that are there."""
    if row.representative and known.representatives[row.representative].group != row.group:
        yield "representative", "belongs to another group; name one of the group in “group”"
    for column, found in (("group", known.groups), ("representative", known.representatives)):
        named: str | None = getattr(row, column)
        if named and found[named].ended and row.status == "current":
            yield column, f"has ended; name another {column}, or leave it empty"
