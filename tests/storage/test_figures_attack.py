"""Solving for small numbers with all that is ever shown: the table, the office’s days, several months."""

import random
from collections import defaultdict
from collections.abc import Iterator
from csv import DictReader
from datetime import date
from io import StringIO

import pytest

from privet.domain import figures, figures_days, figures_publishing, figures_reading
from privet.domain.figures_buckets import Pair
from privet.domain.figures_counts import DayCounts
from privet.domain.figures_days import Days
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store
from tests.domain.figures_attack import APART, Equations, row

Totals = dict[date, dict[Pair, int]]


@pytest.mark.promise("P8")
@pytest.mark.parametrize("seed", range(12))
def test_no_small_number_follows_from_everything_that_is_shown(file_store: Store, seed: int) -> None:
    """P8: the public table of two months, the office’s days, and that all tables count the same pages.

    Every cell that isn't zero in a month is known to be there, and each of its days is an unknown. What
    follows from the equations is worked out exactly.
    """
    store, months = file_store, ("2026-09", "2026-10")
    visits, browsers = _random_days(random.Random(seed))  # noqa: S311 - reproducible, not secret
    for day in visits:
        figures.add(store, {day: DayCounts(visits[day], browsers[day])})
    figures.tend(store, date(2026, 11, 2), 760, APART)
    known = Equations()
    lines = list(DictReader(StringIO(figures_reading.as_csv(store))))

    for month in months:
        days = [day for day in visits if figures_publishing.name(day) == month]
        pairs = {
            table: {pair for day in days for pair in found[day]}
            for table, found in (("v", visits), ("b", browsers))
        }
        for line in (line for line in lines if line["month"] == month):
            table, shown = _cells(line, lines, pairs)
            known.add(row((day, table, *pair) for day in days for pair in shown))
        for part in figures_days.days(store, month, date(2025, 1, 1)) or []:
            shown = _cells_of(part, lines, pairs["v"], month)
            for run in part.runs:
                covered = [day for day in days if run.first <= day <= run.last]
                known.add(row((day, "v", *pair) for day in covered for pair in shown))
        for day in days:
            every = [[(day, table, *pair) for pair in found] for table, found in pairs.items()]
            known.add(row(every[0], minus=every[1]))

    assert lines
    _assert_hidden(known, visits, "v")
    _assert_hidden(known, browsers, "b")


@pytest.fixture
def file_store(file_place: Place) -> Iterator[Store]:
    """Give one database only: what is published is the same on both."""
    store = open_store(file_place, date(2026, 11, 23))
    yield store
    store.close()


def _random_days(chance: random.Random) -> tuple[Totals, Totals]:
    """Give five days in each of two months, with few and many visits."""
    visits, browsers = Totals(), Totals()
    names = [(route, topic) for route in ("consumer", "figures", "leaving") for topic in "abc"]
    usual = {pair: chance.choice((0.3, 1, 4, 15, 60)) for pair in names}
    for month in (9, 10):
        for number in chance.sample(range(1, 30), 5):
            counts = {pair: int(chance.expovariate(1 / mean)) for pair, mean in usual.items()}
            day = date(2026, month, number)
            visits[day] = {pair: n for pair, n in counts.items() if n}
            left = sum(visits[day].values())
            browsers[day] = {}
            for name, share in (("chrome 142", 0.6), ("firefox 115", 0.03), ("other", 0.1), ("safari 26", 1)):
                taken = left if share == 1 else int(left * share * chance.random())
                browsers[day] |= {("browser", name): taken} if taken else {}
                left -= taken
    return visits, browsers


def _cells(
    line: dict[str, str], lines: list[dict[str, str]], pairs: dict[str, set[Pair]]
) -> tuple[str, set[Pair]]:
    """Say which cells a line of the published table adds up, as any reader would take it."""
    alike = [other for other in lines if (other["month"], other["figure"]) == (line["month"], line["figure"])]
    if line["figure"] == "browser":
        named = {other["item"] for other in alike}
        return "b", {
            p for p in pairs["b"] if p[1] == line["item"] or (line["item"] == "*" and p[1] not in named)
        }
    if line["figure"] == "total":
        return "v", pairs["v"]
    if line["figure"] == "route":
        named = {other["route"] for other in alike}
        return "v", {
            p for p in pairs["v"] if p[0] == line["route"] or (line["route"] == "*" and p[0] not in named)
        }
    named = {other["item"] for other in alike if other["route"] == line["route"]}
    inside = {pair for pair in pairs["v"] if pair[0] == line["route"]}
    return "v", {p for p in inside if p[1] == line["item"] or (line["item"] == "*" and p[1] not in named)}


def _cells_of(part: Days, lines: list[dict[str, str]], visits: set[Pair], month: str) -> set[Pair]:
    """Say which cells a part of the office’s days adds up."""
    figure, route, item = "topic", part.route, part.topic
    if item == "*" and not any(
        n["route"] == route and n["figure"] == "topic" and n["month"] == month for n in lines
    ):
        figure, item = "route", ""
    if route == "*" and not any(n["route"] == "*" and n["month"] == month for n in lines):
        figure, route = "total", ""
    line = {"month": month, "figure": figure, "route": route, "item": item}
    return _cells(line, lines, {"v": visits, "b": set()})[1]


def _assert_hidden(known: Equations, totals: Totals, table: str) -> None:
    """Fail for each small number, of a day or of a month, that can be worked out."""
    by_month: defaultdict[tuple[str, Pair], list[tuple[date, int]]] = defaultdict(list)
    for day, found in totals.items():
        for pair, count in found.items():
            by_month[figures_publishing.name(day), pair].append((day, count))
            assert not 1 <= count <= 10 or not known.tell(row([(day, table, *pair)])), (day, pair, count)
    for (month, pair), counts in by_month.items():
        if sum(count for _day, count in counts) <= 10:
            days = [day for day in totals if figures_publishing.name(day) == month]
            assert not known.tell(row((day, table, *pair) for day in days)), (month, pair)
