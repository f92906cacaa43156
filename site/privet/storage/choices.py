"""What people allow and refuse: dated proof of each choice, and choices that wait for their record."""

from typing import Any

import peewee

from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.record import Record, SealedField


class Wording(Record):
    """A text that was shown with a choice, kept once; ``digest`` is its SHA-256 in hexadecimal."""

    digest = peewee.CharField(max_length=64, primary_key=True)
    text = peewee.TextField()

    class Meta:
        """The name of the table."""

        table_name = "choice_wording"

    @classmethod
    def keep(cls, digest: str, text: str) -> None:
        """Keep a text, unless it is kept already."""
        cls.insert(digest=digest, text=text).on_conflict_ignore().execute()

    @classmethod
    def text_of(cls, digest: str) -> str:
        """Give the text with this digest; nothing where none is kept."""
        found: str | None = cls.select(cls.text).where(cls.digest == digest).scalar()
        return found or ""


class ChoiceRequest(Record):
    """Choices that came from outside the account, under the digest of a reference that whoever sent it keeps.

    ``refused`` names the choices. ``said`` is what tells whose information it is, until the office has found
    the record, or found that there is none. ``state`` is waiting (for the office), deferred (nobody looked
    yet), applied or unknown; as long as one waits, it has no ``done_at``.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    reference = peewee.BlobField(unique=True)
    refused = peewee.CharField(max_length=120)
    said = SealedField(null=True)
    state = peewee.CharField(max_length=8)
    way = peewee.CharField(max_length=16)
    person = peewee.ForeignKeyField(Person, column_name="person_id", null=True)
    asked_at = peewee.BigIntegerField()
    done_at = peewee.BigIntegerField(null=True)

    person_id: str | None

    class Meta:
        """The name of the table."""

        table_name = "choice_request"

    @classmethod
    def by_id(cls, request: str) -> "ChoiceRequest | None":
        """Give the one with this id."""
        found: ChoiceRequest | None = cls.get_or_none(cls.id == request)
        return found

    @classmethod
    def by_reference(cls, digest: bytes) -> "ChoiceRequest | None":
        """Give the one whose reference has this digest."""
        found: ChoiceRequest | None = cls.get_or_none(cls.reference == digest)
        return found

    @classmethod
    def waiting(cls) -> "list[ChoiceRequest]":
        """Give those that wait, the oldest first."""
        return list(cls.select().where(cls.done_at.is_null()).order_by(cls.asked_at, cls.id))

    @classmethod
    def how_many_wait(cls) -> int:
        """Count those that wait."""
        count: int = cls.select().where(cls.done_at.is_null()).count()
        return count

    @classmethod
    def waiting_for(cls, person: str) -> "list[ChoiceRequest]":
        """Give those that wait and for which somebody was found, the newest first."""
        mine = (cls.person == person) & cls.done_at.is_null()
        return list(cls.select().where(mine).order_by(cls.asked_at.desc(), cls.id))

    @classmethod
    def deferred(cls, most: int) -> list[str]:
        """Give the ids of those at which nobody looked yet, the oldest first."""
        put_off = cls.done_at.is_null() & (cls.state == "deferred")
        return [row.id for row in cls.select(cls.id).where(put_off).order_by(cls.asked_at).limit(most)]

    @classmethod
    def take_up(cls, request: str) -> "ChoiceRequest | None":
        """Give one at which nobody looked yet, and keep it from everybody else who asks."""
        mine = (cls.id == request) & (cls.state == "deferred")
        return cls.by_id(request) if cls.update(state="waiting").where(mine).execute() else None


class Choice(Record):
    """One act: who chose what, when, by which way, under which wording and version of the statement.

    It is about somebody on record, a reader, a request from outside, or the lasting mark of an address.
    ``topic`` is a choice of ``data/choices.toml``, ``mail`` for all optional mail, or ``mail.<kind>``;
    ``value`` is on, off or paper. ``way`` is one of page, mail-link, one-click, post, phone, desk, signal,
    account, bounce, complaint or import. The newest act counts.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    person = peewee.ForeignKeyField(Person, column_name="person_id", null=True, index=False)
    reader = peewee.ForeignKeyField(Reader, column_name="reader_id", null=True)
    request = peewee.ForeignKeyField(ChoiceRequest, column_name="request_id", null=True, index=False)
    mark = peewee.BlobField(null=True)
    topic = peewee.CharField(max_length=48)
    value = peewee.CharField(max_length=8)
    way = peewee.CharField(max_length=16)
    wording = peewee.CharField(max_length=64, default="")
    statement = peewee.CharField(max_length=16, default="")
    at = peewee.BigIntegerField()

    person_id: str | None
    reader_id: str | None

    class Meta:
        """The name of the table."""

        table_name = "choice"

    @classmethod
    def of_person(cls, person: str) -> "list[Choice]":
        """Give the acts of somebody on record, the newest first."""
        return list(cls.select().where(cls.person == person).order_by(cls.at.desc(), cls.id))

    @classmethod
    def of_request(cls, request: str) -> "Choice | None":
        """Give one act of a request from outside; all of them came the same way."""
        found: Choice | None = cls.get_or_none(cls.request == request)
        return found

    @classmethod
    def of_reader(cls, reader: str) -> "list[Choice]":
        """Give the acts of a reader, the newest first."""
        return list(cls.select().where(cls.reader == reader).order_by(cls.at.desc(), cls.id))

    @classmethod
    def counts(cls) -> dict[str, int]:
        """Count the acts by way."""
        rows: Any = cls.select(cls.way, peewee.fn.COUNT(cls.id)).group_by(cls.way).tuples()
        return dict(rows)

    @classmethod
    def last_of(cls, about: "dict[str, Any]", topics: "list[str]") -> dict[str, str]:
        """Give what was chosen last for each of some topics, by whom or what ``about`` names."""
        same = cls.topic.in_(topics)
        for name, value in about.items():
            same &= getattr(cls, name) == value
        rows = cls.select(cls.topic, cls.value).where(same).order_by(cls.at, cls.id)
        return {row.topic: row.value for row in rows}

    @classmethod
    def leave_reader(cls, reader: str, mark: bytes) -> None:
        """Keep the acts of a reader whose row goes, under the lasting mark of the address."""
        cls.update(reader=None, mark=mark).where(cls.reader == reader).execute()

    @classmethod
    def newest_of(cls, person: str, topic: str) -> "Choice | None":
        """Give the newest act of somebody on record about one topic."""
        mine = (cls.person == person) & (cls.topic == topic)
        found: Choice | None = cls.select().where(mine).order_by(cls.at.desc(), cls.id).first()
        return found

    @classmethod
    def of_address(cls, reader: str, marks: "list[bytes]") -> "list[Choice]":
        """Give the acts of a reader and of what bears one of these marks of the address, the newest first."""
        mine = (cls.reader == reader) | cls.mark.in_(marks)
        return list(cls.select().where(mine).order_by(cls.at.desc(), cls.topic, cls.id))


ChoiceRequest.add_index(ChoiceRequest.index(ChoiceRequest.asked_at).where(ChoiceRequest.done_at.is_null()))
for _field in (Choice.person, Choice.request, Choice.mark):  # Most acts have none; each index costs a page.
    Choice.add_index(Choice.index(_field).where(_field.is_null(False)))
