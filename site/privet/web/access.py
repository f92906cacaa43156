"""Who may see a page: every view declares it, and a view that doesn't is closed to everybody."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])


class Access(Enum):
    """For whom a view is."""

    EVERYONE = "everyone"


def open_to_everyone(view: View) -> View:
    """Declare that ``view`` shows nothing of anybody, and may be seen without signing in."""
    view.access = Access.EVERYONE  # type: ignore[attr-defined]
    return view


def of(view: Callable[..., Any] | None) -> Access | None:
    """Give what ``view`` declares; what isn't one of our own words counts for nothing."""
    declared = getattr(view, "access", None)
    return declared if isinstance(declared, Access) else None


def init_app(app: Flask) -> None:
    """Close every view of ``app`` that isn't declared open."""
    open_to_everyone(app.view_functions["static"])
    app.before_request(_check)


def _check() -> None:
    endpoint = request.endpoint
    if endpoint and of(current_app.view_functions[endpoint]) is not Access.EVERYONE:
        abort(403)
