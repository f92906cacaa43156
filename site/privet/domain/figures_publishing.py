"""Closing a month: once, a full day after its end, what may be shown of it is written down for good."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from privet.domain.figures_buckets import OTHER, Pair
from privet.domain.figures_counts import TOGETHER
from privet.domain.figures_suppression import Cell, Split, may_be_shown, split
from privet.storage.figures import CompatibilityTotal, PublishedFigure, PublishedMonth, VisitTotal
from privet.storage.store import Store

TOTAL, ROUTE, TOPIC = "total", "route", "topic"

Row = tuple[str, str, str, int]  # A figure, a route and an item where it has them, and the count.


@dataclass(frozen=True)
class Month:
    """What was counted in a month: by route and topic, and by figure and bucket."""

    visits: Mapping[Pair, int]
    compatibility: Mapping[Pair, int]

    @property
    def total(self) -> int:
        """Give the number of counted pages."""
        return sum(self.visits.values())

    def routes(self) -> dict[str, dict[str, int]]:
        """Give the topics that were counted, by route."""
        return _by_first(self.visits)

    def figures(self) -> dict[str, dict[str, int]]:
        """Give the buckets that were counted, by figure; each figure sums up to the total.

        Pages of which a figure was not told, as behind a proxy for a part of the month, are among the others:
        how many they are could be worked out all the same.
        """
        found = {}
        for figure, buckets in _by_first(self.compatibility).items():
            untold = self.total - sum(buckets.values())
            if untold >= 0:
                found[figure] = buckets | {OTHER: buckets.get(OTHER, 0) + untold}
        return found


def publish_due(store: Store, today: date, kept_apart: Collection[Pair]) -> list[str]:
    """Publish each month that ended more than a full day before ``today``; gives those published now.

    The pairs ``kept_apart``, of a figure and a name such as ``("route", "consumer")``, are the last to lose
    their own row where something must be merged with what is small.
    """
    with store.reading():
        oldest, closed = VisitTotal.first_day(), set(PublishedMonth.all())
    due = [month for month in _ended(oldest, today) if name(month) not in closed] if oldest else []
    return [name(month) for month in due if _publish(store, month, today, kept_apart)]


def rows_of(month: Month, kept_apart: Collection[Pair] = ()) -> list[Row]:
    """Give all that may be shown of ``month``: nothing at all, its total, or the total and how it divides."""
    figures = month.figures()
    tables = [month.visits.values(), *(buckets.values() for buckets in figures.values())]
    if not all(may_be_shown(month.total, sum(map(bool, table))) for table in tables):
        return []
    rows = [(TOTAL, "", "", month.total), *_routes(month.routes(), kept_apart)]
    for figure, buckets in sorted(figures.items()):
        order = merging_order(figure, buckets, kept_apart)
        rows += _shown(split([Cell(bucket, buckets[bucket]) for bucket in order]), figure)
    return rows


def merging_order(figure: str, names: Iterable[str], kept_apart: Collection[Pair]) -> list[str]:
    """Give the order in which cells are merged, which must not depend on any count.

    Browsers are kept apart by their names, whatever their versions.
    """
    apart = {which for of, which in kept_apart if of == figure}
    return sorted(names, key=lambda which: (which != OTHER, which.partition(" ")[0] in apart, which))


def name(first: date) -> str:
    """Give the month that begins on ``first`` as it is written: 2026-10."""
    return f"{first:%Y-%m}"


def days_of(month: str) -> tuple[date, date]:
    """Give the first day of ``month``, and the first day after it.

    :raises ValueError: for what is no month.
    """
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1)


def read_month(month: str) -> Month:
    """Sum up the days of ``month``; in a block of the store."""
    days = days_of(month)
    visits, compatibility = VisitTotal.sums(*days), CompatibilityTotal.sums(*days)
    return Month({(r, t): n for r, t, n in visits}, {(f, b): n for f, b, n in compatibility})


def _routes(routes: Mapping[str, Mapping[str, int]], kept_apart: Collection[Pair]) -> Iterator[Row]:
    order = merging_order(ROUTE, routes, kept_apart)
    parts = split([Cell(route, sum(routes[route].values()), len(routes[route])) for route in order])
    if not parts.alone:
        return
    if parts.merged:
        yield ROUTE, TOGETHER, "", parts.rest
    for cell in sorted(parts.alone, key=lambda cell: cell.name):
        yield ROUTE, cell.name, "", cell.count
        topics = routes[cell.name]
        yield from _shown(split([Cell(topic, topics[topic]) for topic in sorted(topics)]), TOPIC, cell.name)


def _shown(parts: Split, figure: str, route: str = "") -> Iterator[Row]:
    """Give the rows of a figure; none where only its total can be shown, which stands elsewhere."""
    if not parts.alone:
        return
    if parts.merged:
        yield figure, route, TOGETHER, parts.rest
    for cell in sorted(parts.alone, key=lambda cell: cell.name):
        yield figure, route, cell.name, cell.count


def _ended(oldest: date, today: date) -> Iterator[date]:
    """Give the first days of the months since ``oldest`` that ended more than a full day before ``today``."""
    first = oldest.replace(day=1)
    while (after := days_of(name(first))[1]) < today:
        yield first
        first = after


def _publish(store: Store, first: date, today: date, kept_apart: Collection[Pair]) -> bool:
    """Close the month and publish it, unless another process was quicker."""
    month = name(first)
    with store.writing():
        if not PublishedMonth.close(month, today):
            return False
        rows = rows_of(read_month(month), kept_apart)
        PublishedFigure.publish((month, *row) for row in rows)
    return True


def _by_first(pairs: Mapping[Pair, int]) -> dict[str, dict[str, int]]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (first, second), count in pairs.items():
        if count:
            found[first][second] = count
    return dict(found)
