"""From which day on somebody is of age, by where they live; until then a parent sees enrolment facts."""

import re
from datetime import date
from functools import cache
from pathlib import Path

from msgspec import Struct

from privet.domain import datafiles
from privet.domain.places import countries
from privet.domain.postal import PostalAddress, states

FILE = "majority.toml"
US_LINE = re.compile(r"\b([A-Z]{2})\.?\s+\d{5}(-\d{4})?$")
CANADA_LINE = re.compile(r"\b([A-Z]{2})\.?\s+[A-Z]\d[A-Z] ?\d[A-Z]\d$")
CANADA = "CA"


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """The age of majority of one place, where it isn't the usual one."""

    age: int
    source: str
    checked: date


class Ages(Struct, frozen=True, forbid_unknown_fields=True):
    """All ages of majority; ``usual`` holds wherever no other is given."""

    usual: int
    place: dict[str, Rule]

    def __post_init__(self) -> None:
        """Refuse what can only be a slip."""
        ages = {"usual": self.usual} | {name: rule.age for name, rule in self.place.items()}
        if wrong := [name for name, age in ages.items() if not 14 <= age <= 25]:
            raise ValueError(f"{wrong[0]} has an age of majority that no law has")


@cache
def ages(own: Path | None = None) -> Ages:
    """Read the ages of majority, the organisation's own instead of ours.

    :raises BadFile: with file, key and reason.
    """
    return datafiles.shipped_or_own(FILE, Ages, own)


def age_in(place: str, own: Path | None = None) -> int:
    """Give the age of majority of a place such as ``US-AL``, ``CA-BC`` or ``DE``."""
    known = ages(own)
    found = known.place.get(place) or known.place.get(place.partition("-")[0])
    return found.age if found else known.usual


def comes_of_age(birth_date: date, place: str, own: Path | None = None) -> date:
    """Give the first day on which somebody is of age there.

    Whoever was born on 29 February is, in a year without that day, from 28 February on. Where laws say
    anything they differ (Maryland says 1 March, Taiwan 28 February); the earlier day keeps the record from
    everybody else a day sooner, and that is what doubt should do here.
    """
    year = birth_date.year + age_in(place, own)
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def is_adult(birth_date: date | str, place: str, today: date, own: Path | None = None) -> bool:
    """Say whether somebody is of age on ``today``, the day in the organisation's zone."""
    born = date.fromisoformat(birth_date) if isinstance(birth_date, str) else birth_date
    return today >= comes_of_age(born, place, own)


def home_of(address: PostalAddress) -> str:
    """Give the place that the organisation's own address lies in."""
    return f"US-{address.region}" if address.country == "US" else address.country


def place_of(address: str, home: str) -> str:
    """Give the place that a postal address lies in; ``home``, the organisation's, where it doesn't say.

    The last line names a country, or holds a state and a ZIP code, or a province and a postal code.
    """
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    if not lines:
        return home
    country = _countries().get(lines[-1].casefold().rstrip("."), "")
    line = lines[-2] if country and len(lines) > 1 else lines[-1]
    if country in {"", "US"} and (found := US_LINE.search(line)) and found[1] in states():
        return f"US-{found[1]}"
    if country in {"", CANADA} and (found := CANADA_LINE.search(line)):
        return f"{CANADA}-{found[1]}"
    return country or home


@cache
def _countries() -> dict[str, str]:
    """Map names of countries, as envelopes have them, to their codes."""
    named = {name.casefold(): code for language in ("en", "es") for code, name in countries(language)}
    usual = {"usa": "US", "united states of america": "US", "uk": "GB", "england": "GB", "méxico": "MX"}
    return named | usual
