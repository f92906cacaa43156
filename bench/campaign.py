"""Filtering a campaign of a million readers against ten million suppressions, against the bare SQL join.

The join is what one writes by hand on the same tables, and so is the INSERT … SELECT that queues the mails.
"""

import os
import resource
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from _common import workplace

from privet.domain import campaigns, mail_ids
from privet.domain.campaign_texts import Wording
from privet.storage import audience
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store

READERS, SUPPRESSED, SHARE = 1_000_000, 10_000_000, 200  # Of so many suppressions one is of a reader.
KIND, LIMIT = "informational", 3.0
TEXTS = {"en": Wording("News", "The office is closed on Friday.")}
JOIN = """
FROM subscription s JOIN reader r ON r.id = s.reader_id
JOIN reader_mark m ON m.reader_id = r.id LEFT JOIN suppression x ON x.mark = m.mark
WHERE s.kind = 'informational' AND r.confirmed_at IS NOT NULL AND x.mark IS NULL
"""
INSERT = f"""
INSERT INTO campaign_mail (id, campaign_id, reader_id, state, reason, next_at, tries)
SELECT lower(hex(randomblob(13))), ?, r.id, 'waiting', '', 1, 0 {JOIN}
"""
AT_ONCE = 50_000


def main() -> None:
    """Fill a store, ask both ways, and say what share of time the site’s own way takes."""
    readers, suppressed = (int(word) for word in sys.argv[1:3] or (READERS, SUPPRESSED))
    with workplace() as folder:
        store = open_store(Place(folder, folder / "keys", ""), date(2026, 11, 23))
        marks = _suppress(store, suppressed)
        _read(store, readers, marks)
        _report(store, folder, readers, suppressed)
        store.close()


def _report(store: Store, folder: Path, readers: int, suppressed: int) -> None:
    bare, found = _timed(lambda: _ask(store, f"SELECT count(*) {JOIN}"))
    own, same = _timed(lambda: _counted(store))
    if found != same:
        sys.exit(f"The join finds {found} readers, and the site {same}.")
    print(f"{readers} readers, {suppressed} suppressions, {found} mails")
    print(f"filtering: {own / bare:.2f} of the bare join’s time, at most {LIMIT} wanted")
    print(f"  join {bare:.1f} s, site {own:.1f} s")
    bare, own = _queued_bare(store), _queued(store, found)
    print(f"queueing: {own / bare:.2f} of the bare INSERT … SELECT’s time")
    print(f"  bare {bare:.1f} s, site {own:.1f} s, {found / own:.0f} mails a second")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 2**20
    print(f"  {size} MB on disk, at most {peak} MB in memory")


def _timed(deed: Callable[[], int]) -> tuple[float, int]:
    """Give the seconds of the quicker of two runs, and what they found."""
    times = []
    for _ in range(2):
        begun = time.perf_counter()
        found = deed()
        times.append(time.perf_counter() - begun)
    return min(times), found


def _ask(store: Store, sql: str) -> int:
    with store.reading():
        return int(store.database.execute_sql(sql).fetchone()[0])


def _counted(store: Store) -> int:
    with store.reading():
        return audience.count(KIND)


class _Undone(Exception):
    """What was written is to be undone, so that the next begins with the same tables."""


def _queued_bare(store: Store) -> float:
    name = campaigns.draft(store, KIND, TEXTS, datetime.now(UTC))
    begun = ended = time.perf_counter()
    with suppress(_Undone), store.writing():
        store.database.execute_sql(INSERT, (name,))
        ended = time.perf_counter()
        raise _Undone
    return ended - begun


def _queued(store: Store, expected: int) -> float:
    name = campaigns.draft(store, KIND, TEXTS, datetime.now(UTC))
    begun = ended = time.perf_counter()
    with suppress(_Undone), store.writing():
        count = audience.queue(name, KIND, 1, mail_ids.new)
        ended = time.perf_counter()
        raise _Undone
    if count != expected:
        sys.exit(f"{count} mails were queued, not {expected}.")
    return ended - begun


def _suppress(store: Store, count: int) -> list[bytes]:
    """Suppress so many addresses nobody knows; gives the marks of those that readers will have."""
    chosen: list[bytes] = []

    def marks() -> Iterator[tuple[bytes, int]]:
        for first in range(256):  # In their order, some at a time.
            several = sorted(os.urandom(15) for _ in range(count // 256))
            chosen.extend(bytes([first]) + each for each in several[::SHARE])
            yield from ((bytes([first]) + each, 1) for each in several)

    _insert(store, "INSERT OR IGNORE INTO suppression (mark, why) VALUES (?, ?)", marks())
    return chosen


def _read(store: Store, count: int, marks: list[bytes]) -> None:
    """Make so many readers, some with these marks."""
    now = int(time.time() * 1_000_000)
    names = sorted(secrets.token_urlsafe(16) for _ in range(count))
    sealed = os.urandom(64)
    rows = ((name, sealed, os.urandom(16), "en", "web", now, now, 0) for name in names)
    columns = "id, address, address_blind, language, way, asked_at, confirmed_at, bounces"
    _insert(store, f"INSERT INTO reader ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608
    pairs = ((name, KIND, now) for name in names)
    _insert(store, "INSERT INTO subscription (reader_id, kind, since) VALUES (?, ?, ?)", pairs)
    own = marks[:count] + [os.urandom(16) for _ in range(count - len(marks))]
    spread = list(names)
    secrets.SystemRandom().shuffle(spread)
    marked = sorted(zip(own, spread, strict=True))
    _insert(store, "INSERT INTO reader_mark (mark, reader_id) VALUES (?, ?)", iter(marked))


def _insert(store: Store, sql: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """Write rows, some thousands in each transaction, so that the log stays short."""
    while several := list(islice(rows, AT_ONCE)):
        with store.writing():
            store.database.cursor().executemany(sql, several)


if __name__ == "__main__":
    main()
