"""Calling a WSGI application and making one whole answer of what it gives (PEP 3333)."""

from collections.abc import Callable, Iterable
from types import TracebackType
from wsgiref.types import WSGIApplication

from privet.server.environ import Environ

Headers = list[tuple[str, str]]
_Caught = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class _Start:
    """The ``start_response`` of one request."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: Headers = []
        self.written: list[bytes] = []

    def __call__(
        self, status: str, headers: Headers, exc_info: _Caught | None = None, /
    ) -> Callable[[bytes], object]:
        if self.status and exc_info is None:
            raise RuntimeError("start_response was called twice")
        self.status = int(status[:3])
        self.headers = headers
        return self.written.append


def answer(application: WSGIApplication, environ: Environ) -> tuple[int, Headers, bytes]:
    """Give the status, the headers and the body with which ``application`` answers.

    Pages here are small, so a body that comes in pieces is joined: one that breaks off in the middle can
    then still become an error page, and no visitor's slow line holds a thread.

    :raises ValueError: if a header can't be sent; Granian would leave it out without a word.
    """
    start = _Start()
    result = application(environ, start)
    try:
        body = b"".join(result)
    finally:
        close = getattr(result, "close", None)
        if close is not None:
            close()
    if start.written:
        body = b"".join(start.written) + body
    if not start.status:
        raise ValueError("the application answered without a status")
    _check(start.headers)
    return start.status, *_fit(start, body, head=environ["REQUEST_METHOD"] == "HEAD")


def _check(headers: Iterable[tuple[str, str]]) -> None:
    text = "".join(map("".join, headers))
    if not (text.isascii() and text.isprintable()):
        raise ValueError("a header holds a control character or one beyond ASCII")


def _fit(start: _Start, body: bytes, *, head: bool) -> tuple[Headers, bytes]:
    """Make the length that is announced and the body fit each other."""
    declared = [value for name, value in start.headers if name.lower() == "content-length"]
    if head:
        return start.headers if declared else [*start.headers, ("content-length", str(len(body)))], b""
    if start.status in {204, 304}:
        return start.headers, b""
    if declared not in ([], [str(len(body))]):
        raise ValueError("Content-Length and body differ")
    return start.headers, body
