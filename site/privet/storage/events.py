"""The chain of events: who did or read what of whom, when and for which purpose; rows are only ever added."""

import json
import secrets
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import peewee

from privet.storage import cipher
from privet.storage.ids import new_id
from privet.storage.record import Record, SealedField, current

FIRST = bytes(32)  # What the first row follows.
CHAIN = 0x70726976  # The advisory lock under which PostgreSQL lets one row be added at a time.

TOLD = ("record.revealed", "copy.asked", "copy.taken")  # What people are told of their own looks, one by one.


class PersonKey(Record):
    """The key under which the details of one person's events are sealed; erasing the person empties it.

    ``subject`` is random: it stands for the person in the chain and says nothing of them.
    """

    subject = peewee.CharField(max_length=22, primary_key=True)
    secret = SealedField(text=False, null=True)

    class Meta:
        """The name of the table."""

        table_name = "person_key"

    @classmethod
    def begin(cls) -> str:
        """Make a key for a new person; gives the subject that stands for them."""
        subject = new_id()
        cls.create(subject=subject, secret=secrets.token_bytes(32))
        return subject

    @classmethod
    def secret_of(cls, subject: str) -> bytes | None:
        """Give the key of ``subject``; nothing if it was erased, or there never was one."""
        row = cls.get_or_none(cls.subject == subject)
        secret: bytes | None = row.secret if row else None
        return secret

    @classmethod
    def erase(cls, subject: str) -> bool:
        """Destroy the key of ``subject``; says whether there was one."""
        rows: int = cls.update(secret=None).where(cls.subject == subject, cls.secret.is_null(False)).execute()
        return rows == 1


class Event(Record):
    """One thing that was done or read. ``at`` is in microseconds since 1970 in UTC."""

    id = peewee.BigIntegerField(primary_key=True)
    at = peewee.BigIntegerField()
    actor = peewee.CharField(max_length=64)
    action = peewee.CharField(max_length=64, index=True)
    subject = peewee.CharField(max_length=22, index=True)
    purpose = peewee.CharField(max_length=64)
    detail = peewee.BlobField()
    digest = peewee.BlobField()

    @classmethod
    def add(cls, at: int, said: tuple[str, str, str, str], detail: dict[str, Any]) -> "Event":
        """Append a row; ``said`` are actor, action, subject and purpose.

        :raises LookupError: when it is about a person whose key was destroyed, or who never had one.
        """
        cls.wait_for_turn()
        last = cls.last()
        number = last.id + 1 if last else 1
        actor, action, subject, purpose = said
        row = cls(id=number, at=at, actor=actor, action=action, subject=subject, purpose=purpose)
        row.detail = _sealed(subject, number, json.dumps(detail, sort_keys=True).encode())
        row.digest = row.computed(bytes(last.digest) if last else FIRST)
        row.save(force_insert=True)
        return row

    @classmethod
    def last(cls) -> "Event | None":
        """Give the newest row."""
        found: Event | None = cls.select().order_by(cls.id.desc()).first()
        return found

    @classmethod
    def in_order(cls) -> Iterator["Event"]:
        """Give all rows, oldest first, without holding them all."""
        yield from cls.select().order_by(cls.id).iterator()

    @classmethod
    def of_action(cls, action: str) -> list["Event"]:
        """Give the rows of one kind of action, oldest first."""
        return list(cls.select().where(cls.action == action).order_by(cls.id))

    @classmethod
    def count_by(cls, actors: tuple[str, ...], roles: tuple[str, ...]) -> tuple[int, int]:
        """Count all rows, and those whose actor is none of ``actors`` and has none of ``roles``."""
        theirs = cls.actor.in_(actors)
        for role in roles:
            theirs |= cls.actor.startswith(f"{role}.")
        return cls.select().count(), cls.select().where(~theirs).count()

    @classmethod
    def about(cls, subject: str) -> list["Event"]:
        """Give the rows about one person, oldest first."""
        return list(cls.select().where(cls.subject == subject).order_by(cls.id))

    @classmethod
    def lately(cls, subject: str, actions: tuple[str, ...], since: int) -> Iterator["Event"]:
        """Give the rows of some actions about one person, or about nobody on record, newest first."""
        found = cls.select().where(cls.subject == subject, cls.action.in_(actions), cls.at >= since)
        yield from found.order_by(cls.id.desc()).iterator()

    @classmethod
    def latest(cls, subject: str, actor: str, most: int) -> list["Event"]:
        """Give what ``actor`` did last about one person, the newest first."""
        rows = cls.select().where(cls.subject == subject, cls.actor == actor)
        return list(rows.order_by(cls.id.desc()).limit(most))

    def computed(self, previous: bytes) -> bytes:
        """Give the digest that this row must carry after a row with the digest ``previous``."""
        fields = [self.id, self.at, self.actor, self.action, self.subject, self.purpose]
        text = json.dumps([*fields, bytes(self.detail).hex(), previous.hex()], ensure_ascii=False)
        return sha256(text.encode()).digest()

    def opened(self) -> dict[str, Any] | None:
        """Give the detail; nothing once the person was erased."""
        plain = bytes(self.detail)
        if self.subject:
            secret = PersonKey.secret_of(self.subject)
            if secret is None:
                return None
            plain = cipher.unseal_once(secret, plain, place(self.subject, self.id))
        detail: dict[str, Any] = json.loads(plain)
        return detail

    @classmethod
    def wait_for_turn(cls) -> None:
        """Let no other process add a row between our look at the last one and our own."""
        if isinstance(current.obj, peewee.PostgresqlDatabase):
            current.obj.execute_sql("SELECT pg_advisory_xact_lock(%s)", (CHAIN,))

    @classmethod
    def looks_at(cls, subject: str, owner: tuple[str, ...], before: int, limit: int) -> list["Event"]:
        """Give the newest rows of looks at what is held on one person, before row number ``before``.

        Whatever names a purpose is a look. What the ``owner`` actors see every day is left out, but not what
        they had shown in full or copied: that may have been somebody who sat down in their place.
        """
        daily = cls.actor.in_(owner) & cls.action.not_in(TOLD)
        chosen = cls.select().where(cls.subject == subject, cls.purpose != "", ~daily)
        if before:
            chosen = chosen.where(cls.id < before)
        return list(chosen.order_by(cls.id.desc()).limit(limit))

    @classmethod
    def opened_about(cls, subject: str) -> list[tuple["Event", dict[str, Any] | None]]:
        """Give the rows about one person with their details, oldest first; the key is asked for once."""
        secret = PersonKey.secret_of(subject)
        return [(row, row._opened(secret)) for row in cls.about(subject)]

    def _opened(self, secret: bytes | None) -> dict[str, Any] | None:
        if secret is None:
            return None
        plain = cipher.unseal_once(secret, bytes(self.detail), place(self.subject, self.id))
        detail: dict[str, Any] = json.loads(plain)
        return detail

    @classmethod
    def count_looks(cls, subject: str, actors: tuple[str, ...]) -> tuple[int, int]:
        """Count how often ``actors`` looked at what is held on one person, and give when last."""
        daily = cls.actor.in_(actors) & cls.action.not_in(TOLD)
        mine = cls.select().where(cls.subject == subject, cls.purpose != "", daily)
        last = mine.order_by(cls.id.desc()).first()
        return mine.count(), last.at if last else 0


def _sealed(subject: str, number: int, plain: bytes) -> bytes:
    if not subject:
        return plain
    secret = PersonKey.secret_of(subject)
    if secret is None:
        raise LookupError("this person was erased, or never had a key")
    return cipher.seal_once(secret, plain, place(subject, number))


def place(subject: str, number: int) -> str:
    """Say what the detail of an event is bound to."""
    return f"event.detail.{subject}.{number}"
