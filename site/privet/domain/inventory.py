"""The inventory: everything that is stored, what it is for, how it is protected and how long it stays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from privet.domain.datafiles import BadFile, shipped_or_own, where
from privet.domain.evidence import Evidence, Witness
from privet.domain.languages import Text
from privet.storage import shape

FILE = "inventory.toml"
TEXTS = ("purposes", "grounds", "protections", "retentions", "notices")
NO_NOTICE = "none"

Class = Literal["automatic", "individualized", "none"]
CLASSES: tuple[Class, ...] = ("automatic", "individualized", "none")  # Two of visitors (P4), and our own.
Texts = dict[str, str | dict[str, str]]
Columns = Mapping[str, frozenset[str]]


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is stored; its purpose, ground and so on name texts of the inventory.

    ``database`` is set on what is there only with one of the two databases.
    """

    what: str | dict[str, str]
    place: Literal["table", "file", "log", "cookie", "memory"]
    columns: tuple[str, ...]
    kind: Class = msgspec.field(name="class")
    purpose: str
    ground: str
    protection: str
    retention: str
    notice: str
    name: str = ""
    database: Literal["", "file", "server"] = ""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    purposes: Texts
    grounds: Texts
    protections: Texts
    retentions: Texts
    notices: Texts
    kept: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Inventory:
    """All that is stored, by id, and the texts that its rows name."""

    purposes: Texts
    grounds: Texts
    protections: Texts
    retentions: Texts
    notices: Texts
    kept: dict[str, Row]

    def of(self, kind: Class, database: str = "file") -> dict[str, Row]:
        """Give the rows of one class, as they are with one encrypted file or with a database server."""
        rows = ((name, row) for name, row in self.kept.items() if row.kind == kind)
        return {name: row for name, row in rows if row.database in {"", database}}

    def protection(self, row: Row, database: str = "file") -> Text:
        """Say how ``row`` is protected there."""
        usual = self.protections[row.protection]
        return self.protections.get(f"{row.protection}-{database}", usual)

    def tables(self, *kinds: Class) -> dict[str, frozenset[str]]:
        """Give the columns of the database that are listed, by table; of some classes, or of all."""
        found: dict[str, frozenset[str]] = {}
        for row in self.kept.values():
            if row.place == "table" and row.kind in (kinds or CLASSES):
                found[row.name] = found.get(row.name, frozenset()) | set(row.columns)
        return found

    def cookies(self) -> list[Row]:
        """Give the cookies; the page says so where there are none."""
        return [row for row in self.kept.values() if row.place == "cookie"]


@cache
def load(own: Path | None = None) -> Inventory:
    """Read the inventory, the organisation's own instead of ours.

    :raises BadFile: when a row lacks something, or names a text that isn't there.
    """
    file = shipped_or_own(FILE, _File, own)
    rows = {name: _row(name, values, own) for name, values in file.kept.items()}
    found = Inventory(**{key: getattr(file, key) for key in TEXTS}, kept=rows)
    for key, reason in _faults(found):
        raise BadFile(where(FILE, own), reason, key)
    return found


def difference(listed: Columns, stored: Columns) -> tuple[list[str], list[str]]:
    """Give what is stored and not listed, and what is listed and not stored, as table.column."""
    both = _flat(listed), _flat(stored)
    return sorted(both[1] - both[0]), sorted(both[0] - both[1])


def inventory_evidence(witness: Witness) -> Evidence:
    """Hold the inventory against the tables and columns that the database really has (P3)."""
    found = load(witness.office.own)
    with witness.store.reading():
        stored = shape.found()
    unlisted, gone = difference(found.tables(), stored)
    if unlisted:
        text = witness.gettext("Not in the inventory: %(columns)s.", columns=", ".join(unlisted))
        return Evidence("broken", text)
    if gone:
        text = witness.gettext("In the inventory, and not stored: %(columns)s.", columns=", ".join(gone))
        return Evidence("broken", text)
    columns = sum(len(names) for names in stored.values())
    text = witness.ngettext(
        "The database has %(columns)s columns in %(count)s table, and each of them is in the inventory.",
        "The database has %(columns)s columns in %(count)s tables, and each of them is in the inventory.",
        len(stored),
        columns=columns,
    )
    return Evidence("kept", text)


def classes_evidence(witness: Witness) -> Evidence:
    """Show that each stored column has one class, and of how many people something is held (P4)."""
    found = load(witness.office.own)
    with witness.store.reading():
        stored, people = shape.found(), shape.people()
    tagged = {kind: len(_flat(found.tables(kind)) & _flat(stored)) for kind in CLASSES}
    if untagged := difference(found.tables(), stored)[0]:
        return Evidence(
            "broken", witness.gettext("Without a class: %(columns)s.", columns=", ".join(untagged))
        )
    text = witness.gettext(
        "Columns of the database: %(automatic)s automatic, %(individualized)s individualized, "
        "%(none)s that say nothing about visitors.",
        **tagged,
    )
    more = witness.ngettext(
        "Something individual is held of %(count)s person.",
        "Something individual is held of %(count)s people.",
        people,
    )
    return Evidence("kept", f"{text} {more}")


def notices_evidence(witness: Witness) -> Evidence:
    """Show that whatever is about somebody is covered by a notice, and by which (P46)."""
    found = load(witness.office.own)
    ours = sum(row.notice == "statement" for row in found.kept.values())
    text = witness.ngettext(
        "%(count)s entry of the inventory is about visitors or people on record, and this statement "
        "covers it. %(rest)s say nothing about anybody.",
        "%(count)s entries of the inventory are about visitors or people on record, and this statement "
        "covers them. %(rest)s say nothing about anybody.",
        ours,
        rest=len(found.of("none")),
    )
    return Evidence("kept", text)


def _row(name: str, values: dict[str, Any], own: Path | None) -> Row:
    try:
        return msgspec.convert(values, Row)
    except msgspec.ValidationError as error:
        raise BadFile(where(FILE, own), str(error).replace("`", ""), f"kept.{name}") from None


def _flat(columns: Columns) -> set[str]:
    return {f"{table}.{column}" for table, names in columns.items() for column in names}


def _faults(found: Inventory) -> Iterator[tuple[str, str]]:
    """Give the key and the reason of everything that is wrong."""
    for key in TEXTS:
        for name, text in getattr(found, key).items():
            if not all((text, *(text.values() if isinstance(text, dict) else ()))):
                yield f"{key}.{name}", "is empty"
    seen: set[str] = set()
    for name, row in found.kept.items():
        for key in TEXTS:
            if getattr(row, key[:-1]) not in getattr(found, key):
                yield f"kept.{name}.{key[:-1]}", f"“{getattr(row, key[:-1])}” is not among {key}"
        if not row.columns or (row.place == "table") != bool(row.name):
            yield f"kept.{name}", "needs columns, and a name if it is a table, and only then"
        if (row.kind == "none") != (row.notice == NO_NOTICE):
            yield f"kept.{name}.notice", "is “none” for what says nothing about visitors, and only for that"
        columns = {f"{row.place} {row.name} {column}" for column in row.columns}
        if double := sorted(seen & columns):
            yield f"kept.{name}.columns", f"{double[0]} is listed twice; it has one class"
        seen |= columns
