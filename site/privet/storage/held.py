"""A row that nobody else may change until the block ends in which it was read."""

from typing import TypeVar

import peewee

from privet.storage.record import Record, current

Row = TypeVar("Row", bound=Record)


def held(kind: type[Row], key: str) -> Row | None:
    """Give the row of ``kind`` with this key, as it is now, and keep it from everybody else meanwhile.

    In the one file there is one writer at a time anyway.
    """
    query = kind.select().where(kind._meta.primary_key == key)
    if isinstance(current.obj, peewee.PostgresqlDatabase):
        query = query.for_update()
    found: Row | None = query.first()
    return found
