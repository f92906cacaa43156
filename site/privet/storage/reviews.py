"""What reviews found: one row for each safeguard that was looked at; rows are only added."""

from datetime import UTC, datetime

import peewee

from privet.storage.events import Event
from privet.storage.record import Record


class ReviewResult(Record):
    """What a look at one safeguard found.

    ``at`` is in microseconds since 1970 in UTC, and the same in all rows of one review.
    """

    at = peewee.BigIntegerField()
    day = peewee.DateField()
    safeguard = peewee.CharField(max_length=64)
    result = peewee.CharField(max_length=16)
    note = peewee.TextField()
    by = peewee.CharField(max_length=100)

    class Meta:
        """One row for each safeguard in a review."""

        table_name = "review_result"
        primary_key = peewee.CompositeKey("safeguard", "at")

    @classmethod
    def in_order(cls) -> list["ReviewResult"]:
        """Give all of them, the oldest first."""
        return list(cls.select().order_by(cls.at, cls.safeguard))


def first_event() -> datetime | None:
    """Give the time of the first thing that was done here."""
    at: int | None = Event.select(peewee.fn.MIN(Event.at)).scalar()
    return datetime.fromtimestamp(at / 1_000_000, UTC) if at is not None else None
