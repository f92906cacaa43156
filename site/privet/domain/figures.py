"""Counting without following: totals of a day come in, months are closed, and what is old is forgotten.

The columns of the tables, shown at /figures/kept/, are all there is. What may be shown of a month is decided
in ``figures_publishing``, days for the office in ``figures_days``.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from privet.domain.figures_buckets import Pair
from privet.domain.figures_counts import DayCounts
from privet.domain.figures_publishing import name, publish_due
from privet.storage import figures as records
from privet.storage.figures import CompatibilityTotal, PublishedMonth, VisitTotal
from privet.storage.store import Store

# What the tables may hold: the promise, written down apart from the tables that keep it.
ALLOWED = {
    "visit_total": ("day", "route", "topic", "count"),
    "compatibility_total": ("day", "figure", "bucket", "count"),
    "published_month": ("month", "published"),
    "published_figure": ("month", "figure", "route", "item", "count"),
}


def add(store: Store, counts: Mapping[date, DayCounts]) -> None:
    """Add ``counts`` to the totals of their days, all or nothing.

    A month that is closed stays as it is: what comes later for one of its days is dropped.

    :raises StorageUnavailable: when nothing was written.
    """
    with store.writing():
        closed = set(PublishedMonth.all())
        for day, counted in counts.items():
            if name(day) not in closed:
                VisitTotal.add((day, *pair, count) for pair, count in counted.visits.items())
                CompatibilityTotal.add((day, *pair, count) for pair, count in counted.compatibility.items())


def tend(store: Store, today: date, keep_days: int, kept_apart: Collection[Pair] = ()) -> list[str]:
    """Publish the months that are due, then forget the days that are too old; gives what was published.

    :raises StorageUnavailable: when that must be tried again.
    """
    published = publish_due(store, today, kept_apart)
    oldest = first_kept(today, keep_days)
    with store.writing():
        VisitTotal.forget_before(oldest)
        CompatibilityTotal.forget_before(oldest)
    return published


def first_kept(today: date, keep_days: int) -> date:
    """Give the oldest day of which totals are kept."""
    return today - timedelta(days=keep_days)


def kept_columns() -> dict[str, list[str]]:
    """Give the tables and their columns, as the records declare them."""
    return records.kept_columns()
