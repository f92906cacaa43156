"""Times as the database holds them: microseconds since 1970 in UTC."""

from datetime import UTC, datetime


def micro(moment: datetime) -> int:
    """Give an aware time as the database holds it."""
    return round(moment.timestamp() * 1_000_000)


def at(micros: int) -> datetime:
    """Give a time from the database, in UTC."""
    return datetime.fromtimestamp(micros / 1_000_000, UTC)
