"""The people on record, the employer groups they belong to, and who looks after each group’s record."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import peewee

from privet.storage.bulk import insert_all, update_all
from privet.storage.record import BlindField, Record, SealedField

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


class Group(Record):
    """An employer group, or another body through which people are covered, with its benefits office."""

    id = peewee.CharField(max_length=32, primary_key=True)
    name = peewee.CharField(max_length=200)
    office = peewee.CharField(max_length=200)
    phone = peewee.CharField(max_length=32)
    hours = peewee.CharField(max_length=200, default="")
    ended_on = peewee.DateField(null=True)

    class Meta:
        """``group`` is a word of SQL."""

        table_name = "employer_group"


class Representative(Record):
    """A benefits office’s person, or a named account representative, of one group."""

    id = peewee.CharField(max_length=32, primary_key=True)
    group = peewee.ForeignKeyField(Group, column_name="group_id", backref="representatives")
    name = SealedField()
    phone = peewee.CharField(max_length=32)
    address = SealedField()
    ended_on = peewee.DateField(null=True)

    group_id: str

    class Meta:
        """The name of the table."""

        table_name = "representative"


class Person(Record):
    """One person on record: a member, or a dependent of one.

    ``id`` is the random subject that stands for the person in events. ``provenance`` is JSON: for each field
    that is filled, a list of the way it came by (one of ``SOURCES``), the day, and the statement version of
    that day. ``version`` grows with each change. ``keep_until`` is the retention clock of somebody who is
    covered no more; ``hold`` says why the record must stay beyond it, such as a lawsuit.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    number = SealedField()
    number_blind = BlindField(of="number", unique=True)
    name = SealedField()
    birth_date = SealedField()
    address = SealedField()
    email = SealedField(null=True)
    ssn = SealedField(null=True)
    ssn_last4 = SealedField(null=True)
    confidential_address = SealedField(null=True)
    plan = SealedField(null=True)
    covered_from = peewee.DateField(null=True)
    covered_until = peewee.DateField(null=True)
    status = peewee.CharField(max_length=8)
    keep_until = peewee.DateField(null=True)
    hold = SealedField(null=True)
    group = peewee.ForeignKeyField(Group, column_name="group_id", null=True)
    representative = peewee.ForeignKeyField(Representative, column_name="representative_id", null=True)
    holder = peewee.ForeignKeyField("self", column_name="holder_id", null=True, backref="dependents")
    relation = peewee.CharField(max_length=16, default="")
    language = peewee.CharField(max_length=8, default="")
    provenance = peewee.TextField()
    version = peewee.IntegerField(default=1)

    group_id: str | None
    representative_id: str | None
    holder_id: str | None

    class Meta:
        """The name of the table."""

        table_name = "person"

    @classmethod
    def by_id(cls, person: str) -> "Person | None":
        """Give the one with this id."""
        found: Person | None = cls.get_or_none(cls.id == person)
        return found

    @classmethod
    def by_number(cls, number: str) -> "Person | None":
        """Give the one with this member number."""
        found: Person | None = cls.get_or_none(cls.number_blind.matches(number))
        return found

    def origins(self) -> dict[str, list[str]]:
        """Give the provenance of each field: way, day, statement version."""
        found: dict[str, list[str]] = json.loads(self.provenance or "{}")
        return found

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
    def dependents_of(cls, holder: str) -> list["Person"]:
        """Give those who are covered through this one, in a steady order."""
        return list(cls.select().where(cls.holder == holder).order_by(cls.id))

    def set_one(self, field: str, value: str | None, origin: list[str]) -> bool:
        """Write one sealed field with its provenance, or empty it; false if the row was changed meanwhile."""
        origins = self.origins()
        origins.pop(field, None)
        before, self.version = self.version, self.version + 1
        self.provenance = json.dumps(origins | ({field: origin} if value else {}))
        setattr(self, field, value)
        self.check_provenance()
        written = {name: self.__data__[name] for name in (field, "provenance", "version")}
        person = type(self)
        rows: int = person.update(written).where(person.id == self.id, person.version == before).execute()
        return rows == 1

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
