"""Where people live: the places to choose from, and who answers for privacy there."""

import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from msgspec import Struct

from privet.domain.datafiles import shipped_or_own
from privet.domain.postal import state_name, states
from privet.domain.rules import About

# Codes of unions and islands without post, and the territories that stand among the states of the US.
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "TA", "UM"}
TERRITORIES = {"AS", "GU", "MP", "PR", "VI"}


class Authority(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to complain to about privacy, and under which law."""

    places: tuple[str, ...]
    name: dict[str, str]
    law: dict[str, str]
    source: str
    checked: date
    local: str = ""
    address: tuple[str, ...] = ()
    web: str = ""
    confirmed: bool = False
    about: tuple[About, ...] = ("coverage", "website", "job")


class _Authorities(Struct, frozen=True, forbid_unknown_fields=True):
    authority: tuple[Authority, ...]


@cache
def authorities(own: Path | None = None) -> tuple[Authority, ...]:
    """Give the authorities, the organisation's own list before ours."""
    return shipped_or_own("authorities.toml", _Authorities, own).authority


def authorities_for(place: str, own: Path | None = None) -> tuple[Authority, ...]:
    """Give the authorities of ``place`` (``DE``, ``US-CA``), the nearest first."""
    country = place.partition("-")[0]
    nearest = [a for a in authorities(own) if place in a.places]
    return (*nearest, *(a for a in authorities(own) if country in a.places and a not in nearest))


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Give two-letter codes and names of all countries, sorted as ``language`` reads them."""
    names = Locale.parse(language).territories.items()
    real = (
        (code, name) for code, name in names if len(code) == 2 and code not in NOT_COUNTRIES | TERRITORIES
    )
    return tuple(sorted(real, key=lambda pair: _sortable(pair[1])))


@cache
def residences(language: str, home: str) -> tuple[tuple[str, str], ...]:
    """Give where one may live: states and countries, the states first for an organisation in the US."""
    own = sorted(
        ((f"US-{code}", state_name(code, language)) for code in states()), key=lambda p: _sortable(p[1])
    )
    return (*own, *countries(language)) if home == "US" else (*countries(language), *own)


def place_name(place: str, language: str) -> str:
    """Name a place in ``language``: “California”, “Germany”."""
    country, _, state = place.partition("-")
    return state_name(state, language) if state else Locale.parse(language).territories[country]


def is_place(place: str) -> bool:
    """Say whether ``place`` is a residence that can be chosen."""
    country, dash, state = place.partition("-")
    if dash:
        return country == "US" and state in states()
    return (country, Locale("en").territories.get(country)) in countries("en")


def _sortable(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
