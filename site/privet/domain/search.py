"""Finding topics and kinds of request by words. What was looked for is kept nowhere."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

WEIGHTS = {"title": 5, "summary": 3, "text": 1}


class Page(Struct, frozen=True):
    """Something that can be found: its words, and where it stands."""

    title: str
    summary: str
    address: str
    text: str = ""


def find(words: str, pages: Iterable[Page]) -> list[Page]:
    """Give the pages that hold every word, best first; accents and capitals don't matter."""
    wanted = _words(words)
    scored = [(_score(page, wanted), page) for page in pages]
    return [page for score, page in sorted(scored, key=lambda pair: -pair[0]) if score]


def _score(page: Page, wanted: list[str]) -> int:
    """Add up the weights of where each word begins a word of the page; nothing if one is missing."""
    total = 0
    parts = _parts(page)
    for word in wanted:
        points = sum(w for name, w in WEIGHTS.items() if any(found.startswith(word) for found in parts[name]))
        if not points:
            return 0
        total += points
    return total


@lru_cache(maxsize=1000)
def _parts(page: Page) -> dict[str, list[str]]:
    """Split a page into its words; there are as many pages as texts, so they are kept."""
    return {name: _words(getattr(page, name)) for name in WEIGHTS}


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return kept.split()
