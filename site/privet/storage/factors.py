"""Second factors: passkeys, secrets of apps, and printed recovery codes."""

import peewee

from privet.storage.accounts import Account
from privet.storage.record import Record, SealedField


class Factor(Record):
    """A second factor: a passkey (``secret`` is its public key as COSE), or a TOTP secret.

    ``credential`` is a passkey’s id. ``counter`` is a passkey’s count of signatures, or the last TOTP step
    that was used.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    account = peewee.ForeignKeyField(Account, column_name="account_id", backref="factors")
    kind = peewee.CharField(max_length=8)
    name = SealedField()
    secret = SealedField(text=False)
    credential = peewee.BlobField(null=True, unique=True)
    counter = peewee.BigIntegerField(default=0)
    added_at = peewee.BigIntegerField()
    used_at = peewee.BigIntegerField(null=True)

    account_id: str

    class Meta:
        """The name of the table."""

        table_name = "factor"

    @classmethod
    def of_account(cls, account: str, kind: str = "") -> list["Factor"]:
        """Give the factors of an account, or those of one kind, the oldest first."""
        found = cls.select().where(cls.account == account).order_by(cls.added_at, cls.id)
        return list(found.where(cls.kind == kind) if kind else found)

    @classmethod
    def by_credential(cls, credential: bytes) -> "Factor | None":
        """Give the passkey with this id."""
        found: Factor | None = cls.get_or_none(cls.credential == credential)
        return found

    @classmethod
    def advance(cls, factor: str, counter: int, at: int) -> bool:
        """Note a use; says no, and notes nothing, unless ``counter`` is above the one before.

        A passkey that doesn’t count says 0 each time.
        """
        above = cls.counter < counter if counter else cls.counter == 0
        rows: int = cls.update(counter=counter, used_at=at).where(cls.id == factor, above).execute()
        return rows == 1

    @classmethod
    def remove(cls, account: str, factor: str) -> bool:
        """Delete a factor of this account; says whether there was one."""
        rows: int = cls.delete().where(cls.id == factor, cls.account == account).execute()
        return rows == 1

    @classmethod
    def drop_all(cls, account: str) -> int:
        """Delete the factors of an account; gives how many there were."""
        rows: int = cls.delete().where(cls.account == account).execute()
        return rows


class RecoveryCode(Record):
    """The salted digest of one printed recovery code, sealed; it is gone once it was used."""

    id = peewee.CharField(max_length=22, primary_key=True)
    account = peewee.ForeignKeyField(Account, column_name="account_id", backref="recovery_codes")
    digest = SealedField(text=False)

    class Meta:
        """The name of the table."""

        table_name = "recovery_code"

    @classmethod
    def of_account(cls, account: str) -> list["RecoveryCode"]:
        """Give the codes of an account that weren’t used."""
        return list(cls.select().where(cls.account == account))

    @classmethod
    def spend(cls, code: str) -> bool:
        """Delete a code that is being used; says no if somebody else just did."""
        rows: int = cls.delete().where(cls.id == code).execute()
        return rows == 1

    @classmethod
    def drop_all(cls, account: str) -> int:
        """Delete the codes of an account; gives how many there were."""
        rows: int = cls.delete().where(cls.account == account).execute()
        return rows
