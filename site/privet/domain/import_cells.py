"""The cells of a list of members: what each column may hold."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from msgspec import Struct

RELATIONS = ("spouse", "partner", "child", "ward", "parent", "other")
STATUSES = ("current", "former")
OLDEST = 130  # Years; whoever seems older was typed wrong.
LENGTHS = {"number": 64, "name": 200, "address": 400, "email": 254, "plan": 200}
LINES = 6  # Of an address.
# Printed as examples, and sent by people who have none at hand; the SSA gives them to nobody.
WELL_KNOWN = {"078051120", "219099999"}
EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s.,;<>()\"]+(\.[^@\s.,;<>()\"]+)+")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
JOINERS = "\u200c\u200d"  # Some scripts can’t be written without them.


class Body(Struct, frozen=True):
    """A group or a representative that a row may name; ``group`` is a representative’s."""

    ended: bool
    group: str = ""


class Known(Struct, frozen=True):
    """What rows are held against: the day, the groups and representatives, and what the office allows."""

    today: date
    groups: Mapping[str, Body]
    representatives: Mapping[str, Body]
    languages: tuple[str, ...]
    full_ssn: bool


class Wrong(ValueError):
    """A cell that can’t be used, with how to put it right."""


Reader = Callable[[str, Known], object]


def _text(name: str, *, needed: bool = False) -> Reader:
    longest = LENGTHS[name]

    def reader(cell: str, _known: Known) -> str | None:
        if not cell:
            if needed:
                raise Wrong("is empty; every row needs it")
            return None
        if not cell.isascii() or not cell.isprintable():
            _check_signs(cell)
        if cell[0] in "=+-@":
            raise Wrong("begins with a sign that makes a spreadsheet calculate; leave out = + - @ there")
        if len(cell) > longest:
            raise Wrong(f"has more than {longest} signs; shorten it")
        return cell

    return reader


def _check_signs(text: str) -> None:
    if any(sign not in JOINERS and unicodedata.category(sign) in UNSEEN for sign in text):
        raise Wrong("holds a sign that can’t be seen, such as a tab; type the cell anew")


def _address(cell: str, known: Known) -> str:
    lines = [" ".join(line.split()) for line in re.split(r"\r\n|[\r\n|]", cell)]
    lines = [line for line in lines if line]
    if len(lines) > LINES:
        raise Wrong(f"has more than {LINES} lines; put some together")
    for line in lines or [""]:
        _text("address", needed=True)(line, known)
    return "\n".join(lines)


@lru_cache(4096)
def _date(cell: str) -> date | None:
    if not cell:
        return None
    try:
        found = date(*(int(part) for part in DAY.fullmatch(cell).groups()))  # type: ignore[union-attr]
    except (AttributeError, ValueError):
        raise Wrong("is no date; write it as 1984-02-29") from None
    if not 1900 <= found.year <= 2200:
        raise Wrong("has a year that can’t be; write it as 1984-02-29")
    return found


def _birth_date(cell: str, known: Known) -> str:
    found = _date(cell)
    if not found:
        raise Wrong("is empty; every row needs it")
    if found > known.today:
        raise Wrong("lies in the future; put the date right")
    if known.today.year - found.year > OLDEST:
        raise Wrong(f"lies more than {OLDEST} years back; put the date right")
    return cell


def _email(cell: str, known: Known) -> str | None:
    if not cell:
        return None
    if not EMAIL.fullmatch(cell):
        raise Wrong("is no e-mail address; write it as name@example.org, or leave it empty")
    read: str | None = _text("email")(cell, known)  # type: ignore[assignment]
    return read


def _ssn(cell: str, known: Known) -> str | None:
    if not cell:
        return None
    if not known.full_ssn:
        raise Wrong("isn’t kept in full by this office; leave it empty, and put the last four into ssn_last4")
    if not re.fullmatch(r"[0-9]{3}-[0-9]{2}-[0-9]{4}|[0-9]{9}", cell):
        raise Wrong("is no social security number; it has nine digits")
    digits = cell.replace("-", "")
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    never = area in {"000", "666"} or area >= "900" or group == "00" or serial == "0000"
    if never or digits in WELL_KNOWN:
        raise Wrong("is a number that was never given to anybody; look it up once more")
    return f"{area}-{group}-{serial}"


def _last4(cell: str, _known: Known) -> str | None:
    if cell and (not re.fullmatch(r"[0-9]{4}", cell) or cell == "0000"):
        raise Wrong("is not the last four digits of a number; write four digits")
    return cell or None


def _named(column: str) -> Reader:
    def reader(cell: str, known: Known) -> str | None:
        found: Mapping[str, Body] = getattr(known, f"{column}s")
        if cell and cell not in found:
            raise Wrong(f"names no {column} that is here; see: privet groups list")
        return cell or None

    return reader


def _one_of(words: tuple[str, ...], empty: str) -> Reader:
    def reader(cell: str, _known: Known) -> str:
        word = cell.lower() or empty
        if word and word not in words:
            raise Wrong(f"is none of {', '.join(words)}")
        return word

    return reader


def _language(cell: str, known: Known) -> str:
    return str(_one_of(known.languages, "")(cell, known))


READERS: dict[str, Reader] = {
    "number": _text("number", needed=True),
    "name": _text("name", needed=True),
    "birth_date": _birth_date,
    "address": _address,
    "email": _email,
    "ssn": _ssn,
    "ssn_last4": _last4,
    "group": _named("group"),
    "representative": _named("representative"),
    "status": _one_of(STATUSES, "current"),
    "plan": _text("plan"),
    "covered_from": lambda cell, _known: _date(cell),
    "covered_until": lambda cell, _known: _date(cell),
    "holder": _text("number"),
    "relation": _one_of(RELATIONS, ""),
    "language": _language,
}
