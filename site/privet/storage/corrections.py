"""Corrections of the record: what was asked, what became of it, and who must hear of it."""

from datetime import date

import peewee

from privet.storage.people import Person
from privet.storage.record import Record, SealedField

OPEN = "open"


class Correction(Record):
    """One field of one person’s record to be corrected or removed.

    ``base`` is the version of the record that the person saw. ``desk`` is true when the office has it, false
    when the representative does. ``state`` is open, approved, refused or withdrawn.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    person = peewee.ForeignKeyField(Person, column_name="person_id", backref="corrections")
    field = peewee.CharField(max_length=32)
    old = SealedField(null=True)
    new = SealedField(null=True)
    reason = SealedField()
    enclosure = peewee.BooleanField(default=False)
    base = peewee.IntegerField()
    asked_by = peewee.CharField(max_length=64)
    asked_at = peewee.BigIntegerField()
    due_on = peewee.DateField()
    desk = peewee.BooleanField()
    state = peewee.CharField(max_length=12, index=True)
    refusal = peewee.CharField(max_length=32, default="")
    note = SealedField(null=True)
    decided_by = peewee.CharField(max_length=64, default="")
    decided_at = peewee.BigIntegerField(null=True)

    class Meta:
        """The name of the table."""

        table_name = "correction"

    person_id: str

    @classmethod
    def by_id(cls, correction: str) -> "Correction | None":
        """Give the one with this id."""
        found: Correction | None = cls.get_or_none(cls.id == correction)
        return found

    @classmethod
    def open_of(cls, person: str, field: str) -> list["Correction"]:
        """Give those of this field that nobody has decided yet."""
        query = cls.select().where(cls.person == person, cls.field == field, cls.state == OPEN)
        return list(query.order_by(cls.asked_at, cls.id))

    @classmethod
    def of_person(cls, person: str) -> list["Correction"]:
        """Give all of one person, the newest first."""
        return list(cls.select().where(cls.person == person).order_by(cls.asked_at.desc(), cls.id))


class Disagreement(Record):
    """A statement of disagreement with a refusal; it stays with the record and travels with disclosures."""

    id = peewee.CharField(max_length=22, primary_key=True)
    correction = peewee.ForeignKeyField(Correction, column_name="correction_id", unique=True)
    person = peewee.ForeignKeyField(Person, column_name="person_id", backref="disagreements")
    text = SealedField()
    filed_at = peewee.BigIntegerField()

    class Meta:
        """The name of the table."""

        table_name = "disagreement"

    correction_id: str

    @classmethod
    def of_correction(cls, correction: str) -> "Disagreement | None":
        """Give the one that was filed after this refusal."""
        found: Disagreement | None = cls.get_or_none(cls.correction == correction)
        return found

    @classmethod
    def of_person(cls, person: str) -> list["Disagreement"]:
        """Give all of one person with what they disagree about, the oldest first."""
        query = cls.select(cls, Correction).join(Correction).where(cls.person == person)
        return list(query.order_by(cls.filed_at, cls.id))


class Disclosure(Record):
    """That something of a person went to somebody outside; ``fields`` are those of the record that went."""

    id = peewee.CharField(max_length=22, primary_key=True)
    person = peewee.ForeignKeyField(Person, column_name="person_id", backref="disclosures")
    on = peewee.DateField()
    recipient = SealedField()
    fields = peewee.TextField()
    purpose = SealedField()
    basis = peewee.CharField(max_length=64)
    noted_by = peewee.CharField(max_length=64)

    class Meta:
        """The name of the table."""

        table_name = "disclosure"

    person_id: str

    @classmethod
    def of_person(cls, person: str) -> list["Disclosure"]:
        """Give all of one person, the oldest first."""
        return list(cls.select().where(cls.person == person).order_by(cls.on, cls.id))


class Notice(Record):
    """That a recipient who has an old value, or lacks a statement of disagreement, must be told."""

    id = peewee.CharField(max_length=22, primary_key=True)
    person = peewee.ForeignKeyField(Person, column_name="person_id")
    correction = peewee.ForeignKeyField(Correction, column_name="correction_id")
    disclosure = peewee.ForeignKeyField(Disclosure, column_name="disclosure_id")
    due_on = peewee.DateField()
    done_on = peewee.DateField(null=True)
    done_by = peewee.CharField(max_length=64, default="")

    class Meta:
        """The name of the table."""

        table_name = "notice"

    person_id: str
    correction_id: str
    disclosure_id: str

    @classmethod
    def waiting(cls) -> list["Notice"]:
        """Give those whose recipient was not told yet, the first due first."""
        return list(cls.select().where(cls.done_on.is_null()).order_by(cls.due_on, cls.id))

    @classmethod
    def begin(cls, notice: str, correction: Correction, disclosure: str, due: date) -> None:
        """Note that whoever got ``disclosure`` must hear of ``correction``."""
        cls.create(
            id=notice,
            person=correction.person_id,
            correction=correction.id,
            disclosure=disclosure,
            due_on=due,
        )
