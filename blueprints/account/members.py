"""The representative’s pages: members of the own group, their enrolment facts, and what they decide."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from blueprints.account.corrections import CONFLICT, UNPROCESSABLE, Page, setting
from blueprints.account.views import bp
from privet.domain.languages import in_language
from privet.domain.roles import REPRESENTATIVE
from privet.web import language, sessions
from privet.web.access import signed_in
from privet.web.house import house

if TYPE_CHECKING:
    from blueprints.account.correction_forms import DecideForm
    from privet.domain.correction_decisions import Verdict
    from privet.domain.representatives import Question

OFTEN = _("You have searched for many names. Please go on in an hour, or search by number.")


@bp.route("/members/", methods=["GET", "POST"])
@signed_in(REPRESENTATIVE)
def members() -> ResponseReturnValue:
    """List the members of the own group; a search is posted, so that no name stands in an address."""
    from blueprints.account.correction_forms import SearchForm  # noqa: PLC0415 - public pages do without
    from privet.domain import attempts, representatives  # noqa: PLC0415 - public pages do without

    store, who, form, code = house().store, sessions.who(), SearchForm(), 200
    entered = (form.entered.data or "").strip() if form.is_submitted() else ""
    try:
        if entered:
            found = representatives.search(store, who, entered, sessions.now())
        else:
            found = representatives.page(store, who, request.args.get("page", 1, type=int))
    except attempts.TooMany:
        form.entered.errors, found, code = [str(OFTEN)], representatives.Page(()), 429
    return render_template("account/members.html", found=found, form=form, searched=bool(entered)), code


@bp.get("/members/<string:person>/")
@signed_in(REPRESENTATIVE)
def member(person: str) -> ResponseReturnValue:
    """Show the enrolment facts of one member of the own group."""
    from privet.domain import representatives  # noqa: PLC0415

    facts = representatives.facts(house().store, sessions.who(), person, house().own_data)
    return render_template("account/member.html", facts=facts)


@bp.get("/queue/")
@signed_in(REPRESENTATIVE)
def queue() -> ResponseReturnValue:
    """Show which requests wait for a decision, the first due first."""
    from privet.domain import representatives  # noqa: PLC0415

    waiting = representatives.queue(house().store, sessions.who(), setting())
    return render_template("account/queue.html", waiting=waiting)


@bp.route("/queue/<string:correction>/", methods=["GET", "POST"])
@signed_in(REPRESENTATIVE)
def decide(correction: str) -> ResponseReturnValue:
    """Decide on one request."""
    from blueprints.account.correction_forms import DecideForm  # noqa: PLC0415 - public pages do without
    from privet.domain import representatives  # noqa: PLC0415
    from privet.domain.correction_decisions import AlreadyDecided, OwnRecord  # noqa: PLC0415
    from privet.domain.refusals import ChangedMeanwhile  # noqa: PLC0415

    form = DecideForm()
    try:
        asked = representatives.question(house().store, sessions.who(), correction, setting())
        words = ((name, in_language(each.text, language.current())) for name, each in asked.reasons.items())
        form.offer(words, decides=not asked.is_own)
        if not form.is_submitted() or not _is_complete(form, asked):
            return _decide_page(form, asked, UNPROCESSABLE if form.errors else 200)
        _decided(form, asked)
    except (AlreadyDecided, OwnRecord):  # Own since the page was made; the office has it now.
        return render_template("account/queue-decided.html"), CONFLICT
    except ChangedMeanwhile:
        asked = representatives.question(house().store, sessions.who(), correction, setting())
        return _decide_page(form, asked, CONFLICT)
    return redirect(url_for(".queue"), 303)


def _is_complete(form: "DecideForm", asked: "Question") -> bool:
    """Say beside each field what is missing; what isn’t offered counts for nothing."""
    from privet.domain.correction_decisions import LONGEST_NOTE  # noqa: PLC0415

    form.validate()
    if form.decision.data not in dict(form.decision.choices):
        form.decision.errors = [gettext("Please choose what you decide.")]
    elif form.decision.data == "refuse" and form.reason.data not in asked.reasons:
        form.reason.errors = [gettext("Please choose a reason; nobody is refused without one.")]
    if len(form.note.data or "") > LONGEST_NOTE:
        form.note.errors = [gettext("Please write at most %(count)s characters.", count=LONGEST_NOTE)]
    return not form.errors


def _decided(form: "DecideForm", asked: "Question") -> None:
    from privet.domain import correction_decisions, representatives  # noqa: PLC0415

    decider, store, now = representatives.decider_of(sessions.who()), house().store, setting()
    deeds = {
        "approve": correction_decisions.approve,
        "refuse": correction_decisions.refuse,
        "pass": correction_decisions.pass_on,
    }
    deeds[form.decision.data](store, decider, _verdict(form, asked), now)


def _verdict(form: "DecideForm", asked: "Question") -> "Verdict":
    from privet.domain.correction_decisions import Verdict  # noqa: PLC0415

    seen = form.version.data or ""
    return Verdict(
        correction=asked.id,
        version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
        reason=form.reason.data if form.decision.data == "refuse" else "",
        note=(form.note.data or "").strip(),
    )


def _decide_page(form: "DecideForm", asked: "Question", status: int) -> Page:
    """Show the request as it is now; what is sent from this page was decided on what it shows."""
    form.version.data = str(asked.version)
    page = render_template("account/queue-decide.html", form=form, asked=asked, conflict=status == CONFLICT)
    return page, status
