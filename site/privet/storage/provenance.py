"""Rows of which each value says by which way it came to us; without that, none is written (P10)."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from privet.storage.bulk import insert_all, update_all
from privet.storage.record import Record

# By which way something came to us. There is no other: nothing is bought, looked up or worked out (P10).
SOURCES = frozenset({"web", "post", "phone", "representative", "employer"})
GIVEN = (
    "number",
    "name",
    "birth_date",
    "address",
    "email",
    "ssn",
    "ssn_last4",
    "confidential_address",
    "plan",
    "covered_from",
    "covered_until",
    "group",
    "holder",
    "relation",
)


class NoProvenance(ValueError):
    """A field of a record is filled, and nothing says by which way its value came."""


class Given(Record):
    """A record whose values somebody gave us; ``provenance`` says of each by which way it came."""

    def check_provenance(self) -> None:
        """Refuse a row with a value of which nothing says how it came.

        :raises NoProvenance: with the name of the field.
        """
        _check(self.__data__)

    def save(self, *args: Any, **options: Any) -> int:
        """Write the row, if each of its values has a provenance."""
        self.check_provenance()
        rows: int = super().save(*args, **options)
        return rows

    @classmethod
    def insert(cls, values: Any = None, **more: Any) -> Any:
        """Insert a row, if each of its values has a provenance."""
        cls._check_rows([{**(values or {}), **more}])
        return super().insert(values, **more)

    @classmethod
    def insert_many(cls, rows: Iterable[Any], fields: Any = None) -> Any:
        """Insert rows, if each of their values has a provenance."""
        rows = list(rows)
        cls._check_rows(dict(zip(fields, row, strict=True)) if fields else row for row in rows)
        return super().insert_many(rows, fields)

    @classmethod
    def insert_from(cls, query: Any, fields: Any) -> Any:
        """Refuse rows that nobody looked at on their way.

        :raises NoProvenance: always.
        """
        raise NoProvenance("rows from a query: say of each by which way it came")

    @classmethod
    def add_all(cls, rows: Iterable[dict[str, Any]]) -> int:
        """Insert many rows in plain, sealed on their way, if each value has a provenance; gives how many.

        :raises NoProvenance: with the name of the field.
        """
        return insert_all(cls, cls._checked(rows))

    @classmethod
    def change_all(cls, names: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> int:
        """Change the fields called ``names`` of many rows, sealed on their way; gives how many there were.

        :raises NoProvenance: when a value comes without its provenance beside it.
        """
        return update_all(cls, names, cls._checked(rows))

    @classmethod
    def _checked(cls, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for row in rows:
            _check(row)
            yield row

    @classmethod
    def _check_rows(cls, rows: Iterable[dict[Any, Any]]) -> None:
        for row in rows:
            _check({cls._meta.combined[getattr(key, "name", key)].name: value for key, value in row.items()})


def _check(values: dict[str, Any]) -> None:
    """Refuse values of which nothing says how they came."""
    origins = json.loads(values.get("provenance") or "{}")
    for field in GIVEN:
        filled = values.get(field) not in {None, ""}
        if filled and (field not in origins or origins[field][0] not in SOURCES):
            raise NoProvenance(f"{field}: say by which way it came")
