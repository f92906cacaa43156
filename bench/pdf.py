"""PDF request (check, render, send) against bare Typst compile of the same document: at most 1.3."""

import gc
import io
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from privet import create_app
from privet.domain import typesetting

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
TIMES = 150
compile_sheet = typesetting.compile_page  # the bare compile is what we measure against


def main() -> None:
    """Make one after the other in turns, and print the ratio of the medians."""
    with tempfile.TemporaryDirectory() as folder:
        site = create_app(Path(folder)).wsgi_app
        body = urlencode(FORM).encode()
        gc.freeze()  # As each worker of the server does once it has loaded the site.
        stamp = datetime.now(UTC).replace(microsecond=0)
        documents = seen_by_typst(lambda: request(site, body), TIMES)
        bare, whole = [], []
        for document in documents:
            bare.append(timed(lambda document=document: compile_sheet("request", document, stamp)))  # type: ignore[misc]
            whole.append(timed(lambda: request(site, body)))
    ratio = statistics.median(whole) / statistics.median(bare)
    print(f"PDF request against bare Typst compile: {ratio:.2f} in time (at most 1.3)")
    print(f"  bare {statistics.median(bare) * 1000:.1f} ms, request {statistics.median(whole) * 1000:.1f} ms")


def seen_by_typst(work: Callable[[], object], times: int) -> list[str]:
    """Give the documents that ``work`` has compiled, each with a reference of its own, as requests have."""
    seen: list[str] = []

    def note(_template: str, data: str, _stamp: datetime) -> bytes:
        seen.append(data)
        return b""

    with patch.object(typesetting, "compile_page", note):
        for _ in range(times):
            work()
    return seen


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that one call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


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
