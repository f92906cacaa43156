"""Pages that belong to no route: home, search, contact, and the files that programs look for."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from privet.domain import topics
from privet.domain.languages import in_language
from privet.domain.search import Page, find
from privet.web import language
from privet.web.access import open_to_everyone
from privet.web.house import house
from privet.web.pages import same_for_everybody

bp = Blueprint("front", __name__)
COMMON = ("access", "correct", "no_online")


@bp.get("/")
@open_to_everyone
@same_for_everybody
def home() -> str:
    """Let the visitor choose a route, or go straight to what most people come for; tell of new versions."""
    kinds = house().rules.kinds
    common = [kinds[kind] for kind in COMMON if kind in kinds]
    notices = house().statements.notices(house().now().date())
    return render_template("front/home.html", routes=house().audiences(), common=common, notices=notices)


@bp.get("/search/")
@open_to_everyone
def search() -> str:
    """Find topics and kinds of request by words."""
    words = request.args.get("q", "")[:200].strip()
    return render_template("front/search.html", words=words, found=find(words, _pages()) if words else [])


@bp.get("/robots.txt")
@open_to_everyone
def robots() -> Response:
    """Tell search engines what is of use to nobody in an index."""
    return Response(
        "User-agent: *\nDisallow: /account/\nDisallow: /desk/\nDisallow: /mail-in/form\n",
        mimetype="text/plain",
    )


@bp.get("/.well-known/security.txt")
@open_to_everyone
def security() -> Response:
    """Say how to report a weakness (RFC 9116)."""
    expires = (house().now() + timedelta(days=180)).date()
    lines = (
        f"Contact: {house().settings.base}{url_for('front.contact')}",
        f"Expires: {expires}T00:00:00Z",
        f"Preferred-Languages: {', '.join(house().settings.organisation.languages)}",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/.well-known/gpc.json")
@open_to_everyone
def gpc() -> Response:
    """Say that this site obeys Global Privacy Control, since the statement in force (W3C, GPC)."""
    version = house().statements.in_force(house().today())
    since = {"lastUpdate": version.published.isoformat()} if version else {}
    return jsonify({"gpc": True} | since)


@bp.get("/.well-known/change-password")
@open_to_everyone
def change_password() -> ResponseReturnValue:
    """Lead a password manager to where its owner changes the password (W3C, A well-known URL for it)."""
    if "account" not in house().rooms:
        abort(404)
    return redirect(url_for("account.security"), 303)


@bp.get("/healthz")
@open_to_everyone
def healthz() -> Response:
    """Say that this process answers."""
    return Response("ok\n", mimetype="text/plain")


def _pages() -> Iterator[Page]:
    """Give all that can be found, in the visitor’s language."""
    ours, spoken = house(), language.current()
    for route, texts in ours.topics.items():
        for topic in topics.in_order(texts, spoken):
            address = url_for(f"{route}.topic", topic=topic.slug)
            yield Page(topic.about.title, topic.about.summary, address, topic.text)
    for kind in ours.rules.kinds.values():
        address = url_for("mailin.choose", kind=None if kind.watched else kind.id)
        yield Page(in_language(kind.box, spoken), in_language(kind.summary, spoken), address)
