"""Counts over people, sessions and looks that show whether promises are kept; nothing is opened for them."""

from hashlib import sha256
from typing import Any

import peewee

from privet.storage.cipher import FORMAT
from privet.storage.events import Event
from privet.storage.people import Person
from privet.storage.record import SealedField, current
from privet.storage.sessions import Session


def people() -> int:
    """Count the people on record."""
    found: int = Person.select().count()
    return found


def without_provenance() -> int:
    """Count records that don’t say at all by which way they came."""
    found: int = Person.select().where(Person.provenance.in_(["", "{}"])).count()
    return found


def unsealed() -> int:
    """Count records with an entry that isn’t sealed with a key of the ring."""
    prefixes = [FORMAT + key for key in current.ring.ids]
    bare: Any = None
    for field in Person._meta.sorted_fields:
        if isinstance(field, SealedField):
            begins = peewee.fn.SUBSTR(field, 1, len(prefixes[0]))
            wrong = field.is_null(False) & begins.not_in(prefixes)
            bare = wrong if bare is None else bare | wrong
    found: int = Person.select().where(bare).count()
    return found


def looks() -> tuple[int, int]:
    """Count looks into records, and those that named no purpose."""
    reads = Event.select().where(Event.action == "record.read")
    return reads.count(), reads.where(Event.purpose == "").count()


def sessions(begun_before: int) -> tuple[int, int]:
    """Count sessions, and those that began before a time in microseconds."""
    return Session.select().count(), Session.select().where(Session.begun_at < begun_before).count()


def live_after_sign_off(most: int = 50) -> tuple[int, int]:
    """Count the newest sign-offs, and those whose session is still there; erased people’s don’t count."""
    rows = Event.select().where(Event.action == "sign-off.done").order_by(Event.id.desc()).limit(most)
    left = [detail["session"] for row in rows if (detail := row.opened())]
    live = {sha256(b"handle" + bytes(row.token)).hexdigest()[:16] for row in Session.select(Session.token)}
    return len(left), len(live.intersection(left))


def former() -> tuple[int, int]:
    """Count people who aren’t covered any more, and those without a day until which they are kept."""
    rows = Person.select().where(Person.status == "former")
    return rows.count(), rows.where(Person.keep_until.is_null()).count()
