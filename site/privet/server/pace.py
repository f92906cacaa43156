"""Which requests are answered on the spot, between two turns of the event loop, and which take a thread."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from privet.server.environ import Environ

QUICK = 0.020  # Seconds. Nobody notices when the loop is busy for so long.
KINDS = 64  # Visitors choose addresses, so what is remembered of them must stay small.


class Pace:
    """How long each kind of page took the last time.

    A thread for each request lets a slow page pass in the background, and costs as much as a small page.
    So a page that was quick the last time is answered in the loop, and one that was slow gets a thread until
    it is quick again. A kind is the first part of the address; what it does not know is slow. What comes
    with a body or a cookie concerns somebody's data, may wait for the database, and always gets a thread.
    """

    def __init__(self) -> None:
        self._took: dict[str, float] = {}

    def quick(self, environ: Environ) -> bool:
        """Say whether this request will be answered at once, as far as one can know."""
        return (
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and "HTTP_COOKIE" not in environ
            and "CONTENT_LENGTH" not in environ
            and self._took.get(_kind(environ), QUICK) < QUICK
        )

    @contextmanager
    def measured(self, environ: Environ) -> Iterator[None]:
        """Remember how long the block took."""
        kind = _kind(environ)
        begun = time.monotonic()
        try:
            yield
        finally:
            if kind not in self._took and len(self._took) >= KINDS:
                self._took.clear()
            self._took[kind] = time.monotonic() - begun


def _kind(environ: Environ) -> str:
    path: str = environ["PATH_INFO"]
    return path.split("/", 2)[1]
