"""Which kinds of personal information stand in a text, however it is written (P26, P27)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from privet.domain import datafiles, personal_decoding, personal_patterns
from privet.domain.personal_dates import birth_date

if TYPE_CHECKING:
    from privet.domain.office import Office

FILE = "personal.toml"
KINDS = ("ssn", "birth-date", "member-number", "card", "account", "phone", "name")
SHORTEST_NAME = 2
DIGIT = re.compile("[0-9]")
WORD = re.compile(r"[^\W\d_]+")


class Numbers(Struct, frozen=True, forbid_unknown_fields=True):
    """All of ``personal.toml``: what the numbers look like that this organisation gives its members."""

    member_numbers: tuple[
        Annotated[str, Meta(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9@#+./ -]+$")], ...
    ]

    def __post_init__(self) -> None:
        """Refuse a shape without a digit: every word would have it."""
        for shape in self.member_numbers:
            if "#" not in shape:
                raise ValueError(f"member_numbers: “{shape}” has no # for a digit")


@dataclass(frozen=True)
class Ours:
    """What a text is held against: our own telephone numbers and region, the shapes of our members’ numbers.

    ``typed`` is for what somebody writes to us about themselves: there, nine digits or an old date are
    enough, without a word that says what they are.
    """

    phones: tuple[str, ...] = ()
    region: str = "US"
    shapes: tuple[str, ...] | None = None
    typed: bool = False
    today: date | None = None


@cache
def numbers(own: Path | None = None) -> Numbers:
    """Read the shapes of members’ numbers, the organisation’s own instead of ours.

    :raises privet.domain.datafiles.BadFile: when the file can't be used.
    """
    return datafiles.shipped_or_own(FILE, Numbers, own)


def ours_of(office: "Office", today: date, *, typed: bool = False) -> Ours:
    """Give what texts of an organisation are held against."""
    organisation = office.settings.organisation
    phones = tuple(phone.dial for phone in organisation.phones)
    return Ours(phones, organisation.address.country, numbers(office.own).member_numbers, typed, today)


def found(text: str, names: Sequence[str] = (), ours: Ours = Ours()) -> frozenset[str]:
    """Give which of :data:`KINDS` stand in ``text``, plain or encoded; ``names`` are looked for as words."""
    sought = frozenset(word for name in names for word in _words(name))
    kinds: set[str] = set()
    looked: set[str] = set()
    for reading in personal_decoding.readings(text):
        for each in (reading, personal_decoding.joined(reading)):
            if DIGIT.search(each):
                kinds |= _numbers(each, ours, looked)
            if sought and not sought.isdisjoint(_words(each)):
                kinds.add("name")
    return frozenset(kinds)


def _numbers(text: str, ours: Ours, looked: set[str]) -> set[str]:
    lower = text.lower()
    shapes = numbers().member_numbers if ours.shapes is None else ours.shapes
    today = ours.today or datetime.now(UTC).date()
    looks = {
        "ssn": personal_patterns.social_security(lower, typed=ours.typed),
        "birth-date": birth_date(lower, today, typed=ours.typed),
        "member-number": personal_patterns.member_number(lower, shapes),
        "card": personal_patterns.card(text),
        "account": personal_patterns.bank_account(text),
        "phone": personal_patterns.telephone(text, ours.phones, ours.region, looked),
    }
    return {kind for kind, there in looks.items() if there}


def _words(text: str) -> frozenset[str]:
    """Give the words of a name or a text, in small letters without accents."""
    return frozenset(
        word for word in WORD.findall(personal_decoding.folded(text).lower()) if len(word) >= SHORTEST_NAME
    )
