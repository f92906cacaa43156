"""The global route’s pages: the usual ones, and what holds in the country that a visitor names."""

from flask import render_template, request

from privet.domain import places
from privet.domain.office import paper_for
from privet.web import audience, language
from privet.web.access import open_to_everyone
from privet.web.house import house

bp = audience.blueprint("global", __name__)


@bp.get("/")
@open_to_everyone
def index() -> str:
    """Show the route’s topics, and the law and authority of the place that was named, if one was."""
    place = request.args.get("place", "")
    home = house().settings.organisation.address.country
    known = places.is_place(place)
    return render_template(
        "global/index.html",
        places=places.residences(language.current(), home),
        place=place if known else "",
        unknown=bool(place) and not known,
        law=_law(place) if known else {},
        **audience.common("global"),
    )


def _law(place: str) -> dict[str, object]:
    """Give the laws, authorities and paper of ``place``."""
    rules = house().rules
    found = (regime for about in ("coverage", "website", "job") for regime in rules.regimes_for(place, about))
    regimes = {regime.id: regime for regime in found}
    return {
        "name": places.place_name(place, language.current()),
        "regimes": regimes.values(),
        "authorities": places.authorities_for(place, house().own_data),
        "paper": paper_for(place, house().settings.organisation.paper),
    }
