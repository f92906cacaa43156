"""Messages between people on record, their representatives and the office, and mails that wait to be sent."""

import peewee

from privet.storage.accounts import Account
from privet.storage.people import Group, Person
from privet.storage.readers import Reader
from privet.storage.record import Record, SealedField


class Conversation(Record):
    """What one person, and the office or the person’s representative (``other``), write to each other.

    ``group`` is the employer group whose representatives it was begun with; there is none with the office.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    person = peewee.ForeignKeyField(Person, column_name="person_id", backref="conversations")
    other = peewee.CharField(max_length=16)
    group = peewee.ForeignKeyField(Group, column_name="group_id", null=True)
    subject = SealedField()
    begun_at = peewee.BigIntegerField()
    newest_at = peewee.BigIntegerField(index=True)

    person_id: str
    group_id: str | None

    class Meta:
        """The name of the table."""

        table_name = "conversation"

    @classmethod
    def by_id(cls, conversation: str) -> "Conversation | None":
        """Give the one with this id."""
        found: Conversation | None = cls.get_or_none(cls.id == conversation)
        return found

    @classmethod
    def of_person(cls, person: str, first: int, most: int) -> list["Conversation"]:
        """Give the conversations of a person, the one with the newest message first."""
        return list(cls._in_order().where(cls.person == person).offset(first).limit(most))

    @classmethod
    def of_group(cls, group: str, first: int, most: int) -> list["Conversation"]:
        """Give those that members of a group began with its representatives, and are in it still."""
        theirs = (cls.group == group) & (Person.group == group) & Person.holder.is_null()
        return list(cls._in_order().join(Person).where(theirs).offset(first).limit(most))

    @classmethod
    def of_office(cls, first: int, most: int) -> list["Conversation"]:
        """Give those with the office."""
        return list(cls._in_order().where(cls.other == "office").offset(first).limit(most))

    @classmethod
    def _in_order(cls) -> "peewee.ModelSelect[Conversation]":
        return cls.select().order_by(cls.newest_at.desc(), cls.id)


class Message(Record):
    """One message; ``author`` is written as the actor of an event is."""

    id = peewee.CharField(max_length=22, primary_key=True)
    conversation = peewee.ForeignKeyField(Conversation, column_name="conversation_id", backref="messages")
    author = peewee.CharField(max_length=64)
    text = SealedField()
    sent_at = peewee.BigIntegerField()
    read_at = peewee.BigIntegerField(null=True)

    conversation_id: str

    class Meta:
        """The name of the table."""

        table_name = "message"

    @classmethod
    def of(cls, conversation: str) -> list["Message"]:
        """Give the messages of a conversation, oldest first."""
        return list(cls.select().where(cls.conversation == conversation).order_by(cls.sent_at, cls.id))

    @classmethod
    def unread(cls, conversations: list[str]) -> list[tuple[str, str]]:
        """Give the conversation and the author of each message that the other side hasn’t read."""
        rows = cls.select(cls.conversation, cls.author).where(
            cls.conversation.in_(conversations), cls.read_at.is_null()
        )
        return [(row.conversation_id, row.author) for row in rows]

    @classmethod
    def mark_read(cls, messages: list[str], at: int) -> None:
        """Note when these were read."""
        cls.update(read_at=at).where(cls.id.in_(messages)).execute()

    @classmethod
    def sent_since(cls, author: str, since: int) -> tuple[int, int]:
        """Give how many messages somebody sent, and how many bytes of files with them."""
        own = (cls.author == author) & (cls.sent_at >= since)
        sizes = Attachment.select(peewee.fn.SUM(Attachment.size)).join(cls).where(own).scalar()
        return cls.select().where(own).count(), int(sizes or 0)


class Attachment(Record):
    """A file that came with a message: PDF, PNG or JPEG by what it holds; ``size`` in bytes."""

    id = peewee.CharField(max_length=22, primary_key=True)
    message = peewee.ForeignKeyField(Message, column_name="message_id", backref="attachments")
    name = SealedField()
    kind = peewee.CharField(max_length=16)
    size = peewee.IntegerField()
    content = SealedField(text=False)

    message_id: str

    class Meta:
        """The name of the table."""

        table_name = "attachment"

    @classmethod
    def by_id(cls, attachment: str) -> "Attachment | None":
        """Give the one with this id."""
        found: Attachment | None = cls.get_or_none(cls.id == attachment)
        return found

    @classmethod
    def listed(cls, messages: list[str]) -> list["Attachment"]:
        """Give those of some messages without what they hold."""
        light = (cls.id, cls.message, cls.name, cls.kind, cls.size)
        return list(cls.select(*light).where(cls.message.in_(messages)).order_by(cls.id))


class Mail(Record):
    """A mail that waits to be sent: which template, to whom (sealed), and the one token that it may hold.

    It hangs on the account or the reader that it is for, so that none goes to somebody who was erased.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    account = peewee.ForeignKeyField(Account, column_name="account_id", null=True)
    reader = peewee.ForeignKeyField(Reader, column_name="reader_id", null=True)
    template = peewee.CharField(max_length=32)
    recipient = SealedField()
    token = SealedField(null=True)
    language = peewee.CharField(max_length=8)
    queued_at = peewee.BigIntegerField()
    next_at = peewee.BigIntegerField(index=True)
    tries = peewee.IntegerField(default=0)

    account_id: str | None
    reader_id: str | None

    class Meta:
        """The name of the table."""

        table_name = "mail"

    @classmethod
    def due(cls, now: int, most: int) -> list["Mail"]:
        """Give those whose time has come, the oldest first."""
        return list(cls.select().where(cls.next_at <= now).order_by(cls.next_at, cls.id).limit(most))

    @classmethod
    def claim(cls, row: "Mail", until: int) -> bool:
        """Keep a mail from everybody else until a time; says whether nobody was quicker."""
        same = (cls.id == row.id) & (cls.next_at == row.next_at)
        rows: int = cls.update(next_at=until, tries=cls.tries + 1).where(same).execute()
        return rows == 1

    @classmethod
    def put_off(cls, mail: str, until: int) -> None:
        """Let a mail wait until a time."""
        cls.update(next_at=until).where(cls.id == mail).execute()

    @classmethod
    def drop(cls, mail: str) -> None:
        """Delete a mail that was sent, or never will be."""
        cls.delete().where(cls.id == mail).execute()

    @classmethod
    def drop_for_reader(cls, reader: str) -> None:
        """Delete the mails that wait for a reader."""
        cls.delete().where(cls.reader == reader).execute()


class EmailProof(Record):
    """An address that waits to be confirmed, with the digest of the token that went to it."""

    token = peewee.BlobField(primary_key=True)
    account = peewee.CharField(max_length=22, index=True)
    email = SealedField()
    until = peewee.BigIntegerField()

    class Meta:
        """The name of the table."""

        table_name = "email_proof"

    @classmethod
    def live(cls, account: str, now: int) -> list["EmailProof"]:
        """Give those of an account that aren’t too old, the newest first."""
        own = (cls.account == account) & (cls.until > now)
        return list(cls.select().where(own).order_by(cls.until.desc()))

    @classmethod
    def drop(cls, account: str) -> None:
        """Delete those of an account."""
        cls.delete().where(cls.account == account).execute()

    @classmethod
    def sweep(cls, now: int) -> None:
        """Delete those that are too old."""
        cls.delete().where(cls.until <= now).execute()
