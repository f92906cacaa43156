"""The register of vendors and affiliates, and which statement version each of them has confirmed."""

from datetime import date
from typing import Any

import peewee

from privet.storage.record import Record, SealedField, current


class Vendor(Record):
    """Somebody who handles something for the organisation; lists and texts by language are JSON.

    ``contact`` is whom to call after a breach: it may name a person, so it is sealed and never public.
    """

    id = peewee.CharField(max_length=64, primary_key=True)
    name = peewee.CharField(max_length=200)
    kind = peewee.CharField(max_length=16)
    function = peewee.CharField(max_length=32)
    data = peewee.TextField()
    purpose = peewee.TextField()
    contract = peewee.CharField(max_length=32)
    region = peewee.CharField(max_length=8)
    sub_vendors = peewee.TextField()
    contract_from = peewee.DateField()
    contract_until = peewee.DateField(null=True)
    contact = SealedField(null=True)
    added_on = peewee.DateField()
    ended_on = peewee.DateField(null=True)

    class Meta:
        """The name of the table."""

        table_name = "vendor"

    @classmethod
    def by_id(cls, name: str) -> "Vendor | None":
        """Give the one called ``name``."""
        found: Vendor | None = cls.get_or_none(cls.id == name)
        return found

    @classmethod
    def held(cls, name: str) -> "Vendor | None":
        """Give the one called ``name``, and let nobody else change it until this block ends."""
        query = cls.select().where(cls.id == name)
        if isinstance(current.obj, peewee.PostgresqlDatabase):
            query = query.for_update()
        found: Vendor | None = query.first()
        return found

    @classmethod
    def in_order(cls) -> list["Vendor"]:
        """Give all of them, ended ones too, by name."""
        return list(cls.select().order_by(peewee.fn.LOWER(cls.name), cls.id))

    @classmethod
    def end(cls, name: str, day: date) -> None:
        """Note that the work of ``name`` ended on ``day``."""
        cls.update(ended_on=day).where(cls.id == name).execute()


class Attestation(Record):
    """That a vendor confirmed to follow one version of the statement."""

    vendor = peewee.ForeignKeyField(Vendor, column_name="vendor_id")
    statement_version = peewee.CharField(max_length=20)
    attested_on = peewee.DateField()
    note = peewee.TextField()

    class Meta:
        """One row for each vendor and version."""

        table_name = "attestation"
        primary_key = peewee.CompositeKey("vendor", "statement_version")

    @classmethod
    def all(cls) -> list[tuple[str, str, date]]:
        """Give the vendor’s id, the version and the day of each, the oldest first."""
        query = cls.select(cls.vendor, cls.statement_version, cls.attested_on).order_by(cls.attested_on)
        rows: Any = query.tuples()
        return list(rows)

    @classmethod
    def on(cls, vendor: str, version: str) -> date | None:
        """Give the day on which ``vendor`` confirmed ``version``."""
        row = cls.get_or_none((cls.vendor == vendor) & (cls.statement_version == version))
        day: date | None = row.attested_on if row else None
        return day
