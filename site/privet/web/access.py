"""Who may see a page: every view declares it, and a view that doesn't is closed to everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """For whom a view is.

    Without ``roles`` it is for everybody. ``fresh`` asks for a second factor shown lately. ``scope`` is what
    an agent must have been given. ``half`` is for those who have given their password and no more.
    ``carried`` lets a form that came too late go on after signing in again; none that holds a secret may.
    """

    roles: frozenset[str] = frozenset()
    fresh: bool = False
    scope: str = ""
    half: bool = False
    carried: bool = True


EVERYONE = Access()
HALF_WAY = Access(frozenset({"half"}), half=True, carried=False)


def open_to_everyone(view: View) -> View:
    """Declare that ``view`` shows nothing of anybody, and may be seen without signing in."""
    view.access = EVERYONE  # type: ignore[attr-defined]
    return view


def half_way(view: View) -> View:
    """Declare that ``view`` is for those who have given their password, and not yet a second factor."""
    view.access = HALF_WAY  # type: ignore[attr-defined]
    return view


def signed_in(
    *roles: str, fresh: bool = False, scope: str = "", carried: bool = True
) -> Callable[[View], View]:
    """Declare that a view is for those who have signed in with one of ``roles``."""

    def declared(view: View) -> View:
        view.access = Access(frozenset(roles), fresh, scope, carried=carried)  # type: ignore[attr-defined]
        return view

    return declared


def of(view: Callable[..., Any] | None) -> Access | None:
    """Give what ``view`` declares; what isn't one of our own words counts for nothing."""
    declared = getattr(view, "access", None)
    return declared if isinstance(declared, Access) else None


def init_app(app: Flask) -> None:
    """Close every view of ``app`` that isn't declared open."""
    open_to_everyone(app.view_functions["static"])
    app.before_request(_check)


def _check() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None:
        return None
    access = of(current_app.view_functions[endpoint])
    if access is EVERYONE:
        return None
    if access is None or not access.roles:
        abort(403)
    from privet.web import doors  # noqa: PLC0415 - pages that are open to everybody load none of it

    return doors.check(access)
