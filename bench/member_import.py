"""Importing a hundred thousand members, against a bare bulk insert of the same rows in such a database."""

import csv
import json
import sys
import tempfile
import time
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import peewee

from privet.config_secure import Secure
from privet.domain import import_file, importing
from privet.domain.groups import NewGroup, add
from privet.domain.import_diff import Plan, Terms
from privet.domain.import_file import COLUMNS
from privet.domain.import_list import listed
from privet.domain.membership import Origin
from privet.storage.opening import open_store
from privet.storage.people import Person
from privet.storage.place import Place
from privet.storage.provenance import GIVEN
from privet.storage.record import current
from privet.storage.store import Store

DAY = date(2026, 11, 23)
TERMS = Terms(origin=Origin("employer", str(DAY), "1.0"), secure=Secure(full_ssn=True))
AT_ONCE = 1000


def main() -> None:
    """Write the same rows both ways, and say what share of the bare rows a second the import reaches."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    content = _file(count)
    with tempfile.TemporaryDirectory() as folder:
        bare = _bare(_store(Path(folder) / "bare"), content)
        store = _store(Path(folder) / "import")
        add(store, NewGroup(id="hollis", name="Hollis", office="Benefits office", phone="1-614-555-0177"))
        first, again = (_import(store, content) for _ in range(2))
    print(f"import of {count} members against a bare insert_many: {bare / first:.2f} of its rows a second")
    print(f"  bare {count / bare:.0f} a second, import {count / first:.0f}, again {count / again:.0f}")


def _file(count: int) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number in range(count):
        birth = f"{1940 + number % 65}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        ssn = f"{100 + number % 500}-{number % 98 + 1:02}-{number % 9998 + 1:04}"
        name, address = f"Member Number {number}", f"{number} Juniper Lane | Columbus, OH 43004"
        row = [f"A-{number:07}", name, birth, address, f"m{number}@example.org", ssn, ssn[-4:], "hollis", ""]
        writer.writerow([*row, "current", "Larkspur Standard", "2020-01-01", "", "", "", "en"])
    return text.getvalue().encode()


def _store(folder: Path) -> Store:
    return open_store(Place(folder, folder / "keys", ""), DAY)


def _bare(store: Store, content: bytes) -> float:
    """Give the seconds for plain rows of the columns that a person has, indexed by number."""

    class Plain(peewee.Model):
        class Meta:
            database = current

    for field in Person._meta.sorted_fields:
        kind = type(field) if isinstance(field, peewee.DateField | peewee.IntegerField) else peewee.TextField
        options = {"primary_key": True} if field.primary_key else {"null": True, "unique": field.unique}
        Plain._meta.add_field(field.column_name, kind(**options))
    rows = list(csv.DictReader(StringIO(content.decode())))
    plain = [_plain(number, row) for number, row in enumerate(rows)]
    begun = time.perf_counter()
    with store.writing():
        store.database.create_tables([Plain])
        for start in range(0, len(plain), AT_ONCE):
            Plain.insert_many(plain[start : start + AT_ONCE]).execute()
    return time.perf_counter() - begun


def _plain(number: int, row: dict[str, str]) -> dict[str, Any]:
    """Give what a person’s row holds, unsealed."""
    same = (
        "number",
        "name",
        "birth_date",
        "address",
        "email",
        "ssn",
        "ssn_last4",
        "status",
        "plan",
        "language",
    )
    values: dict[str, Any] = {name: row[name] for name in same}
    origins = {name: TERMS.origin for name in GIVEN if row.get(name)}
    values |= {"id": f"{number:022}", "number_blind": row["number"], "covered_from": date(2020, 1, 1)}
    return values | {"group_id": row["group"], "provenance": json.dumps(origins), "version": 1}


def _import(store: Store, content: bytes) -> float:
    """Give the seconds from the bytes of the file to everything written."""
    begun = time.perf_counter()
    about = {"today": DAY, "languages": ("en", "es"), "full_ssn": True}
    found = listed(import_file.read(content), importing.known(store, about), _nothing)
    if found.faults:
        sys.exit(str(found.faults[0]))
    plan: Plan = importing.plan(store, found, TERMS, _nothing)
    importing.apply(store, plan, _nothing)
    return time.perf_counter() - begun


def _nothing(_what: str, _done: int) -> None:
    """Hear no progress."""


if __name__ == "__main__":
    main()
