"""Where a link leads that leaves the site: an id of the register, never an address that somebody sent."""

from flask import Blueprint, abort, render_template
from flask_babel import gettext

from privet.domain import links
from privet.domain.languages import in_language
from privet.web import language, outside
from privet.web.access import open_to_everyone
from privet.web.house import house
from privet.web.pages import same_for_everybody

bp = Blueprint("leaving", __name__, url_prefix="/leaving")
bp.add_app_template_global(outside.anchor, "outside_anchor")


@bp.get("/<string:link>/")
@open_to_everyone
@same_for_everybody
def index(link: str) -> str:
    """Name the owner of the other site, and let the visitor go on or back; affiliated ones need no page."""
    found = links.register(house().own_data).get(link)
    if found is None or found.affiliated:
        abort(404)
    address, policy = (in_language(text, language.current()) for text in (found.address, found.policy))
    return render_template(
        "leaving/index.html",
        link=found,
        address=address,
        host=links.host(address),
        policy=links.straight(policy, gettext("another site: %(host)s")),
        policy_address=policy,
    )
