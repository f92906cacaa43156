"""New keys: sealing everything with a field key, a few rows at a time, and adding a lasting key.

A rotation that was killed half-way goes on where it was.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec
import peewee

from privet.storage import keys
from privet.storage.keycheck import KeyCheck
from privet.storage.record import BlindField, Record, SealedField, current
from privet.storage.records import RECORDS
from privet.storage.store import KEYS, Store

BATCH = 200


def rotate(
    store: Store,
    today: date,
    tell: Callable[[int], object] = lambda done: None,
    records: tuple[type[Record], ...] = RECORDS,
) -> tuple[bool, int]:
    """Make a new field key unless an earlier rotation waits to be finished, and seal every row with it.

    Older keys stay in the ring, since backups may need them; :func:`forget` removes them. Gives whether a key
    was made and how many rows were sealed; ``tell`` hears how many are done.
    """
    begun = not _unfinished(store, records)
    if begun:
        with store.place.alone():
            keys.write(store.place.keys, keys.with_fresh_key(keys.load(store.place.keys), today))
    with store.writing():
        KeyCheck.note(current.ring)
    done = 0
    for record in records:
        while count := _seal_batch(store, record):
            done += count
            tell(done)
    return begun, done


def add_lasting(store: Store, today: date) -> None:
    """Put a fresh lasting key in front; the older ones stay, since by them alone we know what they marked."""
    with store.place.alone():
        with store.writing():
            _wait_for_writers(store)
            keys.write(store.place.keys, keys.with_lasting_key(keys.load(store.place.keys), today))
        with store.writing():  # With the new ring.
            KeyCheck.note(current.ring)


def forget(store: Store, records: tuple[type[Record], ...] = RECORDS) -> int:
    """Remove the keys that nothing here is sealed with; backups from their time can’t be read any more.

    :raises RuntimeError: while a rotation isn't finished.
    """
    with store.place.alone():
        with store.writing():
            _wait_for_writers(store)
            if _unfinished(store, records):
                raise RuntimeError("a rotation is unfinished; run privet keys rotate first")
            found = keys.load(store.place.keys)
            for key in found.field[1:]:
                KeyCheck.drop(key.id.hex())
        # Last, so that a crash before it leaves a key too many, never one too few.
        keys.write(store.place.keys, msgspec.structs.replace(found, field=found.field[:1]))
        return len(found.field) - 1


def _wait_for_writers(store: Store) -> None:
    """Wait for whoever still writes with the keys from before; in the file, a block that writes is alone."""
    if not store.is_sqlite:
        store.database.execute_sql(f"SELECT pg_advisory_xact_lock({KEYS})")


def _unfinished(store: Store, records: tuple[type[Record], ...]) -> bool:
    with store.reading():
        return any(_stale(record).exists() for record in records if _sealed(record))


def _seal_batch(store: Store, record: type[Record]) -> int:
    """Seal some rows that are sealed with an older key; gives how many there were."""
    if not _sealed(record):
        return 0
    with store.writing():
        stale = _stale(record).limit(BATCH)
        # Nobody may change or erase a row between our look at it and our writing it.
        rows = list(stale if store.is_sqlite else stale.for_update())
        for row in rows:
            for field in _sealed(record):
                setattr(row, field.name, getattr(row, field.name))
            row.save(only=[*_sealed(record), *_blind(record)])
        return len(rows)


def _stale(record: type[Record]) -> Any:
    """Find rows of which some field is sealed with another key than the one in use."""
    prefix = current.ring.prefix
    old = (peewee.fn.SUBSTR(field, 1, len(prefix)) != prefix for field in _sealed(record))
    first, *more = [(field.is_null(False)) & test for field, test in zip(_sealed(record), old, strict=True)]
    for test in more:
        first |= test
    return record.select().where(first).order_by(record._meta.primary_key)


def _sealed(record: type[Record]) -> list[SealedField]:
    return list(_fields(record, SealedField))


def _blind(record: type[Record]) -> list[BlindField]:
    return list(_fields(record, BlindField))


def _fields(record: type[Record], kind: type[Any]) -> Iterator[Any]:
    return (field for field in record._meta.sorted_fields if isinstance(field, kind))
