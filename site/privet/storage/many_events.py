"""Keys and events of many people at once, each row as :mod:`privet.storage.events` would write it."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

from privet.storage import cipher
from privet.storage.bulk import insert_all
from privet.storage.events import FIRST, Event, PersonKey, place
from privet.storage.ids import new_id

MANY = 500  # How many rows are asked for at once; SQLite takes no endless list.
About = list[tuple[str, dict[str, Any]]]


def begin(count: int) -> list[str]:
    """Make keys for many new people; gives their subjects."""
    subjects = [new_id() for _ in range(count)]
    insert_all(PersonKey, ({"subject": subject, "secret": secrets.token_bytes(32)} for subject in subjects))
    return subjects


def add(at: int, said: tuple[str, str, str], about: About) -> None:
    """Append an event for each subject and detail; ``said`` are actor, action and purpose of them all.

    :raises LookupError: when one is about a person whose key was destroyed, or who never had one.
    """
    Event.wait_for_turn()
    keys = _keys([subject for subject, _detail in about])
    insert_all(Event, _chained((at, *said), about, keys, Event.last()))


def _chained(
    said: tuple[int, str, str, str], about: About, keys: dict[str, bytes], last: Event | None
) -> Iterator[dict[str, Any]]:
    number, digest = (last.id, bytes(last.digest)) if last else (0, FIRST)
    at, actor, action, purpose = said
    for subject, detail in about:
        if subject not in keys:
            raise LookupError("this person was erased, or never had a key")
        number += 1
        plain = json.dumps(detail, sort_keys=True).encode()
        row = Event(id=number, at=at, actor=actor, action=action, subject=subject, purpose=purpose)
        row.detail = cipher.seal_once(keys[subject], plain, place(subject, number))
        digest = row.digest = row.computed(digest)
        yield dict(row.__data__)


def _keys(subjects: list[str]) -> dict[str, bytes]:
    """Give the keys of many; those that were erased or never were are missing."""
    found: dict[str, bytes] = {}
    for begins in range(0, len(subjects), MANY):
        rows = PersonKey.select().where(PersonKey.subject.in_(subjects[begins : begins + MANY]))
        found |= {row.subject: row.secret for row in rows if row.secret is not None}
    return found
