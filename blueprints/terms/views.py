"""The terms in force, and every version of them."""

from datetime import date

from flask import Blueprint, Response, abort, render_template

from privet.domain.statement_files import Version
from privet.web import days, language
from privet.web.access import open_to_everyone
from privet.web.house import house
from privet.web.pages import same_for_everybody
from privet.web.versions import shown, today

bp = Blueprint("terms", __name__, url_prefix="/terms")
days.use(bp)


@bp.get("/")
@open_to_everyone
@same_for_everybody
def index() -> str:
    """Show the terms in force; before the first ones are, those that are coming."""
    terms = house().statements.terms
    found = terms.in_force(today()) or terms.coming(today())
    return render_template("terms/none.html") if found is None else _page(found)


@bp.get("/<day:published>/")
@open_to_everyone
@same_for_everybody
def version(published: date) -> str:
    """Show the terms of a day, and say whether they hold."""
    return _page(_of(published))


@bp.get("/<day:published>/terms.md")
@open_to_everyone
@same_for_everybody
def source(published: date) -> Response:
    """Give the file of a version in one language, byte for byte."""
    wording = _of(published).spoken(language.current())
    return Response(wording.source, mimetype="text/markdown")


def _of(published: date) -> Version:
    found = house().statements.terms.by_day(published)
    if found is None or found.published > today():
        abort(404)
    return found


def _page(found: Version) -> str:
    archive, day = house().statements, today()
    return render_template(
        "terms/terms.html",
        others=[other for other in reversed(archive.terms.known(day)) if other is not found],
        statements=[other for other in archive.known(day) if other.terms == found.number],
        **shown(archive.terms, found),
    )
