"""The site-wide check that a form was sent from our own pages.

Pages without a cookie can't hold a token, so unsafe methods are judged by what the browser says of itself:
``Sec-Fetch-Site`` where it is sent, else ``Origin`` against our own host. A client that sends neither is no
browser, and can't be made to send somebody's form for them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, request

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


def from_anywhere(view: View) -> View:
    """Let ``view`` be sent a form from anywhere: one-click unsubscribing (RFC 8058), and nothing else.

    It must do the same whoever asks, look at no cookie, and turn off alone.
    """
    view.from_anywhere = True  # type: ignore[attr-defined]
    return view


def _check() -> None:
    if request.method not in SAFE_METHODS and not _is_ours() and not _may_be_anybodys():
        abort(403)


def _may_be_anybodys() -> bool:
    """Say whether the view that answers is the one that takes forms from anywhere."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "from_anywhere", False) is True


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin.lower() == f"{request.scheme}://{request.host}".lower()
