"""Writing many rows at once, sealed as setting their fields one by one would seal them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import peewee

from privet.storage.cipher import Ring
from privet.storage.record import BlindField, Record, SealedField, current

Writer = Callable[[dict[str, Any], str], Any]


def insert_all(record: type[Record], rows: Iterable[dict[str, Any]]) -> int:
    """Insert many rows as quickly as the database takes them; gives how many there were.

    Each is given by the names of its fields, in plain, and is sealed here as setting the fields would. Making
    the rows must ask the database nothing: they are sent while others are still on their way.
    """
    meta: Any = record._meta
    columns = [field.column_name for field in meta.sorted_fields]
    sql = f"INSERT INTO {_quoted(meta.table_name)} ({', '.join(map(_quoted, columns))}) VALUES ({{}})"  # noqa: S608
    writers = [_writer(record, field) for field in meta.sorted_fields]
    return _each(sql.format(", ".join(_marks(len(columns)))), _written(writers, meta.primary_key.name, rows))


def update_all(record: type[Record], names: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> int:
    """Set the fields called ``names`` of many rows, which hold their primary key too; gives how many."""
    meta: Any = record._meta
    sealed = [field for field in meta.sorted_fields if isinstance(field, BlindField) and field.of in names]
    fields = [*(meta.fields[name] for name in names), *sealed]
    key = meta.primary_key
    *marks, last = _marks(len(fields) + 1)
    sets = ", ".join(f"{_quoted(f.column_name)} = {mark}" for f, mark in zip(fields, marks, strict=True))
    sql = f"UPDATE {_quoted(meta.table_name)} SET {sets} WHERE {_quoted(key.column_name)} = {last}"  # noqa: S608
    return _each(sql, _written([_writer(record, field) for field in [*fields, key]], key.name, rows))


def _writer(record: type[Record], field: peewee.Field) -> Writer:
    """Give what makes the value of a column from a row in plain and its key."""
    name, ring = field.name, current.ring
    if isinstance(field, BlindField):
        of, column = field.of, field.place
        return lambda row, key: None if row.get(of) is None else ring.blind(row[of], column)
    if isinstance(field, SealedField):
        place = f"{record._meta.table_name}.{field.column_name}."
        return lambda row, key: _seal(ring, row.get(name), f"{place}{key}")
    default = field.default if not callable(field.default) else None
    return lambda row, key: row.get(name, default)


def _seal(ring: Ring, value: str | bytes | None, place: str) -> bytes | None:
    if value is None:
        return None
    return ring.seal(value.encode() if isinstance(value, str) else value, place)


def _written(writers: list[Writer], key: str, rows: Iterable[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple([write(row, row[key]) for write in writers])


def _each(sql: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """Run a statement once for each row; the database’s errors are peewee’s, as everywhere."""
    with peewee.__exception_wrapper__:  # type: ignore[attr-defined]
        cursor = current.obj.cursor()  # type: ignore[union-attr]
        cursor.executemany(sql, rows)
        count: int = cursor.rowcount
        return max(count, 0)


def _marks(count: int) -> list[str]:
    return [current.obj.param] * count  # type: ignore[union-attr]


def _quoted(name: str) -> str:
    return f'"{name}"'
