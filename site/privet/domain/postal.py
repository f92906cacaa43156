"""Postal addresses: their parts, their checks, and the block that is printed in a window.

US rules: USPS Publication 28 (capitals, no punctuation but the hyphen of ZIP+4, the country alone on the
last line); the state and the first three digits of the ZIP code must agree (USPS labelling list L002).
"""

import re
from functools import cache

from babel import Locale
from msgspec import Struct

from privet.domain import datafiles
from privet.domain.languages import in_language

US_POSTCODE = re.compile(r"\d{5}(-\d{4})?")
MOST_LINES = 4


class State(Struct, frozen=True, forbid_unknown_fields=True):
    """A state, district or territory with its ranges of three-digit ZIP prefixes."""

    code: str
    name: dict[str, str]
    zip: tuple[str, ...]

    def holds(self, postcode: str) -> bool:
        """Say whether ``postcode`` lies in this state."""
        pairs = (entry.partition("-") for entry in self.zip)
        return any(low <= postcode[:3] <= (high or low) for low, _, high in pairs)


class _States(Struct, frozen=True, forbid_unknown_fields=True):
    state: tuple[State, ...]


class PostalAddress(Struct, frozen=True, forbid_unknown_fields=True):
    """Where post goes; refused at the start when a letter could not reach it."""

    recipient: tuple[str, ...]
    street: tuple[str, ...]
    city: str
    country: str = "US"
    region: str = ""
    postcode: str = ""

    def __post_init__(self) -> None:
        """Check what can be checked without asking anybody."""
        if not all(line.strip() for line in (*self.recipient, *self.street, self.city)):
            raise ValueError("recipient, street and city must not hold an empty line")
        if not (self.recipient and self.street):
            raise ValueError("recipient and street need a line each")
        if self.country not in Locale("en").territories or not re.fullmatch(
            "(?!EU|EZ|UN|ZZ)[A-Z]{2}", self.country
        ):
            raise ValueError(f"country “{self.country}” is no two-letter ISO 3166-1 code")
        if self.country == "US":
            _check_us(self.region, self.postcode)
        if len(self.lines()) > MOST_LINES:
            raise ValueError(f"has {len(self.lines())} lines; a window shows {MOST_LINES}")

    def lines(self) -> tuple[str, ...]:
        """Give the address as it is written on an envelope within its country."""
        if (
            self.country == "GB"
        ):  # Royal Mail: the post town in capitals, the postcode alone on the last line.
            return (*self.recipient, *self.street, self.city.upper(), self.postcode)
        last = f"{self.city}, {self.region} {self.postcode}" if self.country == "US" else self._place()
        return (*self.recipient, *self.street, last)

    def block(self, sent_from: str) -> tuple[str, ...]:
        """Give the lines for machine reading: capitals, no punctuation, the country if sent from abroad."""
        lines = [re.sub(r"[^\w\s&/-]", " ", re.sub("['’]", "", line)).split() for line in self.lines()]
        printed = [" ".join(words).upper() for words in lines]
        if sent_from != self.country:
            printed.append(country_name(self.country, "en").upper())
        return tuple(printed)

    def _place(self) -> str:
        before = self.country not in {"IE", "CA", "AU", "NZ"}
        parts = (self.postcode, self.city, self.region) if before else (self.city, self.region, self.postcode)
        return " ".join(part for part in parts if part)


def _check_us(region: str, postcode: str) -> None:
    if not US_POSTCODE.fullmatch(postcode):
        raise ValueError(f"postcode “{postcode}” is no ZIP code such as 43215 or 43215-0100")
    state = states().get(region)
    if state is None:
        raise ValueError(f"region “{region}” is no two-letter state code such as OH")
    if not state.holds(postcode):
        raise ValueError(f"ZIP code {postcode} does not lie in {state.name['en']}")


@cache
def states() -> dict[str, State]:
    """Give the states by their two-letter codes."""
    return {
        state.code: state for state in datafiles.read(datafiles.SHIPPED / "us_states.toml", _States).state
    }


def state_name(code: str, language: str) -> str:
    """Give a state's name in ``language``."""
    return in_language(states()[code].name, language)


def country_name(code: str, language: str) -> str:
    """Give a country's name in ``language``."""
    return str(Locale.parse(language).territories[code])
