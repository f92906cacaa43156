"""The statement in force, every version, what changed between two, and the same for programs.

What few pages need is imported there, so that a site which just started answers sooner.
"""

from datetime import date

from flask import Blueprint, Response, abort, render_template

from privet.domain.statement_files import Version
from privet.web import days, language
from privet.web.access import open_to_everyone
from privet.web.house import house
from privet.web.pages import same_for_everybody
from privet.web.versions import shown, today

bp = Blueprint("privacy", __name__, url_prefix="/privacy")
days.use(bp)


@bp.get("/")
@open_to_everyone
@same_for_everybody
def statement() -> str:
    """Show the statement in force; before the first one is, the one that is coming."""
    archive = house().statements
    found = archive.in_force(today()) or archive.coming(today())
    if found is None:
        return render_template("privacy/none.html")
    return _page(found)


@bp.get("/<day:published>/")
@open_to_everyone
@same_for_everybody
def version(published: date) -> str:
    """Show the version of a day, and say whether it holds."""
    return _page(_of(published))


@bp.get("/<day:published>/statement.md")
@open_to_everyone
@same_for_everybody
def source(published: date) -> Response:
    """Give the file of a version in one language, byte for byte."""
    wording = _of(published).spoken(language.current())
    return Response(wording.source, mimetype="text/markdown")


@bp.get("/<day:before>/<day:after>/")
@open_to_everyone
@same_for_everybody
def difference(before: date, after: date) -> str:
    """Show what changed from one version to a later one, in a language that both have."""
    from privet.domain import statement_diff  # noqa: PLC0415

    old, new = _of(before), _of(after)
    both = [code for code in new.wordings if code in old.wordings]
    if before >= after or not both:
        abort(404)
    code = language.current() if language.current() in both else both[0]
    ours, theirs = old.wordings[code], new.wordings[code]
    return render_template(
        "privacy/difference.html",
        old=ours,
        new=theirs,
        difference=statement_diff.difference(ours.text, theirs.text),
    )


@bp.get("/versions/")
@open_to_everyone
@same_for_everybody
def versions() -> str:
    """List every version that was ever published, the newest first."""
    archive, day = house().statements, today()
    found = [
        (version, version.spoken(language.current()), archive.standing(version, day), archive.before(version))
        for version in reversed(archive.known(day))
    ]
    return render_template("privacy/archive.html", versions=found, in_force=archive.in_force(day))


@bp.get("/statement.json")
@open_to_everyone
@same_for_everybody
def data() -> Response:
    """Give all versions for programs."""
    from privet.domain import statement_export  # noqa: PLC0415

    ours = house()
    return Response(
        statement_export.as_json(ours.statements, ours.settings, today()), mimetype="application/json"
    )


@bp.get("/feed.atom")
@open_to_everyone
@same_for_everybody
def feed() -> Response:
    """Give a feed of all versions."""
    from privet.domain import statement_export  # noqa: PLC0415

    ours = house()
    written = statement_export.as_atom(ours.statements, ours.settings, today(), language.current())
    return Response(written, content_type="application/atom+xml; charset=utf-8")


def _of(published: date) -> Version:
    """Find the version of a day; tomorrow's is nobody's business yet."""
    found = house().statements.by_day(published)
    if found is None or found.published > today():
        abort(404)
    return found


def _page(found: Version) -> str:
    archive = house().statements
    return render_template("privacy/statement.html", terms=archive.terms_of(found), **shown(archive, found))
