"""Questions and requests to be called back that came through the contact page."""

import peewee

from privet.storage.record import Record, SealedField


class Contact(Record):
    """Somebody who wants to hear from us: a name, a way to reach them, the best time, and perhaps a question.

    There is no place for a number of any account. ``kind`` is callback or question. It is to be answered by
    ``due_on``, and is deleted some time after ``done_at``.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    kind = peewee.CharField(max_length=8)
    name = SealedField()
    reach = SealedField()
    best_time = SealedField(null=True)
    text = SealedField(null=True)
    language = peewee.CharField(max_length=8, default="")
    asked_at = peewee.BigIntegerField()
    due_on = peewee.DateField()
    done_at = peewee.BigIntegerField(null=True, index=True)

    class Meta:
        """The name of the table."""

        table_name = "contact"

    @classmethod
    def by_id(cls, contact: str) -> "Contact | None":
        """Give the one with this id."""
        found: Contact | None = cls.get_or_none(cls.id == contact)
        return found

    @classmethod
    def waiting(cls) -> "list[Contact]":
        """Give those that nobody has answered, the most urgent first."""
        return list(cls.select().where(cls.done_at.is_null()).order_by(cls.due_on, cls.asked_at, cls.id))

    @classmethod
    def end_before(cls, done: int) -> int:
        """Delete those that were done before a time; gives how many there were."""
        rows: int = cls.delete().where(cls.done_at.is_null(False), cls.done_at < done).execute()
        return rows
