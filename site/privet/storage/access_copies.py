"""Copies of everything held on one person, while they wait to be downloaded."""

import peewee

from privet.storage.accounts import Account
from privet.storage.people import Person
from privet.storage.record import Record, SealedField


class AccessCopy(Record):
    """Everything held on one person, made on request, as PDF and JSON; gone after download or seven days."""

    id = peewee.CharField(max_length=22, primary_key=True)
    person = peewee.ForeignKeyField(Person, column_name="person_id")
    account = peewee.ForeignKeyField(Account, column_name="account_id")
    made_at = peewee.BigIntegerField()
    until = peewee.BigIntegerField(index=True)
    pdf = SealedField(text=False, null=True)
    json = SealedField(text=False, null=True)

    class Meta:
        """The name of the table."""

        table_name = "access_copy"

    def holds(self, part: str) -> bool:
        """Say whether ``pdf`` or ``json`` is still here, without opening it."""
        return self.__data__.get(part) is not None

    @classmethod
    def of(cls, person: str, account: str, now: int) -> "AccessCopy | None":
        """Give the copy of a person’s record that an account asked for, unless its time is over."""
        found: AccessCopy | None = cls.get_or_none(
            (cls.person == person) & (cls.account == account) & (cls.until > now)
        )
        return found

    @classmethod
    def drop(cls, person: str, account: str) -> None:
        """Delete what an account asked for before."""
        cls.delete().where(cls.person == person, cls.account == account).execute()

    @classmethod
    def drop_part(cls, copy: str, part: str) -> None:
        """Delete one part, and the row with its last one."""
        cls.update({part: None}).where(cls.id == copy).execute()
        cls.delete().where(cls.id == copy, cls.pdf.is_null(), cls.json.is_null()).execute()

    @classmethod
    def drop_older(cls, now: int) -> int:
        """Delete those whose time is over; gives how many there were."""
        rows: int = cls.delete().where(cls.until <= now).execute()
        return rows
