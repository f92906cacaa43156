"""Days as people type them, in three fields; the month as a number or by its name."""

import unicodedata
from datetime import date
from functools import cache

from babel import Locale

LANGUAGES = ("en", "es")
FIRST_YEAR = 1880


def day(entered: tuple[str, str, str]) -> date | None:
    """Give the day that somebody typed as day, month and year; nothing if there is no such day."""
    numeral, month, year = (_plain(part) for part in entered)
    month = str(_months().get(month, month))
    if not (all(part.isascii() and part.isdecimal() for part in (numeral, month, year)) and len(year) == 4):
        return None
    if int(year) < FIRST_YEAR:
        return None
    try:
        return date(int(year), int(month), int(numeral))
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    """Map the names of months to their numbers, whole and shortened."""
    return {
        _plain(name): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in Locale(language).months["format"][width].items()
    }


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip(".").casefold()
