"""May this be done with this person’s information for this purpose? One answer, asked by all who would do it.

What people refuse, and what each refusal closes, is in ``data/choices.toml``.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from privet.domain import datafiles

if TYPE_CHECKING:
    from privet.storage.store import Store

FILE = "choices.toml"
MAIL = "mail"  # Refuses all optional mail; it is chosen with the kinds of mail, not among the others.
SIGNALS = {"gpc": "sale", "dnt": "sale"}  # What a browser’s signal refuses for somebody whom we know.


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that can be refused: its name, what the refusal does, and what stays as it is."""

    name: dict[str, str]
    does: dict[str, str]
    stays: dict[str, str]


class Purpose(Struct, frozen=True, forbid_unknown_fields=True):
    """What something is done for, and which refusals close it."""

    closed_by: tuple[str, ...]
    signal: bool = False
    former: bool = False
    authorisation: bool = False


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """All of the file."""

    choice: dict[str, Choice]
    purpose: dict[str, Purpose]


@dataclass(frozen=True)
class Standing:
    """What decides: what somebody refused, which signal a browser sends, whether coverage ended."""

    refused: frozenset[str] = frozenset()
    signal: str = ""
    former: bool = False
    authorised: bool = False


@dataclass(frozen=True)
class Answer:
    """Yes, or no with its reason: a choice, the signal, ``former``, or ``no-authorisation``."""

    reason: str = ""

    def __bool__(self) -> bool:
        """Say whether it may be done."""
        return not self.reason


@cache
def rules() -> Rules:
    """Give the choices and purposes; the file comes with the site."""
    return datafiles.read(datafiles.SHIPPED / FILE, Rules)


def decide(standing: Standing, purpose: str) -> Answer:
    """Say whether something may be done for ``purpose``.

    :raises KeyError: for a purpose that isn’t listed: what nobody thought of isn’t done.
    """
    found = rules().purpose[purpose]
    if standing.signal and found.signal:
        return Answer(standing.signal)
    for choice in found.closed_by:
        if choice in standing.refused:
            return Answer(choice)
    if standing.former and found.former:
        return Answer("former")
    return Answer("no-authorisation") if found.authorisation and not standing.authorised else Answer()


def standing(store: "Store", person: str) -> Standing:
    """Give what decides for somebody on record; nothing may be done with whom nobody knows.

    :raises LookupError: when there is no such person.
    """
    from privet.storage.people import Person  # noqa: PLC0415 - public pages ask without it

    with store.reading():
        row = Person.by_id(person)
        if row is None:
            raise LookupError
        return Standing(frozenset(row.refused.split()), former=row.status == "former")


def may(store: "Store", person: str, purpose: str) -> Answer:
    """Say whether something may be done with a person’s information for ``purpose``.

    :raises KeyError: for a purpose that isn’t listed.
    :raises LookupError: when there is no such person.
    """
    return decide(standing(store, person), purpose)
