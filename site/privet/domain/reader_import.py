"""Bringing over readers who confirmed their address in another system, each with the proof of it.

All of a list or nothing. Who wants nothing from us, is a reader already, or may get nothing stays so.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from privet.domain import import_file, personal_text, reader_choices, reader_rows, reader_sending
from privet.domain.choice_proof import Shown
from privet.domain.import_cells import DAY
from privet.domain.import_file import CannotRead, Fault
from privet.domain.mail_address import is_address, normal
from privet.domain.reader_choices import By, topic
from privet.domain.reader_rows import Provenance
from privet.domain.times import micro
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.storage.suppressions import Suppression

COLUMNS = ("address", "kinds", "language", "confirmed_on", "proof")
SHORTEST, LONGEST = 5, 200  # Characters of a proof.
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True)
class Known:
    """What rows are held against: the kinds of mail, the languages, and today."""

    kinds: frozenset[str]
    languages: tuple[str, ...]
    today: date


@dataclass(frozen=True)
class Row:
    """One reader of a list."""

    address: str
    kinds: frozenset[str]
    language: str
    confirmed: datetime
    proof: str


class Wrong(ValueError):
    """A cell that can’t be used: its column, and how to put it right."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column


def read(content: bytes, known: Known) -> tuple[list[Row], list[Fault]]:
    """Give the readers in a CSV file, and every fault by line and column; no fault repeats a cell.

    :raises CannotRead: when the file as a whole is no such list.
    """
    table = import_file.read(content, COLUMNS, COLUMNS)
    rows: dict[str, Row] = {}
    faults: list[Fault] = []
    for line, cells in table.rows():
        try:
            row = _row(_named(table.columns, cells), known, rows)
            rows[normal(row.address)] = row
        except Wrong as wrong:
            faults.append(Fault(line, wrong.column, str(wrong)))
    return list(rows.values()), faults


def take(store: Store, rows: list[Row], now: datetime, *, really: bool) -> Counter[str]:
    """Take a list over, or only say what would be done; gives how many rows, by what became of them."""
    with store.writing():
        done = Counter({"new": 0, "suppressed": 0, "known": 0, "closed": 0, "off": 0, "kinds off": 0})
        for row in rows:
            kinds = _still_wanted(row)
            why = _left_out(row.address) or ("" if kinds else "off")
            done[why or "new"] += 1
            done["kinds off"] += 0 if why else len(row.kinds - kinds)
            if really and not why:
                _take(store, replace(row, kinds=kinds), now)
        return done


def _left_out(address: str) -> str:
    """Say why a row isn’t taken: what its owner said here counts for more than any list."""
    if Suppression.holds(normal(address)):
        return "suppressed"
    row = Reader.by_address(address)
    if row is not None and row.confirmed_at is not None:
        return "known"
    return "closed" if not reader_sending.open_to(reader_rows.people_of(address)) else ""


def _still_wanted(row: Row) -> frozenset[str]:
    """Give the kinds of a row that weren’t turned off here after they were confirmed there."""
    off = reader_rows.off_since(row.address, Reader.by_address(row.address))
    return frozenset(kind for kind in row.kinds if off.get(topic(kind), 0) < micro(row.confirmed))


def _take(store: Store, row: Row, now: datetime) -> None:
    came = Provenance("import", row.language)
    reader = reader_rows.proved(row.address, None, came, min(row.confirmed, now))
    shown = Shown("import", row.proof)
    reader_choices.turn_on(store, reader, set(row.kinds), By(shown, row.confirmed))


def _named(columns: tuple[str, ...], cells: list[str]) -> Mapping[str, str]:
    if len(cells) != len(columns):
        raise Wrong("", f"has {len(cells)} cells, not {len(columns)}; put a cell with a comma in quotes")
    return dict(zip(columns, (cell.strip() for cell in cells), strict=True))


def _row(cells: Mapping[str, str], known: Known, before: Mapping[str, Row]) -> Row:
    if not is_address(cells["address"]):
        raise Wrong("address", "is no e-mail address; write it as name@example.org")
    if normal(cells["address"]) in before:
        raise Wrong("address", "stands in the list twice; leave one row out")
    kinds = frozenset(cells["kinds"].split())
    if not kinds or kinds - known.kinds:
        raise Wrong("kinds", f"name one or more of {', '.join(sorted(known.kinds))}, parted by spaces")
    if cells["language"] and cells["language"] not in known.languages:
        raise Wrong("language", f"is none of {', '.join(known.languages)}; it may be empty")
    return Row(cells["address"], kinds, cells["language"], _day(cells, known), _proof(cells))


def _day(cells: Mapping[str, str], known: Known) -> datetime:
    cell = cells["confirmed_on"]
    try:
        found = date.fromisoformat(cell) if DAY.fullmatch(cell) else None
    except ValueError:
        found = None
    if found is None:
        raise Wrong("confirmed_on", "is no date; write it as 2025-02-28")
    if not EARLIEST <= found <= known.today:
        raise Wrong("confirmed_on", "lies in the future, or too far back; nobody confirmed an address then")
    return datetime.combine(found, time(12), UTC)


def _proof(cells: Mapping[str, str]) -> str:
    proof = cells["proof"]
    if not SHORTEST <= len(proof) <= LONGEST or not proof.isprintable():
        raise Wrong("proof", "say in 5 to 200 characters how the owner of the address confirmed it")
    if "@" in proof or personal_text.found(proof):
        raise Wrong("proof", "holds an address or a number; say how it was confirmed, and of nobody who")
    return proof


__all__ = ["COLUMNS", "CannotRead", "Known", "Row", "read", "take"]
