"""What was published, as pages and files show it: never more than the rows of the published months."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from privet.domain.figures_buckets import OTHER
from privet.domain.figures_counts import TOGETHER
from privet.domain.figures_publishing import ROUTE, TOPIC, TOTAL, days_of, name
from privet.storage.figures import PublishedFigure, PublishedMonth
from privet.storage.store import Store

HEADER = ("month", "figure", "route", "item", "count")
MOST_MONTHS = 36  # In the chart that compares months.


@dataclass(frozen=True)
class Line:
    """A published number and what it counts; ``*`` is all others together."""

    item: str
    count: int


@dataclass
class Published:
    """All that was published of a month; without a ``total``, that no number could be shown."""

    month: str
    total: int | None = None
    routes: list[Line] = field(default_factory=list)
    topics: dict[str, list[Line]] = field(default_factory=dict)
    figures: dict[str, list[Line]] = field(default_factory=dict)

    def of_route(self, route: str) -> int | None:
        """Give the number of a route, if it stands alone."""
        return next((line.count for line in self.routes if line.item == route), None)


def months(store: Store) -> list[str]:
    """Give the published months, the newest first."""
    with store.reading():
        return PublishedMonth.all()


def read(store: Store, month: str) -> Published:
    """Give what was published of ``month``, the largest numbers first."""
    with store.reading():
        rows = PublishedFigure.of_month(month)
    topics, figures = defaultdict[str, list[Line]](list), defaultdict[str, list[Line]](list)
    found = Published(month, topics=topics, figures=figures)
    for _month, figure, route, item, count in sorted(
        rows, key=lambda row: (_last(row[2]), _last(row[3]), -row[4])
    ):
        if figure == TOTAL:
            found.total = count
        elif figure == ROUTE:
            found.routes.append(Line(route, count))
        elif figure == TOPIC:
            topics[route].append(Line(item, count))
        else:
            figures[figure].append(Line(item, count))
    return found


def totals(store: Store, all_months: Iterable[str]) -> list[tuple[str, int | None]]:
    """Give the totals of the newest of ``all_months``, the oldest of them first."""
    newest = sorted(all_months)[-MOST_MONTHS:]
    with store.reading():
        found = PublishedFigure.totals(newest)
    return [(month, found.get(month)) for month in newest]


def as_csv(store: Store) -> str:
    """Give every published number as a table in text."""
    with store.reading():
        rows = PublishedFigure.all()
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(rows)
    return text.getvalue()


def next_publication(today: date) -> tuple[str, date]:
    """Give the month that is published next, and on which day."""
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    while (day := days_of(name(first))[1] + timedelta(days=1)) <= today:
        first = days_of(name(first))[1]
    return name(first), day


def _last(word: str) -> int:
    """Put what isn’t told apart behind the rest, and what is merged behind that."""
    return 2 if word == TOGETHER else int(word == OTHER)
