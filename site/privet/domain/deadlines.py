"""When an answer is due: business days, calendar days and months, counted as the laws count them."""

import calendar
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import cache
from typing import Literal

from msgspec import Struct

HOUSE = "house"
ONE_DAY = timedelta(days=1)
SATURDAY = 5
# What has a deadline, too, though nobody asks for it on a form.
SUBJECTS = {"gpc_signal", "one_click", "notice_change", "records"}


class Period(Struct, frozen=True, forbid_unknown_fields=True):
    """A span of time as a law writes it."""

    count: int
    unit: Literal["business", "calendar", "month"]

    def __post_init__(self) -> None:
        """Refuse a time that no law would give."""
        if not 0 <= self.count <= 400:
            raise ValueError(f"count is {self.count}; it must be between 0 and 400")


class Deadline(Struct, frozen=True, forbid_unknown_fields=True):
    """By when one law wants some kinds answered.

    Without ``respond`` the law gives no fixed period, and the organisation's own promise decides.
    ``begins`` is the first day of receipt for which the row holds; ``ways`` are the ways in for which it
    holds, all of them if none is named.
    """

    id: str
    regime: str
    kinds: tuple[str, ...]
    source: str
    confirmed: bool
    checked: date
    respond: Period | None = None
    acknowledge: Period | None = None
    extend: Period | None = None
    begins: date = date.min
    ways: tuple[Literal["post", "phone", "web", "person"], ...] = ()
    note: str = ""


class DeadlinesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """All of ``deadlines.toml``."""

    deadline: tuple[Deadline, ...]


def due_date(received: date, period: Period, closed: Collection[date] = ()) -> date:
    """Give the last day of ``period``; day 1 is the day after receipt.

    Business days leave out the days on which the office is ``closed``. Calendar days don't roll off a
    weekend. A month ends on the corresponding date, or on the Monday after a weekend (Regulation 1182/71
    art. 3; ICO guidance on time limits); other countries' holidays are not counted, so that our day is never
    later than theirs.
    """
    if period.unit == "business":
        return _after_business_days(received, period.count, closed)
    if period.unit == "calendar":
        return received + timedelta(days=period.count)
    day = _after_months(received, period.count)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)


def first_due(
    received: date, rows: Iterable[Deadline], closed: Collection[date] = ()
) -> tuple[date, Deadline, Period]:
    """Give the earliest day on which one of ``rows`` wants an answer, with that row and its period.

    :raises ValueError: when no row gives a period; the organisation's own promise always does.
    """
    given = (
        (due_date(received, row.respond, closed), row, row.respond)
        for row in rows
        if row.respond and received >= row.begins
    )
    return min(given, key=lambda found: found[0])


def is_business_day(day: date) -> bool:
    """Say whether ``day`` is Monday to Friday and no federal holiday of the United States (5 USC 6103)."""
    return day.weekday() < SATURDAY and day not in _federal_holidays(day.year)


@cache
def _federal_holidays(year: int) -> frozenset[date]:
    # Imported here: only a form asks for holidays, and the library takes longer to load than the site.
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays("US", years=(year - 1, year, year + 1)))


def _after_business_days(day: date, count: int, closed: Collection[date]) -> date:
    while count:
        day += ONE_DAY
        count -= is_business_day(day) and day not in closed
    return day


def _after_months(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
