"""Days for the office, of closed months: each published number divided into runs of days.

Days refine what was published and nothing else: each published number is cut into runs of days that follow
each other, each with a sum from which no count of 1 to 10 can be worked out. So all that was ever shown of a
month, to the public or to the office, still is one partition. The browsers’ figures have no days: their
totals of a day equal those of the topics, and would be a second partition of the same visits.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from privet.domain.figures_counts import TOGETHER
from privet.domain.figures_publishing import ROUTE, TOPIC, TOTAL, Row, days_of
from privet.domain.figures_suppression import may_be_shown
from privet.storage.figures import PublishedFigure, VisitTotal
from privet.storage.store import Store

Visit = tuple[date, str, str, int]
Part = tuple[str, str, str]


@dataclass(frozen=True)
class Run:
    """Days that are shown together, and what was counted on them."""

    first: date
    last: date
    count: int


@dataclass(frozen=True)
class Days:
    """One published number by days: of a topic, a route, or several together (``*``)."""

    route: str
    topic: str
    runs: tuple[Run, ...]


def days(store: Store, month: str, first_kept: date) -> list[Days] | None:
    """Divide what was published of ``month`` into days.

    Nothing, if it isn’t published or if some of its days are forgotten: what is left of them would differ
    from what was published by exactly what is gone.
    """
    first, after = days_of(month)
    if first < first_kept:
        return None
    with store.reading():
        published = [(f, r, i, n) for _month, f, r, i, n in PublishedFigure.of_month(month)]
        visits = VisitTotal.by_day(first, after)
    return divide(published, visits, (first, after - timedelta(days=1)))


def divide(published: Iterable[Row], visits: Iterable[Visit], ends: tuple[date, date]) -> list[Days] | None:
    """Divide each published number into days; nothing if the days don’t sum up to what was published."""
    counts = {(figure, route, item): count for figure, route, item, count in published}
    parts = _parts(counts, visits)
    if not parts or any(sum(n for *_, n in rows) != counts[part] for part, rows in parts.items()):
        return None
    return [
        Days(route or TOGETHER, item or TOGETHER, tuple(runs(rows, *ends)))
        for (_figure, route, item), rows in sorted(parts.items())
    ]


def runs(visits: Iterable[Visit], first: date, last: date) -> Iterator[Run]:
    """Cut the days from ``first`` to ``last`` into runs, each as short as its counts allow."""
    by_day: defaultdict[date, list[int]] = defaultdict(list)
    for day, _route, _topic, count in visits:
        by_day[day].append(count)
    done: list[tuple[date, int]] = []
    total = cells = 0
    for day in sorted(by_day):
        total, cells = total + sum(by_day[day]), cells + len(by_day[day])
        if may_be_shown(total, cells):
            done.append((day, total))
            total = cells = 0
    # What is left over goes to the last run, which also reaches to the end.
    ends = [(last, done[-1][1] + total) if end is done[-1] else end for end in done] or [(last, total)]
    for end, count in ends:
        yield Run(first, end, count)
        first = end + timedelta(days=1)


def _parts(published: Collection[Part], visits: Iterable[Visit]) -> dict[Part, list[Visit]]:
    """Sort the visits of a month by the smallest published number in which each is counted."""
    parts: defaultdict[Part, list[Visit]] = defaultdict(list)
    divided = {route for figure, route, _item in published if figure == TOPIC}
    for visit in visits:
        _day, route, topic, _count = visit
        ways: tuple[Part, ...] = ((ROUTE, route, ""), (ROUTE, TOGETHER, ""), (TOTAL, "", ""))
        if route in divided:
            ways = ((TOPIC, route, topic), (TOPIC, route, TOGETHER))
        part = next((part for part in ways if part in published), None)
        if part is None:
            return {}
        parts[part].append(visit)
    return dict(parts)
