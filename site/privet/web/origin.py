"""The site-wide check that a form was sent from our own pages.

Pages without a cookie can't hold a token, so unsafe methods are judged by what the browser says of itself:
``Sec-Fetch-Site`` where it is sent, else ``Origin`` against our own host. A client that sends neither is no
browser, and can't be made to send somebody's form for them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, request

View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Flask) -> None:
    """Refuse unsafe requests from elsewhere on every page of ``app``."""
    app.before_request(_check)


def not_from_elsewhere(view: View) -> View:
    """Keep other sites from making their visitors ask for what ``view`` takes long to make.

    Somebody may follow a link to it, but no page may load it as a picture or in a script.
    """

    @wraps(view)
    def checked(**values: Any) -> Any:
        mode = request.headers.get("Sec-Fetch-Mode", "navigate")
        if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"} and mode != "navigate":
            abort(403)
        return view(**values)

    return cast("View", checked)


def _check() -> None:
    if request.method not in SAFE_METHODS and not _is_ours():
        abort(403)


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin.lower() == f"{request.scheme}://{request.host}".lower()
