"""Privacy choices for everybody: no account, no cookie, no proof; and what became of them."""

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from blueprints.preferences.views import bp
from privet.domain import permissions
from privet.web import choosing, tries
from privet.web.access import open_to_everyone
from privet.web.house import house

if TYPE_CHECKING:
    from blueprints.preferences.choice_forms import ChoicesForm, StatusForm
    from privet.domain.attempts import Verdict


@bp.app_template_global("privacy_choices")
def offered() -> dict[str, Any]:
    """Give what the section about privacy choices shows: the choices, and an empty form."""
    from blueprints.preferences.choice_forms import ChoicesForm  # noqa: PLC0415 - a start needs no forms

    return _section(ChoicesForm(formdata=None))


@bp.get("/choices")
@open_to_everyone
def ask() -> ResponseReturnValue:
    """Lead to the page with the form; somebody may come back here by the browser’s history."""
    return redirect(url_for("preferences.index", _anchor="choices"), 303)


@bp.post("/choices")
@open_to_everyone
def choose() -> ResponseReturnValue:
    """Take what somebody refuses; the answer is the same whether we know them or not."""
    from blueprints.preferences.choice_forms import ChoicesForm  # noqa: PLC0415

    form = ChoicesForm()
    if not form.validate():
        return _again(form, ""), 422
    if not form.asked().said.is_enough:
        return _again(form, "nobody")
    if (verdict := _judged("choice")) == "closed":
        return _again(form, "too-many"), 429
    from privet.domain import choice_requests  # noqa: PLC0415 - what doesn’t store starts sooner

    now, later = tries.visit().now, verdict == "later"
    try:
        code = choice_requests.ask(house().store, form.asked(), choosing.shown("page"), now, later=later)
    except choice_requests.Full:
        return _again(form, "full"), 503
    facts = {"code": code, "refused": form.asked().refused, "choices": permissions.rules().choice}
    local = now.astimezone(house().now().tzinfo)
    return render_template("preferences/choices-done.html", asked=local, later=later, **facts)


@bp.route("/status/", methods=["GET", "POST"])
@open_to_everyone
def status() -> ResponseReturnValue:
    """Show what became of choices; the reference comes by a form, so that it stands in no address."""
    from blueprints.preferences.choice_forms import StatusForm  # noqa: PLC0415

    form = StatusForm()
    if not form.is_submitted():
        return _status(form, "")
    if _judged("reference") == "closed":
        return _status(form, "too-many"), 429
    from privet.domain import choice_requests  # noqa: PLC0415

    try:
        found = choice_requests.status(house().store, form.reference.data or "")
    except choice_requests.NotKnown:
        return _status(form, "unknown"), 404
    return _status(form, "found", found)


def _section(form: "ChoicesForm") -> dict[str, Any]:
    return {"choices": permissions.rules().choice, "form": form, "ticked": form.ticked()}


def _again(form: "ChoicesForm", why: str) -> str:
    """Show the form once more with what was typed; nothing was stored."""
    return render_template("preferences/choices.html", section=_section(form), why=why)


def _status(form: "StatusForm", outcome: str, found: Any = None) -> str:
    zone, choices = house().now().tzinfo, permissions.rules().choice
    facts = {"found": found, "zone": zone, "choices": choices}
    return render_template("preferences/choices-status.html", form=form, outcome=outcome, **facts)


def _judged(kind: str) -> "Verdict":
    """Count a try from this network, and say whether it may go on."""
    from privet.domain import attempts  # noqa: PLC0415

    visit = tries.visit()
    return attempts.judged(house().store, kind, (visit.network,), visit.now)
