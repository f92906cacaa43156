"""Codes that went out by post, to begin an account or to prove oneself anew."""

from datetime import date

import peewee

from privet.storage.accounts import Account
from privet.storage.people import Person
from privet.storage.record import BlindField, Record, SealedField


class Activation(Record):
    """A code that was sent by post to begin an account, or to prove oneself anew after losing a factor.

    Only the digest of the code is here, sealed, with a blind index to find it by. ``proof`` is what must be
    entered with it: the birth date is taken from the record, others give the user name they were told.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    account = peewee.ForeignKeyField(Account, column_name="account_id", backref="activations")
    kind = peewee.CharField(max_length=8)
    digest = SealedField()
    digest_blind = BlindField(of="digest", unique=True)
    issued_at = peewee.BigIntegerField()
    expires_on = peewee.DateField()
    tries = peewee.IntegerField(default=0)
    used_at = peewee.BigIntegerField(null=True)

    account_id: str

    class Meta:
        """The name of the table."""

        table_name = "activation"

    @classmethod
    def by_id(cls, activation: str) -> "Activation | None":
        """Give the one with this id."""
        found: Activation | None = cls.get_or_none(cls.id == activation)
        return found

    @classmethod
    def of_digest(cls, digest: str) -> "Activation | None":
        """Give the one whose code has this digest."""
        found: Activation | None = cls.get_or_none(cls.digest_blind.matches(digest))
        return found

    @classmethod
    def drop_unused(cls, account: str) -> int:
        """Delete the codes of an account that were never used; gives how many there were."""
        rows: int = cls.delete().where(cls.account == account, cls.used_at.is_null()).execute()
        return rows

    @classmethod
    def count_try(cls, activation: str) -> None:
        """Count one more wrong proof."""
        cls.update(tries=cls.tries + 1).where(cls.id == activation).execute()

    @classmethod
    def use(cls, activation: str, at: int) -> bool:
        """Use a code up; says no if it was used before."""
        unused = cls.used_at.is_null()
        rows: int = cls.update(used_at=at).where(cls.id == activation, unused).execute()
        return rows == 1

    @classmethod
    def people_without(cls, today: date) -> list[str]:
        """Give the ids of those who are covered, have not begun an account, and wait for no letter either."""
        waiting = cls.select(cls.account).where(cls.used_at.is_null(), cls.expires_on >= today)
        begun = Account.begun_at.is_null(False) | Account.disabled_at.is_null(False)
        done = Account.select(Account.person).where(
            Account.person.is_null(False), begun | Account.id.in_(waiting)
        )
        rows = Person.select(Person.id).where(Person.status == "current", Person.id.not_in(done))
        return [row.id for row in rows.order_by(Person.id)]
