"""PDF request (check, render, send) against bare Typst compile of the same document: at most 1.3."""

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from privet import create_app
from privet.domain import sheets

FORM = [
    ("kind", "access"),
    ("kind", "stop_email"),
    ("residence", "US-CA"),
    ("about", "website"),
    ("name", "Ana O'Brien Ruiz"),
    ("address_lines", "12 Elm Street\nSacramento CA 95814"),
    ("email", "ana@example.org"),
    ("details_access", "All letters about my claim of May 2026."),
]
ROUNDS, EACH = 15, 6


def main() -> None:
    """Measure both in turns, and print the ratio of their medians."""
    with tempfile.TemporaryDirectory() as folder:
        site = create_app(Path(folder))
        body = urlencode(FORM).encode()
        seen: list[str] = []
        compile_sheet = sheets._compile
        sheets._compile = lambda data, stamp: (seen.append(data), compile_sheet(data, stamp))[1]  # type: ignore[func-returns-value]
        assert request(site.wsgi_app, body).startswith(b"%PDF")
        sheets._compile = compile_sheet
        stamp = datetime.now(UTC).replace(microsecond=0)
        data = seen[0]

        def fresh(number: int) -> str:
            # Typst remembers what it has set; a new reference each time is what a visitor's form has, too.
            return data.replace('"reference":"', f'"reference":"{number:03}', 1)

        bare, whole = [], []
        for turn in range(ROUNDS):
            bare.append(timed(lambda n: compile_sheet(fresh(n), stamp), turn))
            whole.append(timed(lambda _n: request(site.wsgi_app, body), turn))
    ratio = statistics.median(w / b for w, b in zip(whole, bare, strict=True))
    print(f"PDF request against bare Typst compile: {ratio:.2f} in time (at most 1.3)")
    print(f"  bare {statistics.median(bare) * 1000:.1f} ms, request {statistics.median(whole) * 1000:.1f} ms")


def timed(work: Callable[[int], object], turn: int) -> float:
    """Give the seconds that one call takes, as the mean of a few."""
    begun = time.perf_counter()
    for number in range(EACH):
        work(turn * EACH + number)
    return (time.perf_counter() - begun) / EACH


def request(application: Any, body: bytes) -> bytes:
    """Send the form as a server does, and give the answer."""
    environ = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/mail-in/form.pdf",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost:8443",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(body),
    }
    answer = application(environ, lambda _status, _headers, _trace=None: None)
    try:
        return b"".join(answer)
    finally:
        answer.close()


if __name__ == "__main__":
    main()
