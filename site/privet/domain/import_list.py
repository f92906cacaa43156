"""A list of members as a whole: nobody twice, and each dependent with a member who is on it too."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from privet.domain.import_cells import Known
from privet.domain.import_file import Fault, Table
from privet.domain.import_rows import Row, check, fold

STEP = 5000  # Rows between two words of progress.
Tell = Callable[[str, int], object]


@dataclass(frozen=True)
class Listed:
    """The list that was read: its rows by member number, and what is wrong with it."""

    table: Table
    rows: dict[str, Row] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def listed(table: Table, known: Known, tell: Tell) -> Listed:
    """Check every row by itself and all of them together.

    :raises CannotRead: where the file is broken.
    """
    found = Listed(table)
    for count, row in enumerate(check(table, known), start=1):
        if isinstance(row, Fault):
            found.faults.append(row)
        elif (key := fold(row.number)) in found.rows:
            first = found.rows[key].line
            found.faults.append(
                Fault(row.line, "number", f"stands in line {first} too; leave one of them out")
            )
        else:
            found.rows[key] = row
        if count % STEP == 0:
            tell("rows checked", count)
    found.faults.extend(_holders(found))
    found.faults.sort(key=lambda fault: fault.line)
    return found


def _holders(found: Listed) -> Iterator[Fault]:
    """Hold each dependent’s member against the list; who is covered through somebody leaves with them."""
    named = _numbers(found.table) if found.faults else found.rows.keys()
    for row in found.rows.values():
        if not row.holder:
            continue
        holder = found.rows.get(fold(row.holder))
        if holder is None:
            if fold(row.holder) not in named:
                yield Fault(
                    row.line, "holder", "is nobody’s number in this file; put the member’s row in as well"
                )
        elif holder.holder:
            yield Fault(row.line, "holder", "is a dependent’s number; name the member")
        elif holder.status == "former" and row.status == "current":
            row.status = "former"
            row.covered_until = min(row.covered_until or holder.covered_until, holder.covered_until)  # type: ignore[type-var]


def _numbers(table: Table) -> set[str]:
    """Give all numbers, of rows with faults too, so that one fault isn’t told of many rows."""
    place = table.columns.index("number")
    return {fold(cells[place]) for _line, cells in table.rows() if len(cells) > place}
