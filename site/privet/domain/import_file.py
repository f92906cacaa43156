"""Reading a list of members: from the bytes of a CSV file (RFC 4180, UTF-8) to its rows of cells."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO

from msgspec import Struct

REQUIRED = ("number", "name", "birth_date", "address")
COLUMNS = (
    *REQUIRED,
    "email",
    "ssn",
    "ssn_last4",
    "group",
    "representative",
    "status",
    "plan",
    "covered_from",
    "covered_until",
    "holder",
    "relation",
    "language",
)
LONGEST = 4000  # Characters of a cell; more is a quote that was never closed.
BOM = b"\xef\xbb\xbf"
OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Fault(Struct, frozen=True):
    """What is wrong at a line of the file, and how to put it right; it never repeats what stands there."""

    line: int
    column: str
    text: str

    def __str__(self) -> str:
        """Write it as it is shown."""
        column = f", {self.column}" if self.column else ""
        return f"line {self.line}{column}: {self.text}"


class CannotRead(Exception):
    """The file as a whole is no list of members; the message says where, and what to do."""

    def __init__(self, line: int, text: str, column: str = "") -> None:
        super().__init__(str(Fault(line, column, text)))


@dataclass(frozen=True)
class Table:
    """A file that was read: its columns, its text, and the digest by which it is known again."""

    columns: tuple[str, ...]
    text: str
    digest: str

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give the line on which each row begins, and its cells.

        :raises CannotRead: where quotes or commas are broken.
        """
        found = _parsed(self.text)
        next(found)
        yield from found


def read(content: bytes, known: tuple[str, ...] = COLUMNS, required: tuple[str, ...] = REQUIRED) -> Table:
    """Read the head of a file; its columns are a list of members’, or those ``known``.

    :raises CannotRead: when it isn’t text in UTF-8, or its first line doesn’t name the columns.
    """
    text = _decoded(content)
    _line, head = next(_parsed(text), (1, []))
    columns = tuple(name.strip().lower() for name in head)
    _check_columns(columns, known, required)
    return Table(columns, text, sha256(content).hexdigest())


def _decoded(content: bytes) -> str:
    if content.startswith(OTHER_MARKS):
        raise CannotRead(1, "is written in UTF-16; save the file as “CSV UTF-8”")
    content = content.removeprefix(BOM)
    if b"\0" in content:
        raise CannotRead(_line_of(content, content.index(b"\0")), "holds a NUL byte; save the file once more")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        at = _line_of(content, error.start)
        raise CannotRead(at, "isn’t written in UTF-8; save the file as “CSV UTF-8”") from None


def _line_of(content: bytes, place: int) -> int:
    return len(re.findall(rb"\r\n|\r|\n", content[:place])) + 1


def _parsed(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows; lines without anything are skipped."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cells):
                yield begins, cells
            if any(len(cell) > LONGEST for cell in cells):
                raise CannotRead(begins, f"has a cell of more than {LONGEST} signs; is a quote not closed?")
            begins = reader.line_num + 1
    except csv.Error:
        reason = "has a quote that isn’t closed, or stands alone; write a quote inside of quotes twice"
        raise CannotRead(begins, reason) from None


def _check_columns(columns: tuple[str, ...], known: tuple[str, ...], required: tuple[str, ...]) -> None:
    if not columns:
        raise CannotRead(1, "the file is empty; its first line names the columns")
    if len(columns) == 1 and re.search(r"[;\t]", columns[0]):
        raise CannotRead(1, "separates columns by something else than commas; save the file as “CSV UTF-8”")
    for number, name in enumerate(columns, start=1):
        if name not in known:
            raise CannotRead(1, f"column {number} is none of those that are read: {', '.join(known)}")
        if columns.index(name) != number - 1:
            raise CannotRead(1, "stands there twice; leave one out", name)
    if missing := [name for name in required if name not in columns]:
        raise CannotRead(1, "is missing; the first line names the columns", missing[0])
