"""Addresses to which optional mail may go, and the lasting marks by which they are held against others."""

from typing import Any

import peewee

from privet.storage.ids import new_id
from privet.storage.people import Person
from privet.storage.record import BlindField, Record, SealedField
from privet.storage.suppressions import Suppression


class Reader(Record):
    """One address that was given to us for mail; nothing optional goes there before it is confirmed.

    ``way`` says how it came (web, account, post, phone, desk, import). A row that waits to be confirmed ends
    at ``until``, and so does one whose owner took the address away. ``bounces`` counts mails that came back
    for a while. One whose owner has another row now goes on in ``gone_to``; instead of its address stands its
    id, so that links in older mails work and the address isn’t kept. Times are microseconds since 1970.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    address = SealedField()
    address_blind = BlindField(of="address", unique=True)
    person = peewee.ForeignKeyField(Person, column_name="person_id", null=True)
    language = peewee.CharField(max_length=8, default="")
    way = peewee.CharField(max_length=16)
    asked_at = peewee.BigIntegerField()
    confirmed_at = peewee.BigIntegerField(null=True)
    until = peewee.BigIntegerField(null=True, index=True)
    bounces = peewee.IntegerField(default=0)
    gone_to = peewee.ForeignKeyField("self", column_name="gone_to", null=True, on_delete="SET NULL")

    person_id: str | None
    gone_to_id: str | None

    class Meta:
        """The name of the table."""

        table_name = "reader"

    @classmethod
    def by_id(cls, reader: str) -> "Reader | None":
        """Give the one with this id."""
        found: Reader | None = cls.get_or_none(cls.id == reader)
        return found

    @classmethod
    def by_address(cls, address: str) -> "Reader | None":
        """Give the one with this address."""
        found: Reader | None = cls.get_or_none(cls.address_blind.matches(address))
        return found

    @classmethod
    def of_person(cls, person: str) -> "list[Reader]":
        """Give those that belong to somebody on record."""
        return list(cls.select().where((cls.person == person) & cls.gone_to.is_null()).order_by(cls.id))

    @classmethod
    def unconfirmed(cls, before: int) -> list[str]:
        """Give the ids of those that nobody confirmed in time, for the first time or anew."""
        over = cls.until.is_null(False) & (cls.until < before)
        return [row.id for row in cls.select(cls.id).where(over)]

    @classmethod
    def begin(cls, address: str, **facts: Any) -> "Reader":
        """Write down a new address; gives the one that is there already if somebody was quicker."""
        row = cls(id=new_id(), **facts)
        row.address = address
        cls.insert(**row.__data__).on_conflict_ignore().execute()
        found = cls.by_address(address)
        assert found is not None
        return found

    @classmethod
    def move(cls, reader: str, address: str) -> None:
        """Give a reader another address; its marks are put anew by whoever calls this."""
        row = cls.get_by_id(reader)
        row.address, row.bounces = address, 0
        row.save(only=[cls.address, cls.address_blind, cls.bounces])

    @classmethod
    def confirm(cls, reader: str, person: str | None, at: int) -> None:
        """Note that an address was proved, and to whom on record it belongs, if to anybody."""
        row = cls.get_by_id(reader)
        row.confirmed_at, row.until, row.bounces = row.confirmed_at or at, None, 0
        row.person_id = person or row.person_id
        row.save(only=[cls.confirmed_at, cls.until, cls.bounces, cls.person])

    @classmethod
    def belong(cls, reader: str, person: str) -> None:
        """Note to whom on record a reader belongs, so that the row goes with that record."""
        cls.update(person=person).where(cls.id == reader, cls.person.is_null()).execute()

    @classmethod
    def keep_until(cls, reader: str, until: int) -> None:
        """Let an address that isn’t confirmed, or was taken away, wait longer."""
        waits = cls.until.is_null(False) & (cls.until < until)
        cls.update(until=until).where(cls.id == reader, waits).execute()

    @classmethod
    def came_back(cls, reader: str) -> int:
        """Count a mail that came back for a while; gives how many did in a row."""
        cls.update(bounces=cls.bounces + 1).where(cls.id == reader).execute()
        found: int | None = cls.select(cls.bounces).where(cls.id == reader).scalar()
        return found or 0

    @classmethod
    def after(cls, reader: str, most: int) -> "list[Reader]":
        """Give some readers in the order of their ids, those behind ``reader``."""
        return list(cls.select().where(cls.id > reader).order_by(cls.id).limit(most))

    @classmethod
    def counts(cls) -> tuple[int, int]:
        """Count the addresses that are confirmed, and those that wait or were taken away."""
        here, known = cls.gone_to.is_null(), cls.until.is_null()
        return cls.select().where(here & known).count(), cls.select().where(here & ~known).count()

    @classmethod
    def followed(cls, reader: str) -> "Reader | None":
        """Give the one in which a reader goes on, or itself; nothing where there is none any more."""
        row, seen = cls.by_id(reader), {reader}
        while row is not None and row.gone_to_id and row.gone_to_id not in seen:
            seen.add(row.gone_to_id)
            row = cls.by_id(row.gone_to_id)
        return None if row is None or row.is_gone else row

    @classmethod
    def leave(cls, reader: str, to: str) -> None:
        """Let a reader go on in another one; its own address isn’t kept."""
        row = cls.get_by_id(reader)
        row.address, row.gone_to, row.until = row.id, to, None
        row.save(only=[cls.address, cls.address_blind, cls.gone_to, cls.until])

    @classmethod
    def retire(cls, reader: str, until: int) -> None:
        """Let a reader whose owner took the address away end at a time, unless it is confirmed anew."""
        cls.update(until=until).where(cls.id == reader).execute()

    @property
    def is_gone(self) -> bool:
        """Say whether this is a row without an address, kept for the links in older mails."""
        return bool(self.address == self.id)


class ReaderMark(Record):
    """The lasting mark of a reader’s address, one under each lasting key, to be held against suppressions."""

    mark = peewee.BlobField(primary_key=True)
    reader = peewee.ForeignKeyField(Reader, column_name="reader_id")

    reader_id: str

    class Meta:
        """The name of the table."""

        table_name = "reader_mark"

    @classmethod
    def count(cls) -> int:
        """Count the marks."""
        found: int = cls.select().count()
        return found

    @classmethod
    def drop(cls, reader: str) -> None:
        """Delete the marks of a reader."""
        cls.delete().where(cls.reader == reader).execute()

    @classmethod
    def put(cls, reader: str, address: str) -> None:
        """Write the marks of a normalised address under every lasting key, in place of those from before."""
        cls.delete().where(cls.reader == reader).execute()
        cls.insert_many([{"mark": mark, "reader": reader} for mark in Suppression.marks(address)]).execute()
