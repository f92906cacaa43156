"""When an answer is due: business days, calendar days and months, counted as the laws count them."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from privet.domain.rules import Deadline, Period

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def due_date(received: date, period: Period) -> date:
    """Give the last day of ``period``; day 1 is the day after receipt.

    Calendar days don't roll off a weekend. A month ends on the corresponding date, or on the Monday after a
    weekend (Regulation 1182/71 art. 3; ICO guidance on time limits); other countries' holidays are not
    counted, so that our day is never later than theirs.
    """
    if period.unit == "business":
        return _after_business_days(received, period.count)
    if period.unit == "calendar":
        return received + timedelta(days=period.count)
    day = _after_months(received, period.count)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)


def first_due(received: date, rows: Iterable[Deadline]) -> tuple[date, Deadline]:
    """Give the earliest day on which one of ``rows`` wants an answer, with that row."""
    return min(((due_date(received, row.respond), row) for row in rows), key=lambda pair: pair[0])


def is_business_day(day: date) -> bool:
    """Say whether ``day`` is Monday to Friday and no federal holiday of the United States (5 USC 6103)."""
    return day.weekday() < SATURDAY and day not in _federal_holidays(day.year)


@cache
def _federal_holidays(year: int) -> frozenset[date]:
    # Imported here: only a form asks for holidays, and the library takes longer to load than the site.
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays("US", years=(year - 1, year, year + 1)))


def _after_business_days(day: date, count: int) -> date:
    while count:
        day += ONE_DAY
        count -= is_business_day(day)
    return day


def _after_months(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
