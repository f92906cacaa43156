"""The builder that the audience routes share: a first page, and a page for each topic."""

from typing import Any

from flask import Blueprint, abort, render_template

from privet.domain import topics
from privet.web import language, outside
from privet.web.access import open_to_everyone
from privet.web.house import house
from privet.web.pages import same_for_everybody


def blueprint(name: str, import_name: str) -> Blueprint:
    """Make the blueprint of an audience route at ``/<name>/`` with a page for each topic."""
    bp = Blueprint(name, import_name, url_prefix=f"/{name}")

    @bp.get("/<string:topic>/")
    @open_to_everyone
    @same_for_everybody
    def topic(topic: str) -> str:
        """Show one topic."""
        found = house().topics[name].get(topic) or abort(404)
        return render_template(
            "audience/topic.html", topic=topics.spoken(found, language.current()), **common(name)
        )

    return bp


def add_index(bp: Blueprint) -> None:
    """Give ``bp`` the usual first page."""

    @bp.get("/")
    @open_to_everyone
    @same_for_everybody
    def index() -> str:
        """Show the route's topics and the requests that matter to its people."""
        return render_template("audience/index.html", **common(bp.name))


def common(name: str) -> dict[str, Any]:
    """Give what every page of the route ``name`` shows."""
    ours = house()
    texts = topics.in_order(ours.topics[name], language.current())
    wanted = {kind for text in texts for kind in text.about.requests}
    return {
        "room": ours.rooms[name],
        "topics": texts,
        "requests": [kind for kind in ours.rules.kinds.values() if kind.id in wanted],
        "kinds": ours.rules.kinds,
        "as_html": lambda text: topics.as_html(
            text, ours.settings.organisation.name, language.link, outside.anchor
        ),
    }
