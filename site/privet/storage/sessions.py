"""Sessions of the secure area, which live for hours, and counts of tries, which end by themselves too."""

import peewee

from privet.storage.accounts import Account
from privet.storage.record import Record, first


class Session(Record):
    """A session that lives: the digest of its token, whose it is, and since when; ending it deletes the row.

    ``half`` is true between the password and the second factor. ``proved_at`` is when a factor was shown
    last. ``browser`` is a family such as “Firefox”, so that its owner knows it again. ``data`` is JSON.
    """

    token = peewee.BlobField(primary_key=True)
    account = peewee.ForeignKeyField(Account, column_name="account_id", on_delete="CASCADE")
    half = peewee.BooleanField()
    begun_at = peewee.BigIntegerField()
    seen_at = peewee.BigIntegerField(index=True)
    proved_at = peewee.BigIntegerField()
    browser = peewee.CharField(max_length=32)
    data = peewee.TextField()

    account_id: str

    class Meta:
        """The name of the table."""

        table_name = "session"

    @classmethod
    def of(cls, token: bytes) -> "Session | None":
        """Give the one whose token has this digest; asked at every request."""
        row = first(
            "SELECT account_id, half, begun_at, seen_at, proved_at, browser, data "
            "FROM session WHERE token = ?",
            token,
        )
        names = ("account", "half", "begun_at", "seen_at", "proved_at", "browser", "data")
        return cls(token=token, **dict(zip(names, row, strict=True))) if row else None

    @classmethod
    def of_account(cls, account: str) -> list["Session"]:
        """Give the sessions of an account, the one used last first."""
        return list(cls.select().where(cls.account == account).order_by(cls.seen_at.desc()))

    @classmethod
    def end(cls, token: bytes) -> bool:
        """End one; says whether there was one."""
        rows: int = cls.delete().where(cls.token == token).execute()
        return rows == 1

    @classmethod
    def end_all(cls, account: str, but: bytes = b"") -> int:
        """End the sessions of an account, except that with the token ``but``; gives how many there were."""
        rows: int = cls.delete().where(cls.account == account, cls.token != but).execute()
        return rows

    @classmethod
    def end_older(cls, seen_before: int, begun_before: int) -> int:
        """End those that are idle or over, by times in microseconds; gives how many there were."""
        over = (cls.seen_at < seen_before) | (cls.begun_at < begun_before)
        rows: int = cls.delete().where(over).execute()
        return rows


class Attempts(Record):
    """How many tries failed lately; ``key`` is a keyed digest of what is counted, and tells nothing.

    The count is over at ``ends_at``, in microseconds since 1970; ``NEVER`` stands for one that waits for a
    success.
    """

    NEVER = 1 << 62
    DAY = 86_400_000_000

    key = peewee.BlobField(primary_key=True)
    count = peewee.IntegerField()
    ends_at = peewee.BigIntegerField(index=True)

    class Meta:
        """The name of the table."""

        table_name = "attempts"

    @classmethod
    def once(cls, key: bytes, at: int) -> bool:
        """Note something that may be done once only; says no when it was done before, within a day."""
        return cls.add(key, at, at + cls.DAY) == 1

    @classmethod
    def add(cls, key: bytes, at: int, ends_at: int) -> int:
        """Count one more under ``key``, anew if the count from before is over; gives the count.

        It is one statement, so that two who try at once are both counted.
        """
        over = cls.ends_at <= at
        cls.insert(key=key, count=1, ends_at=ends_at).on_conflict(
            conflict_target=[cls.key],
            update={
                cls.count: peewee.Case(None, [(over, 1)], cls.count + 1),
                cls.ends_at: peewee.Case(None, [(over, ends_at)], cls.ends_at),
            },
        ).execute()
        found: int = cls.select(cls.count).where(cls.key == key).scalar()
        return found

    @classmethod
    def take_back(cls, keys: list[bytes], count: int) -> None:
        """Count so many less under each of ``keys``."""
        cls.update(count=cls.count - count).where(cls.key.in_(keys)).execute()

    @classmethod
    def put(cls, key: bytes, ends_at: int) -> None:
        """Note something until ``ends_at``."""
        cls.insert(key=key, count=1, ends_at=ends_at).on_conflict(
            conflict_target=[cls.key], update={cls.ends_at: ends_at}
        ).execute()

    @classmethod
    def holds(cls, key: bytes, at: int) -> bool:
        """Say whether something is noted under ``key`` and not over."""
        return bool(cls.select().where(cls.key == key, cls.ends_at > at).exists())

    @classmethod
    def drop(cls, keys: list[bytes]) -> None:
        """Forget the counts under ``keys``."""
        cls.delete().where(cls.key.in_(keys)).execute()

    @classmethod
    def drop_over(cls, at: int) -> int:
        """Forget the counts that are over, and those of nothing; gives how many there were."""
        rows: int = cls.delete().where((cls.ends_at <= at) | (cls.count <= 0)).execute()
        return rows

    @classmethod
    def count_of(cls, key: bytes, at: int) -> int:
        """Give the count under ``key``; none if it is over."""
        found: int | None = cls.select(cls.count).where(cls.key == key, cls.ends_at > at).scalar()
        return found or 0
