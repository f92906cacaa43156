"""The doors of the secure area: who stands before one, and what they see while it stays closed."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from privet.web import choosing, entrance, late, sessions
from privet.web.access import Access
from privet.web.house import house
from privet.web.origin import SAFE_METHODS


def check(access: Access) -> ResponseReturnValue | None:
    """Let through whom ``access`` is for; give what all others see instead."""
    live = sessions.current()
    if access.half:
        return _half(live, access)
    who = sessions.who() if live is not None else None
    if who is None or not who.is_authenticated:  # Half-way, or disabled meanwhile.
        return _sign_in(access)
    if who.role not in access.roles:
        abort(403)
    choosing.note_signal(who)
    if (refused := _kept_out(who, live, access)) is not None:
        return refused
    if who.role == "agent" and access.scope and access.scope not in who.scope:
        return _agent(who)
    if access.fresh and not live.is_fresh(house().settings.secure, sessions.now()):
        return late.confirm(access)
    return None


def here() -> str:
    """Give the address of this page for coming back to it: of this site, and never with what was typed."""
    return request.full_path.rstrip("?") if request.method in SAFE_METHODS else request.path


def safe_target(target: str) -> str:
    """Give ``target`` if it is a page of the secure area of this site, else the area's first page."""
    fits = target.startswith(house().secure_paths) and not set(target) & set("\\\r\n\t\x00")
    return target if fits and "//" not in target.partition("?")[0] else url_for("account.index")


def _half(live: Any, access: Access) -> ResponseReturnValue | None:
    """Let through to the second step; a browser that brought no cookie learns why it needs one."""
    if live is None and sessions.brought():
        return _begin_again()
    if live is None:
        return redirect(url_for("account.cookies"), 303)
    if not getattr(live, "half", False):
        return redirect(url_for("account.index"), 303)
    if request.method not in SAFE_METHODS:
        return _check_token(live, access)
    return None


def _begin_again() -> ResponseReturnValue:
    """Ask somebody who took too long for the second step to begin with the first; what waits goes on."""
    if request.method in SAFE_METHODS:
        return redirect(url_for("account.sign_in", next=request.args.get("next", "")), 303)
    return entrance.sign_in_page(entrance.again(401, "slow"))


def _sign_in(access: Access) -> ResponseReturnValue:
    if request.method in SAFE_METHODS:
        return redirect(url_for("account.sign_in", next=here()), 303)
    return late.ask(access)


def _kept_out(who: Any, live: Any, access: Access) -> ResponseReturnValue | None:
    """Keep out who belongs here, by the choice of the person concerned, or for a form without its token."""
    if (shut := choosing.closed(who, access)) is not None:
        return shut
    return _check_token(live, access) if request.method not in SAFE_METHODS else None


def _agent(who: object) -> ResponseReturnValue:
    """Send an agent who acts for nobody yet to choose; what their paper doesn't cover stays closed."""
    if getattr(who, "acting_for", ""):
        abort(403)
    return redirect(url_for("account.acting"), 303)


def _check_token(live: Any, access: Access) -> ResponseReturnValue | None:
    """Refuse a form without the token of this session; it lives as long as the session does.

    An agent who chose somebody else in another tab is told so: what was typed is filed for nobody.
    """
    from flask_wtf.csrf import validate_csrf  # noqa: PLC0415 - a start without forms is quicker
    from wtforms import ValidationError  # noqa: PLC0415

    token, _, mark = request.form.get("csrf_token", "").partition("~")
    try:
        validate_csrf(token, secret_key=live.data["secret"], time_limit=86400)
    except ValidationError:
        abort(403)
    if access.scope and mark != live.form_mark:
        return render_template("account/acting-changed.html"), 409
    return None
