"""Which requests are answered on the spot, between two turns of the event loop, and which take a thread."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from privet.server.environ import Environ

QUICK = 0.020  # Seconds. Nobody notices when the loop is busy for so long.
IN_A_ROW = 4
KINDS = 64  # Visitors choose addresses, so what is remembered of them must stay small.


class Pace:
    """How often in a row each kind of page was quick.

    A thread for each request lets a slow page pass in the background, and costs as much as a small page.
    So a kind that was quick a few times in a row is answered in the loop, until it is slow once. A kind is
    the first part of the address and the ending of the last. A PDF may have to wait for another one, and what
    comes with a body or a cookie concerns somebody's data and may wait for the database: these always get a
    thread.
    """

    def __init__(self) -> None:
        self._quick: dict[str, int] = {}

    def quick(self, environ: Environ) -> bool:
        """Say whether this request will be answered at once, as far as one can know."""
        return _public(environ) and self._quick.get(_kind(environ), 0) >= IN_A_ROW

    @contextmanager
    def measured(self, environ: Environ) -> Iterator[None]:
        """Remember whether the block was quick."""
        begun = time.monotonic()
        try:
            yield
        finally:
            if _public(environ):
                self._note(_kind(environ), time.monotonic() - begun < QUICK)

    def _note(self, kind: str, quick: bool) -> None:
        if kind not in self._quick and len(self._quick) >= KINDS:
            self._quick.clear()
        self._quick[kind] = self._quick.get(kind, 0) + 1 if quick else 0


def _public(environ: Environ) -> bool:
    reading = environ["REQUEST_METHOD"] in {"GET", "HEAD"} and not environ["PATH_INFO"].endswith(".pdf")
    return reading and "HTTP_COOKIE" not in environ and "CONTENT_LENGTH" not in environ


def _kind(environ: Environ) -> str:
    path: str = environ["PATH_INFO"]
    first, last = path.split("/", 2)[1], path.rpartition("/")[2]
    _, dot, ending = last.rpartition(".")
    return (first + dot + ending if dot else first)[:40]
