"""Due dates, against the worked vectors and over a century of days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privet.domain import deadlines, rules
from privet.domain.deadlines import Period

RECEIVED = date(2026, 11, 23)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("count", "unit", "due"),
    [
        (10, "business", date(2026, 12, 8)),
        (15, "business", date(2026, 12, 15)),
        (30, "business", date(2027, 1, 7)),
        (7, "calendar", date(2026, 11, 30)),
        (14, "calendar", date(2026, 12, 7)),
        (30, "calendar", date(2026, 12, 23)),
        (45, "calendar", date(2027, 1, 7)),
        (60, "calendar", date(2027, 1, 22)),
        (90, "calendar", date(2027, 2, 21)),
        (1, "month", date(2026, 12, 23)),
    ],
)
def test_due_date_matches_the_worked_vectors(count: int, unit: str, due: date) -> None:
    assert deadlines.due_date(RECEIVED, Period(count, unit)) == due  # type: ignore[arg-type]


def test_month_ends_on_its_last_day_or_the_next_working_day() -> None:
    assert deadlines.due_date(date(2028, 1, 31), Period(1, "month")) == date(2028, 2, 29)
    assert deadlines.due_date(date(2026, 1, 31), Period(1, "month")) == date(
        2026, 3, 2
    )  # 28 Feb is a Saturday.


@given(DAYS, st.integers(1, 60))
def test_business_days_end_on_a_business_day_and_count_right(received: date, count: int) -> None:
    due = deadlines.due_date(received, Period(count, "business"))

    between = (received + timedelta(days=n) for n in range(1, (due - received).days + 1))
    assert deadlines.is_business_day(due)
    assert sum(map(deadlines.is_business_day, between)) == count


@given(DAYS, st.integers(1, 12))
def test_months_never_end_early_nor_on_a_day_off(received: date, count: int) -> None:
    due = deadlines.due_date(received, Period(count, "month"))

    assert due.weekday() < 5
    assert 27 * count < (due - received).days < 31 * count + 7


def test_earliest_law_decides_the_day() -> None:
    found = rules.load(["hipaa", "iippa", "ccpa"])
    regimes = found.regimes_for("US-CA", "coverage")

    due, row, _period = deadlines.first_due(RECEIVED, found.deadlines_for("access", regimes))

    assert (due, row.id) == (date(2026, 12, 23), "hipaa-access")


def test_without_any_law_the_organisation_still_promises_a_day() -> None:
    found = rules.load([])
    for kind in found.kinds:
        assert deadlines.first_due(RECEIVED, found.deadlines_for(kind, ()))
