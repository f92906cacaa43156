"""Kills with ``kill -9`` under writing: no acknowledged statement, vendor or event may be lost.

A process publishes statements, adds vendors and records events as fast as it can, and tells of each as
soon as the call has returned. Again and again it is killed at a moment of chance; after each time everything
that it told of must be there, the database whole and the chain unbroken.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from privet.domain import events, publishing, statement_files, vendors
from privet.domain.events import Act, Head
from privet.domain.vendor_entries import Entry
from privet.domain.vendor_words import words
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store

FIRST_DAY = date(2026, 11, 23)
STATEMENT = """---
version: "{number}"
published: {day}
effective: {day}
languages: [en, es]
terms: "1.0"
title: Your privacy
summary: Number {number}.
material: true
why: It is new.
---
## What is this?

A text.
"""


def main() -> None:
    """Kill, look, and begin again; say what was acknowledged and what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument(
        "--database", default="", help="A postgresql:// address; nothing for the encrypted file."
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), Path(folder) / "keys", asked.database)
        told: list[str] = []
        lost: list[str] = []
        for number in range(asked.kills):
            told += killed(place, number)
            lost += missing(place, told)
            if lost:
                sys.exit(f"after {number + 1} kills: {lost[:5]}")
        whole = statement_files.read_all(place.folder / "statements", statement_files.StatementAbout)
    kinds = {kind: sum(line.startswith(kind) for line in told) for kind in ("statement", "vendor", "event")}
    counted = ", ".join(f"{count} {kind}s" for kind, count in kinds.items())
    print(f"{asked.kills} kills under writing: {counted} acknowledged, 0 lost")
    print(f"  {len(whole)} statements read whole, the last chain unbroken")


def killed(place: Place, number: int) -> list[str]:
    """Let a process write until it is killed; gives what it told of."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)
        _write(place, number, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        first = pipe.readline()
        time.sleep(random.uniform(0, 0.15))  # noqa: S311 - a moment of chance, no secret
        os.kill(process, signal.SIGKILL)
        if os.WIFEXITED(os.waitpid(process, 0)[1]):
            sys.exit("the process that writes ended by itself")
        lines = (first + pipe.read()).decode().splitlines(keepends=True)
    return [line.strip() for line in lines if line.endswith("\n") and line != "begun\n"]


def _write(place: Place, number: int, pipe: int) -> NoReturn:
    """Write as fast as possible, and tell of each thing that was acknowledged."""
    try:
        store = open_store(place, FIRST_DAY)
        os.write(pipe, b"begun\n")
        day = FIRST_DAY + timedelta(days=number)
        for step in range(10_000):
            _event(store, number, step, pipe)
            if step == 1:
                _statement(store, place, day, pipe)
            if step % 3 == 2:
                _vendor(store, f"v{number}-{step}", pipe)
    except BaseException:  # noqa: BLE001 - whatever it is, it must be seen, and this copy must go no further
        traceback.print_exc()
    os._exit(1)


def _event(store: Store, number: int, step: int, pipe: int) -> None:
    written = events.record(
        store, Act(actor="command", action="bench.done", detail={"run": number, "step": step})
    )
    os.write(pipe, f"event {written} {number} {step}\n".encode())


def _vendor(store: Store, name: str, pipe: int) -> None:
    known = words(None)
    entry = Entry(
        id=name,
        name=f"Vendor {name}",
        kind="vendor",
        function="hosting",
        data=(next(iter(known.data)),),
        purpose={"en": "Runs a machine."},
        contract=next(iter(known.contracts)),
        region="US-OH",
        contract_from=FIRST_DAY,
        added_on=FIRST_DAY,
    )
    vendors.add(store, entry, "1-614-555-0100", known)
    os.write(pipe, f"vendor {name}\n".encode())


def _statement(store: Store, place: Place, day: date, pipe: int) -> None:
    drafts = place.folder / "drafts"
    drafts.mkdir(exist_ok=True)
    text = STATEMENT.format(number=f"1.{(day - FIRST_DAY).days}", day=day)
    for language in ("en", "es"):
        (drafts / f"next.{language}.md").write_text(text, "utf-8")
    version = statement_files.read(drafts / "next.en.md", statement_files.StatementAbout)
    publishing.publish(store, place.folder / "statements", version)
    os.write(pipe, f"statement {day} {sha256(text.encode()).hexdigest()}\n".encode())


def missing(place: Place, told: list[str]) -> list[str]:
    """Give what was told of and isn't there, and every other damage."""
    store = open_store(place, FIRST_DAY)
    try:
        head: Head = events.verify(store)
        lost = [] if store.place.url else _damage(store)
        last = max((int(line.split()[1]) for line in told if line.startswith("event")), default=0)
        lost += [f"event {last}"] if head.number < last else []
        listed = {entry.id for entry in vendors.register(store)}
    finally:
        store.close()
    for line in told:
        kind, name, *more = line.split()
        if kind == "vendor" and name not in listed:
            lost.append(line)
        if kind == "statement":
            for language in ("en", "es"):
                path = place.folder / "statements" / f"{name}.{language}.md"
                if not path.exists() or sha256(path.read_bytes()).hexdigest() != more[0]:
                    lost.append(line)
    return lost


def _damage(store: Store) -> list[str]:
    with store.reading():
        found = store.database.execute_sql("PRAGMA integrity_check").fetchall()
        sealed = store.database.execute_sql("PRAGMA cipher_integrity_check").fetchall()
    return [str(row) for row in found if row != ("ok",)] + [str(row) for row in sealed]


if __name__ == "__main__":
    main()
