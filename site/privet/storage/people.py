"""The people on record, the employer groups they belong to, and who looks after each group’s record."""

import json

import peewee

from privet.storage.provenance import Given
from privet.storage.record import BlindField, Record, SealedField


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


class Person(Given):
    """One person on record: a member, or a dependent of one.

    ``id`` is the random subject that stands for the person in events. ``provenance`` is JSON: for each field
    that is filled, a list of the way it came by (one of ``SOURCES``), the day, and the statement version of
    that day. ``version`` grows with each change. ``keep_until`` is the retention clock of somebody who is
    covered no more; ``refused`` names what the person doesn’t want done with the record, the choices of
    ``data/choices.toml`` in their order; ``hold`` says why the record must stay beyond it, such as a lawsuit.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    number = SealedField()
    number_blind = BlindField(of="number", unique=True)
    name = SealedField()
    birth_date = SealedField()
    address = SealedField()
    email = SealedField(null=True)
    email_blind = BlindField(of="email", null=True)
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
    refused = peewee.CharField(max_length=120, default="")
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

    @classmethod
    def dependents_of(cls, holder: str) -> list["Person"]:
        """Give those who are covered through this one, in a steady order."""
        return list(cls.select().where(cls.holder == holder).order_by(cls.id))

    @classmethod
    def by_email(cls, address: str) -> list["Person"]:
        """Give those on whose record this address stands; a family may share one."""
        return list(cls.select().where(cls.email_blind.matches(address)).order_by(cls.id))

    @classmethod
    def refusing(cls, person: str, refused: str) -> None:
        """Write down what a person doesn’t want done."""
        cls.update(refused=refused).where(cls.id == person).execute()

    @classmethod
    def refusals(cls, person: str) -> str | None:
        """Give what a person doesn’t want done, and let nobody else change it until this block is over."""
        rows = cls.update(refused=cls.refused).where(cls.id == person).execute()
        found: str | None = cls.select(cls.refused).where(cls.id == person).scalar() if rows else None
        return found

    def set_one(self, field: str, value: str | None, origin: list[str]) -> bool:
        """Write one sealed field with its provenance, or empty it; false if the row was changed meanwhile."""
        origins = self.origins()
        origins.pop(field, None)
        before, self.version = self.version, self.version + 1
        self.provenance = json.dumps(origins | ({field: origin} if value else {}))
        setattr(self, field, value)
        self.check_provenance()
        person = type(self)
        blinds = [name for name, one in person._meta.fields.items() if getattr(one, "of", "") == field]
        if value is None:
            self.__data__.update(dict.fromkeys(blinds))
        written = {name: self.__data__[name] for name in (field, *blinds, "provenance", "version")}
        rows: int = person.update(written).where(person.id == self.id, person.version == before).execute()
        return rows == 1
