"""What the owners of addresses want, by mail and on paper, and what waits for their word."""

from typing import Any

import peewee

from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.record import Record


class Subscription(Record):
    """That a reader wants one kind of optional mail, since when; no row means no."""

    reader = peewee.ForeignKeyField(Reader, column_name="reader_id", index=False)  # The key begins with it.
    kind = peewee.CharField(max_length=32)
    since = peewee.BigIntegerField()

    class Meta:
        """A reader wants a kind once."""

        table_name = "subscription"
        primary_key = peewee.CompositeKey("reader", "kind")

    @classmethod
    def of(cls, reader: str) -> set[str]:
        """Give the kinds that a reader wants."""
        return {row.kind for row in cls.select(cls.kind).where(cls.reader == reader)}

    @classmethod
    def since_of(cls, reader: str) -> dict[str, int]:
        """Give since when a reader wants each kind."""
        return {row.kind: row.since for row in cls.select().where(cls.reader == reader)}

    @classmethod
    def put(cls, reader: str, kind: str, since: int) -> None:
        """Write down that a reader wants a kind, unless it stands already."""
        cls.insert(reader=reader, kind=kind, since=since).on_conflict_ignore().execute()

    @classmethod
    def drop(cls, reader: str, kinds: "set[str] | None" = None) -> int:
        """Delete some kinds of a reader, or all; gives how many there were."""
        own = cls.reader == reader
        rows: int = cls.delete().where(own if kinds is None else own & cls.kind.in_(kinds)).execute()
        return rows

    @classmethod
    def counts(cls) -> dict[str, int]:
        """Count by kind who wants it."""
        rows: Any = cls.select(cls.kind, peewee.fn.COUNT(cls.reader)).group_by(cls.kind).tuples()
        return dict(rows)


class PaperSubscription(Record):
    """That somebody on record wants one kind of optional mail on paper."""

    person = peewee.ForeignKeyField(Person, column_name="person_id")
    kind = peewee.CharField(max_length=32)
    since = peewee.BigIntegerField()

    person_id: str

    class Meta:
        """A person wants a kind once."""

        table_name = "paper_subscription"
        primary_key = peewee.CompositeKey("person", "kind")

    @classmethod
    def of(cls, person: str) -> set[str]:
        """Give the kinds that a person wants on paper."""
        return {row.kind for row in cls.select(cls.kind).where(cls.person == person)}

    @classmethod
    def put(cls, person: str, kind: str, since: int) -> None:
        """Write down that a person wants a kind on paper, unless it stands already."""
        cls.insert(person=person, kind=kind, since=since).on_conflict_ignore().execute()

    @classmethod
    def drop(cls, person: str, kinds: "set[str] | None" = None) -> int:
        """Delete some kinds of a person, or all; gives how many there were."""
        own = cls.person == person
        rows: int = cls.delete().where(own if kinds is None else own & cls.kind.in_(kinds)).execute()
        return rows


class Pending(Record):
    """What a reader asked to be sent and hasn’t confirmed: the digest of the token that went to the address.

    ``kinds`` are parted by spaces; without one, the link opens the page on which to choose. ``wording`` and
    ``statement`` are what was shown with the question.
    """

    token = peewee.BlobField(primary_key=True)
    reader = peewee.ForeignKeyField(Reader, column_name="reader_id")
    kinds = peewee.CharField(max_length=400, default="")
    wording = peewee.CharField(max_length=64, default="")
    statement = peewee.CharField(max_length=16, default="")
    way = peewee.CharField(max_length=16)
    asked_at = peewee.BigIntegerField()
    until = peewee.BigIntegerField(index=True)

    reader_id: str

    class Meta:
        """The name of the table."""

        table_name = "pending_choice"

    @classmethod
    def live(cls, token: bytes, now: int) -> "Pending | None":
        """Give what waits under the digest of a token, if it isn’t too old."""
        found: Pending | None = cls.get_or_none((cls.token == token) & (cls.until > now))
        return found

    @classmethod
    def drop(cls, reader: str) -> None:
        """Delete all that waits for a reader’s word."""
        cls.delete().where(cls.reader == reader).execute()

    @classmethod
    def use(cls, token: bytes) -> bool:
        """Delete what waited under the digest of a token; says whether nobody was quicker."""
        rows: int = cls.delete().where(cls.token == token).execute()
        return rows == 1

    @classmethod
    def end(cls, before: int) -> int:
        """Delete what waited too long; gives how many there were."""
        rows: int = cls.delete().where(cls.until < before).execute()
        return rows
