"""Whole lists against the suppressions: addresses that want no mail are taken in, and taken out of others."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from privet.domain import readers, suppression
from privet.domain.choice_proof import Shown
from privet.domain.readers import Ask
from privet.storage.store import Store

FREE, SUPPRESSED, NO_ADDRESS = "free", "suppressed", "no address"
NEW = "new"
AT_ONCE = 200  # Addresses of one step, so that nobody else waits long for the database.


class CannotFilter(Exception):
    """The list can’t be read; the message says where, what to do, and nothing of what stands there."""


@dataclass
class Added:
    """How many addresses are new, how many were suppressed before, and which lines hold none."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[int] = field(default_factory=list)


def add(store: Store, lines: Iterable[str], now: datetime) -> Iterator[Added]:
    """Let nothing optional go to any of these addresses, one a line, as if each owner had asked for it.

    Gives how far it is after each step. What stands already stays, so it may be run again.
    """
    told = Added()
    numbered = ((line.strip(), number) for number, line in enumerate(lines, 1) if line.strip())
    while some := list(islice(numbered, AT_ONCE)):
        with store.writing():
            # By themselves, so that one that stands twice in the list is new but once.
            for address, number in some:
                ((_row, said),) = suppression.judged(store, [(address, number)])
                if said == NO_ADDRESS:
                    told.faults.append(number)
                    continue
                if said == FREE:
                    readers.ask(store, Ask(address, nothing=True), Shown("import"), "", now)
                told.counts[NEW if said == FREE else SUPPRESSED] += 1
        yield told


def filtered(store: Store, source: Iterable[str], column: str, target: Any) -> Counter[str]:
    """Write those rows of a CSV file whose address is free, and its head; gives how many rows are what.

    ``source`` are its lines, ``target`` is open for text. A few rows are in memory at once.

    :raises CannotFilter: when the file has no such column, or a row of it is broken.
    """
    rows = _parsed(source)
    head = next(rows, [])
    at = _place(head, column)
    out = csv.writer(target)
    out.writerow(head)
    counts: Counter[str] = Counter()
    for row, said in suppression.judged(store, ((row[at], row) for row in _whole(rows, len(head)))):
        counts[said] += 1
        if said == FREE:
            out.writerow(row)
    return counts


def _parsed(source: Iterable[str]) -> Iterator[list[str]]:
    reader = csv.reader(source, strict=True)
    try:
        yield from reader
    except csv.Error:
        reason = "has a quote that isn’t closed, or stands alone; write a quote inside of quotes twice"
        raise CannotFilter(f"line {reader.line_num}: {reason}") from None
    except UnicodeDecodeError:
        reason = "isn’t written in UTF-8; save the file as “CSV UTF-8”"
        raise CannotFilter(f"after line {reader.line_num}: {reason}") from None


def _whole(rows: Iterator[list[str]], width: int) -> Iterator[list[str]]:
    """Refuse a row that lacks a cell or has one more: its address may stand in another place."""
    for number, row in enumerate(rows, 2):
        if row and len(row) != width:
            raise CannotFilter(f"row {number}: has {len(row)} cells, and the first line has {width}")
        if row:
            yield row


def _place(head: list[str], column: str) -> int:
    """Find the column; its name may be written in capitals or not."""
    names = [name.strip().lower() for name in head]
    if names.count(column.strip().lower()) != 1:
        many = "two columns" if names.count(column.strip().lower()) else "no column"
        raise CannotFilter(
            f"line 1: has {many} called “{column}”; name the one with the addresses by --column"
        )
    return names.index(column.strip().lower())
