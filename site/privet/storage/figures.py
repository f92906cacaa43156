"""Totals of a day, and what was published of closed months. There is no other trace of a visit."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import peewee

from privet.storage.record import Record

Visits = tuple[date, str, str, int]  # A day, a route and a topic, or a figure and a bucket, and a count.
AT_ONCE = 200  # Rows in one statement: a database takes only so many values.


class DailyTotal(Record):
    """What both tables of a day’s totals can do; ``what`` and ``which`` are their two columns of words."""

    day: peewee.DateField
    count: peewee.IntegerField

    @classmethod
    def _words(cls) -> tuple[peewee.Field, peewee.Field]:
        """Give the two columns that stand between the day and the count."""
        _day, what, which, _count = cls._meta.sorted_fields
        return what, which

    @classmethod
    def add(cls, rows: Iterable[Visits]) -> None:
        """Add counts to the totals of their days, in an order in which no two writers wait for each other."""
        counts = sorted(rows)
        more = {cls.count: cls.count + peewee.EXCLUDED.count}
        fields = cls._meta.sorted_fields
        for start in range(0, len(counts), AT_ONCE):
            query = cls.insert_many(counts[start : start + AT_ONCE], fields)
            query.on_conflict(conflict_target=fields[:3], update=more).execute()

    @classmethod
    def first_day(cls) -> date | None:
        """Give the oldest day of which totals are kept."""
        row = cls.select(cls.day).order_by(cls.day).first()
        return row.day if row else None

    @classmethod
    def sums(cls, first: date, after: date) -> list[tuple[str, str, int]]:
        """Give the sums of the days from ``first`` and before ``after``."""
        what, which = cls._words()
        query = cls.select(what, which, peewee.fn.SUM(cls.count).cast("integer"))
        return _rows(query.where(cls.day >= first, cls.day < after).group_by(what, which))

    @classmethod
    def by_day(cls, first: date, after: date) -> list[Visits]:
        """Give the totals of the days from ``first`` and before ``after``."""
        query = cls.select(*cls._meta.sorted_fields)
        return _rows(query.where(cls.day >= first, cls.day < after))

    @classmethod
    def words(cls) -> list[tuple[str, str]]:
        """Give all pairs of words that occur."""
        what, which = cls._words()
        return _rows(cls.select(what, which).distinct())

    @classmethod
    def forget_before(cls, day: date) -> int:
        """Delete the totals of the days before ``day``; gives the number of rows."""
        deleted: int = cls.delete().where(cls.day < day).execute()
        return deleted


class VisitTotal(DailyTotal):
    """How often a topic of a route was shown on a day."""

    day = peewee.DateField()
    route = peewee.CharField(max_length=64)
    topic = peewee.CharField(max_length=128)
    count = peewee.IntegerField()

    class Meta:
        """One row for each day, route and topic."""

        table_name = "visit_total"
        primary_key = peewee.CompositeKey("day", "route", "topic")


class CompatibilityTotal(DailyTotal):
    """How many pages went to one kind of browser, system, language or protocol on a day."""

    day = peewee.DateField()
    figure = peewee.CharField(max_length=16)
    bucket = peewee.CharField(max_length=24)
    count = peewee.IntegerField()

    class Meta:
        """One row for each day, figure and bucket."""

        table_name = "compatibility_total"
        primary_key = peewee.CompositeKey("day", "figure", "bucket")


class PublishedMonth(Record):
    """A month that was published, and on which day; what it holds is never changed."""

    month = peewee.CharField(max_length=7, primary_key=True)
    published = peewee.DateField()

    class Meta:
        """The name of the table."""

        table_name = "published_month"

    @classmethod
    def close(cls, month: str, today: date) -> bool:
        """Close ``month``; says whether it was still open."""
        query = cls.insert(month=month, published=today).on_conflict_ignore()
        return bool(query.as_rowcount().execute())

    @classmethod
    def all(cls) -> list[str]:
        """Give the closed months, the newest first."""
        return [row.month for row in cls.select(cls.month).order_by(cls.month.desc())]


class PublishedFigure(Record):
    """One published number. Without ``item`` it is the whole of its figure or route."""

    month = peewee.CharField(max_length=7)
    figure = peewee.CharField(max_length=16)
    route = peewee.CharField(max_length=64)
    item = peewee.CharField(max_length=128)
    count = peewee.IntegerField()

    class Meta:
        """One row for each number."""

        table_name = "published_figure"
        primary_key = peewee.CompositeKey("month", "figure", "route", "item")

    @classmethod
    def publish(cls, rows: Iterable[tuple[str, str, str, str, int]]) -> None:
        """Add the rows of a month."""
        found = list(rows)
        for start in range(0, len(found), AT_ONCE):
            cls.insert_many(found[start : start + AT_ONCE], cls._meta.sorted_fields).execute()

    @classmethod
    def of_month(cls, month: str) -> list[tuple[str, str, str, str, int]]:
        """Give what was published of ``month``."""
        return cls._in_order(cls.month == month)

    @classmethod
    def totals(cls, months: list[str]) -> dict[str, int]:
        """Give how many pages were counted in each of ``months``, where that could be published."""
        rows = cls.select(cls.month, cls.count).where(cls.month.in_(months), cls.figure == "total")
        return dict(_rows(rows))

    @classmethod
    def all(cls) -> list[tuple[str, str, str, str, int]]:
        """Give all that was ever published."""
        return cls._in_order(cls.month >= "")

    @classmethod
    def smallest(cls) -> tuple[int, int | None]:
        """Give how many numbers were published, and the smallest of them."""
        found: tuple[int, int | None] = cls.select(
            peewee.fn.COUNT(cls.count), peewee.fn.MIN(cls.count)
        ).scalar(as_tuple=True)
        return found

    @classmethod
    def _in_order(cls, which: peewee.Expression) -> list[tuple[str, str, str, str, int]]:
        order = (cls.month, cls.figure, cls.route, cls.item)
        return _rows(cls.select(*cls._meta.sorted_fields).where(which).order_by(*order))


TABLES: tuple[type[Record], ...] = (VisitTotal, CompatibilityTotal, PublishedMonth, PublishedFigure)


def _rows(query: Any) -> list[Any]:
    """Give what a query finds, without making records of it."""
    return list(query.tuples())


def kept_columns() -> dict[str, list[str]]:
    """Give the columns of these tables as they are declared."""
    return {record._meta.table_name: list(record._meta.columns) for record in TABLES}
