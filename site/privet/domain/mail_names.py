"""Whose names a mail mustn’t hold: those of who gets it, and of who is covered through them.

They are read for the guard alone; each look leaves an event, in the step that claims the mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from privet.domain import looking, personal_decoding
from privet.domain.personal_text import WORD
from privet.domain.refusals import NotYours
from privet.storage.accounts import Account
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.store import Store

ACTOR, PURPOSE, FIELDS = "site", "mail-check", ("name",)


@dataclass(frozen=True)
class Common:
    """The words that all get alike, in each way in which they can be read."""

    readings: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Common":
        """Read a text once, to look for many names in it."""
        found = dict.fromkeys(
            _words(each)
            for reading in personal_decoding.readings(text)
            for each in (reading, personal_decoding.joined(reading))
        )
        return cls(tuple(found))

    def names(self, several: Sequence[str]) -> bool:
        """Say whether one of these stands there whole: a first name alone is a word like others here."""
        for name in several:
            words = _words(name).split()
            whole = [words, [words[0], words[-1]]] if len(words) > 1 else []
            sought = {sign.join(each) for each in whole for sign in (" ", "")}  # A n a: one word once joined.
            if any(f" {one} " in reading for one in sought for reading in self.readings):
                return True
        return False


def of_person(store: Store, person: str) -> tuple[str, ...]:
    """Give the names of somebody on record and of those who are covered through them."""
    with store.writing():
        several = [person, *(row.id for row in Person.dependents_of(person))]
        return tuple(name for one in several for name in _name(store, one))


def of_account(store: Store, account: str) -> tuple[str, ...]:
    """Give the names that a mail to an account mustn’t hold; staff and offices have none on record."""
    with store.writing():
        row = Account.by_id(account)
        return of_person(store, row.person_id) if row and row.person_id else ()


def of_reader(store: Store, reader: str) -> tuple[str, ...]:
    """Give the names that a mail to a reader mustn’t hold: of all on record to whom the address belongs."""
    with store.writing():
        row = Reader.by_id(reader)
        if row is None:
            return ()
        people = {one.id for one in Person.by_email(row.address)} | ({row.person_id} - {None})
        return tuple(name for one in sorted(filter(None, people)) for name in of_person(store, one))


def _name(store: Store, person: str) -> list[str]:
    try:
        return [str(looking.read(store, ACTOR, person, PURPOSE, FIELDS)["name"])]
    except NotYours:  # Erased at this very moment.
        return []


def _words(text: str) -> str:
    return f" {' '.join(WORD.findall(personal_decoding.folded(text).lower()))} "
