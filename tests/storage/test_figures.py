"""Totals of a day, months that are published once, and the evidence for it."""

from datetime import date, timedelta

import peewee
import pytest

from privet.domain import figures, figures_days, figures_publishing, figures_reading
from privet.domain.figures_buckets import Pair
from privet.domain.figures_counts import DayCounts
from privet.domain.figures_evidence import (
    compatibility_evidence,
    retention_evidence,
    routes_evidence,
    small_numbers_evidence,
    totals_only_evidence,
)
from privet.storage.figures import TABLES, CompatibilityTotal, PublishedFigure, PublishedMonth, VisitTotal
from privet.storage.store import Store
from tests.registers import witness

NOVEMBER, DECEMBER = date(2026, 11, 2), date(2026, 12, 2)


def counted(day: date, visits: dict[Pair, int], browser: str = "chrome 142") -> dict[date, DayCounts]:
    """Give counts of one day, all of them with the same browser."""
    return {day: DayCounts(visits, {("browser", browser): sum(visits.values())})}


def published(store: Store) -> list[tuple[str, str, str, str, int]]:
    with store.reading():
        return PublishedFigure.all()


@pytest.mark.promise("P5", "P7")
def test_counts_of_a_day_add_up_to_one_row(store: Store) -> None:
    """P5, P7: after a hundred choices there are totals, and no row for any of them."""
    for _ in range(100):
        figures.add(store, counted(date(2026, 10, 5), {("consumer", "index"): 3, ("provider", "index"): 1}))

    with store.reading():
        assert sorted(VisitTotal.by_day(date(2026, 10, 1), NOVEMBER)) == [
            (date(2026, 10, 5), "consumer", "index", 300),
            (date(2026, 10, 5), "provider", "index", 100),
        ]
        assert CompatibilityTotal.by_day(date(2026, 10, 1), NOVEMBER) == [
            (date(2026, 10, 5), "browser", "chrome 142", 400)
        ]


@pytest.mark.promise("P8")
def test_month_is_published_a_full_day_after_its_end(store: Store) -> None:
    """P8: not on its last day, nor on the day after, when something may still be on its way."""
    figures.add(store, counted(date(2026, 10, 5), {("front", "home"): 50}))

    assert figures.tend(store, date(2026, 10, 31), 760) == []
    assert figures.tend(store, date(2026, 11, 1), 760) == []
    assert figures.tend(store, NOVEMBER, 760) == ["2026-10"]
    assert ("2026-10", "total", "", "", 50) in published(store)
    assert figures_reading.next_publication(date(2026, 11, 1)) == ("2026-10", NOVEMBER)
    assert figures_reading.next_publication(NOVEMBER) == ("2026-11", DECEMBER)


@pytest.mark.promise("P8")
def test_published_month_never_changes(store: Store) -> None:
    """P8: neither by late counts, nor by publishing again, nor by later months; two releases don’t differ."""
    figures.add(store, counted(date(2026, 10, 5), {("front", "home"): 50, ("consumer", "index"): 40}))
    figures.tend(store, NOVEMBER, 760)
    before = published(store)

    figures.add(store, counted(date(2026, 10, 31), {("front", "home"): 1, ("consumer", "late"): 3}))
    assert figures.tend(store, NOVEMBER, 760) == []
    assert published(store) == before

    figures.add(store, counted(date(2026, 11, 5), {("front", "home"): 70}))
    assert figures.tend(store, DECEMBER, 760) == ["2026-11"]
    assert [line for line in published(store) if line[0] == "2026-10"] == before
    with store.reading():
        assert ("consumer", "late") not in VisitTotal.words()


@pytest.mark.promise("P8")
def test_of_two_publishers_one_is_late(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """P8: a process that still believes the month to be open finds it closed, and changes nothing."""
    figures.add(store, counted(date(2026, 10, 5), {("front", "home"): 50}))
    figures.tend(store, NOVEMBER, 760)
    before = published(store)
    monkeypatch.setattr(PublishedMonth, "all", lambda: [])
    figures.add(store, counted(date(2026, 10, 6), {("front", "home"): 1}))

    assert figures.tend(store, NOVEMBER, 760) == []

    assert published(store) == before
    with pytest.raises(peewee.IntegrityError), store.writing():
        PublishedFigure.publish([("2026-10", "total", "", "", 51)])


def test_month_with_too_little_is_closed_without_a_number(store: Store) -> None:
    figures.add(store, counted(date(2026, 10, 5), {("front", "home"): 9}))

    assert figures.tend(store, NOVEMBER, 760) == ["2026-10"]

    assert published(store) == []
    assert figures_reading.months(store) == ["2026-10"]
    assert figures_reading.read(store, "2026-10").total is None
    assert figures_reading.totals(store, ["2026-10"]) == [("2026-10", None)]


def test_days_are_forgotten_in_time_and_only_after_they_were_published(store: Store) -> None:
    for month in (8, 9, 10):
        figures.add(store, counted(date(2026, month, 5), {("front", "home"): 50}))

    assert figures.tend(store, date(2026, 11, 10), 35) == ["2026-08", "2026-09", "2026-10"]

    with store.reading():
        assert (VisitTotal.first_day(), CompatibilityTotal.first_day()) == (None, None)
    assert len(published(store)) == 12


def test_evidence_is_computed_from_the_database(store: Store) -> None:
    ask = witness(store)
    assert totals_only_evidence(ask).state == "kept"
    assert {routes_evidence(ask).state, small_numbers_evidence(ask).state} == {"not_due"}
    assert retention_evidence(ask).state == "not_due"

    figures.add(store, counted(date(2026, 10, 5), {("consumer", "index"): 40, ("front", "home"): 17}))
    figures.tend(store, NOVEMBER, 760)

    assert "consumer 40" in routes_evidence(ask).text
    assert small_numbers_evidence(ask).text == "The smallest of 6 published numbers is 17."
    assert compatibility_evidence(ask).state == "kept"
    assert retention_evidence(ask).state == "kept"


@pytest.mark.promise("P5", "P7")
def test_column_for_a_visitor_would_be_found(store: Store) -> None:
    """P5, P7: the evidence reads the real tables, so a key or an address in one of them shows."""
    with store.writing():
        store.database.execute_sql("ALTER TABLE visit_total ADD COLUMN visitor VARCHAR(64)")

    found = totals_only_evidence(witness(store))

    assert (found.state, "visit_total.visitor" in found.text) == ("broken", True)


@pytest.mark.promise("P8", "P9")
def test_planted_number_and_bucket_would_be_found(store: Store) -> None:
    """P8, P9: the evidence reads the real rows."""
    figures.add(store, counted(date(2026, 11, 5), {("front", "home"): 40}, browser="Mozilla/5.0 of Ana"))
    with store.writing():
        PublishedFigure.publish([("2026-09", "total", "", "", 7)])

    assert small_numbers_evidence(witness(store)).state == "broken"
    assert compatibility_evidence(witness(store)).state == "broken"


@pytest.mark.promise("P5")
def test_tables_have_the_columns_that_the_promise_allows() -> None:
    """P5: a day, words from our lists, and a count."""
    assert {table: tuple(columns) for table, columns in figures.kept_columns().items()} == figures.ALLOWED
    assert len(TABLES) == len(figures.ALLOWED)


def test_days_of_the_office_sum_up_to_what_was_published(store: Store) -> None:
    for day, number in ((1, 30), (2, 4), (3, 5), (4, 12), (9, 3)):
        figures.add(store, counted(date(2026, 10, day), {("front", "home"): number}))
    assert figures_days.days(store, "2026-10", date(2025, 1, 1)) is None
    figures.tend(store, NOVEMBER, 760)

    days = figures_days.days(store, "2026-10", date(2025, 1, 1))

    assert days is not None
    assert [(run.first.day, run.last.day, run.count) for run in days[0].runs] == [(1, 1, 30), (2, 31, 24)]
    assert figures_days.days(store, "2026-10", date(2026, 10, 2)) is None
    with store.writing():
        VisitTotal.delete().where(VisitTotal.day == date(2026, 10, 4)).execute()
    assert figures_days.days(store, "2026-10", date(2025, 1, 1)) is None


def test_days_reach_over_a_whole_month() -> None:
    first, after = figures_publishing.days_of("2026-02")

    assert (first, after - timedelta(days=1)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert figures_publishing.days_of("2026-12")[1] == date(2027, 1, 1)
