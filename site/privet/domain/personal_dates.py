"""Finding the day on which somebody was born in a text: by the words beside a date, or by the date alone."""

import re
from collections.abc import Iterator
from datetime import date

YOUNGEST = 16  # Who writes to us is older; a younger date is more likely one of a letter or a visit.
FIRST_YEAR = 1900
NEAR = 60
MONTHS = (
    ("jan", "ene"),
    ("feb",),
    ("mar",),
    ("apr", "abr"),
    ("may",),
    ("jun",),
    ("jul",),
    ("aug", "ago"),
    ("sep", "set"),
    ("oct",),
    ("nov",),
    ("dec", "dic"),
)
NUMBERS = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_MONTH = rf"({'|'.join(NUMBERS)})[a-z]{{0,7}}\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th|o|\.)?"
_GAP = r"[ \n]?[-/.\\_][ \n]?"
NUMERIC = re.compile(rf"(?<!\d)(\d{{1,4}})(?:{_GAP})(\d{{1,2}})(?:{_GAP})(\d{{4}}|\d{{1,2}})(?!\d)")
COMPACT = re.compile(r"(?<!\d)(\d{8})(?!\d)")
SPACED = re.compile(r"(?<!\d)(\d{1,4}) (\d{1,2}) (\d{4}|\d{2})(?!\d)")
DAY_FIRST = re.compile(
    rf"(?<!\d){_DAY}[ ,\n-]{{1,2}}(?:de |del |of )?{_MONTH},?[ \n-](?:de |del )?(\d{{4}})(?!\d)"
)
MONTH_FIRST = re.compile(rf"(?<![a-z]){_MONTH}[ \n-]{_DAY},?[ \n-](?:de |del )?(\d{{4}})(?!\d)")
BORN = re.compile(
    r"\b(?:born|birth|birthday|birthdate|b-?day|d\.?o\.?b\b|nacid[oa]|nacio\b|naci\b|nacimiento"
    r"|(?:fecha|f\.?) ?(?:de )?nac\b|cumple)"
)
HINTS = ("born", "birth", "bday", "b-day", "dob", "d.o", "nac", "cumple")
# A rule about everybody born in some years tells of nobody.
FOR_ALL = re.compile(
    r"(?:born|nacid[oa]s?)[a-z ]{0,12} (?:before|after|between|since|from|until|by|antes|despues|desde|entre"
    r"|hasta|a partir)\b[^.;]{0,30}$"
)


def birth_date(text: str, today: date, *, typed: bool) -> bool:
    """Say whether ``text``, folded and in small letters, tells a birth date.

    Where somebody ``typed`` it about themselves, a date that is old enough is taken for one without a word.
    """
    words = any(hint in text for hint in HINTS) and bool(BORN.search(text))
    if not words and not typed:
        return False
    for place, day in _dates(text, today, loose=words):
        if typed and day.year >= FIRST_YEAR and day <= _years_before(today, YOUNGEST):
            return True
        if words and _is_told(text, place, day, today):
            return True
    return False


def _is_told(text: str, place: tuple[int, int], day: date, today: date) -> bool:
    before, after = text[max(0, place[0] - NEAR) : place[0]], text[place[1] : place[1] + NEAR // 2]
    if not BORN.search(before) and not BORN.search(after):
        return False
    return day.year >= FIRST_YEAR and day <= today and not FOR_ALL.search(before)


def _dates(text: str, today: date, *, loose: bool) -> Iterator[tuple[tuple[int, int], date]]:
    """Give where full dates stand, and each day that they may mean; ``loose`` ones need a word."""
    for pattern in (NUMERIC, SPACED) if loose else (NUMERIC,):
        for match in pattern.finditer(text):
            yield from ((match.span(), day) for day in _readings(match.groups(), today))
    for match in DAY_FIRST.finditer(text):
        day, month, year = match.groups()
        yield from ((match.span(), found) for found in _made(year, NUMBERS[month], day))
    for match in MONTH_FIRST.finditer(text):
        month, day, year = match.groups()
        yield from ((match.span(), found) for found in _made(year, NUMBERS[month], day))
    for match in COMPACT.finditer(text) if loose else ():
        eight = match[1]
        for parts in ((eight[:4], eight[4:6], eight[6:]), (eight[:2], eight[2:4], eight[4:])):
            yield from ((match.span(), day) for day in _readings(parts, today))


def _readings(parts: tuple[str, ...], today: date) -> Iterator[date]:
    """Give the days that three numbers may mean: year, month, day; or the two ways with the year last."""
    first, second, third = parts
    if len(first) == 4:
        yield from _made(first, second, third)
    elif len(first) <= 2:
        year = third if len(third) == 4 else _whole_year(third, today)
        yield from _made(year, first, second)
        yield from _made(year, second, first)


def _whole_year(short: str, today: date) -> str:
    """Give the year of this century that two digits mean if it has come, else that of the last."""
    if len(short) != 2:
        return "0"
    return f"{20 if int(short) <= today.year % 100 else 19}{short}"


def _made(year: str | int, month: str | int, day: str | int) -> Iterator[date]:
    try:
        yield date(int(year), int(month), int(day))
    except ValueError:
        return


def _years_before(today: date, years: int) -> date:
    return today.replace(year=today.year - years, day=min(today.day, 28))
