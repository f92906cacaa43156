"""The first page of the secure area, and the way out of it."""

from typing import Any

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from blueprints.account import menu
from privet.domain.roles import ROLES
from privet.web import access, choosing, language, sessions
from privet.web.access import open_to_everyone, signed_in
from privet.web.house import house

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.context_processor
def _around() -> dict[str, Any]:
    """Give what stands around every page: who is signed in, and when that ends."""
    view = current_app.view_functions.get(request.endpoint or "")
    closed = access.of(view) is not access.EVERYONE or sessions.has_begun()
    live = sessions.current() if closed else None
    who = sessions.who() if live is not None else None
    if live is None or who is None or not who.is_authenticated:
        return {"me": None}
    ends = live.ends(house().settings.secure).astimezone(house().now().tzinfo)
    return {
        "me": who,
        "session_ends": f"{ends:%H:%M}",
        "entries": choosing.left(menu.entries_for(who.role, who.scope), who),
        "addresses": menu.addresses(language.chosen()),
    }


@bp.get("/")
@signed_in(*ROLES)
def index() -> ResponseReturnValue:
    """Show where to go in the secure area."""
    from privet.domain import news  # noqa: PLC0415

    ours, who = house(), sessions.who()
    told = news.of(ours.store, who, sessions.current().data, ours.today())
    zone = ours.now().tzinfo
    last = told.before.at.astimezone(zone) if told.before and told.before.at else None
    return render_template("account/index.html", news=told, last=last)


@bp.post("/sign-off")
@signed_in(*ROLES, carried=False)
def sign_off() -> Response:
    """End the session, and have the browser forget what it keeps of this site (W3C Clear Site Data)."""
    from privet.domain import signing_in  # noqa: PLC0415

    signing_in.left(house().store, sessions.who(), sessions.current())
    sessions.end()
    response = make_response(redirect(url_for("account.signed_off"), 303))
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@bp.get("/signed-off")
@open_to_everyone
def signed_off() -> ResponseReturnValue:
    """Show that the cookie is off, by whether the browser still brings it."""
    return render_template("account/signed-off.html", brought=bool(sessions.brought()))
