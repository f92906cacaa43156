"""Signals that browsers send: Global Privacy Control and Do Not Track, as one request brings them.

Nothing is stored for them on public pages. Any value but “1” is no signal (W3C, Global Privacy Control);
where a header came several times, one exact “1” is enough. A signal turns things off, never on.
"""

from collections.abc import Mapping
from typing import Any

from flask import request

GPC, DNT = "gpc", "dnt"
VARY = "Accept-Language, Sec-GPC, DNT"  # By what a page that is kept may differ.


def of(environ: Mapping[str, Any]) -> str:
    """Give the signal in the headers of a request: gpc, dnt, or nothing; the first where both are sent."""
    if (sent := environ.get("HTTP_SEC_GPC")) is not None and (sent == "1" or _is_among(sent)):
        return GPC
    if (sent := environ.get("HTTP_DNT")) is not None and (sent == "1" or _is_among(sent)):
        return DNT
    return ""


def current() -> str:
    """Give the signal of this request, or nothing."""
    return of(request.environ)


def _is_among(sent: str) -> bool:
    """Say whether one of several headers, which a server joins by commas, is an exact “1”."""
    return any(value.strip(" \t") == "1" for value in sent.split(","))
