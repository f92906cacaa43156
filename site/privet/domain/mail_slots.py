"""What may be put into a mail: a token, a day, or the organisation’s own words, and nothing else (P27)."""

import re
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

OPAQUE = r"[A-Za-z0-9_-]{43}"


@dataclass(frozen=True)
class Token:
    """What a link ends in: 32 bytes that say nothing to anybody but this site."""

    value: str

    def __post_init__(self) -> None:
        """Refuse what this site never made."""
        if not re.fullmatch(OPAQUE, self.value):
            raise ValueError("this is no token of a link")


@dataclass(frozen=True)
class Day:
    """A day on which something of ours ends; never one of somebody’s life."""

    value: date

    def written(self, language: str) -> str:
        """Give it as people write it."""
        return format_date(self.value, "long", locale=language)


@dataclass(frozen=True)
class OwnWords:
    """What the organisation says of itself; it is the same for whoever gets the mail."""

    value: str


Slot = Token | Day | OwnWords


@dataclass(frozen=True)
class Given:
    """All that one mail has and the next one hasn’t."""

    token: Token | None = None
    day: Day | None = None


NOTHING = Given()
