"""Corrections and removals: asking for them field by field, what became of them, and disagreeing."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from blueprints.account.views import bp
from privet.domain.roles import OWNERS
from privet.web import language, sessions
from privet.web.access import signed_in
from privet.web.house import house

if TYPE_CHECKING:
    from blueprints.account.correction_forms import AskForm, DisagreeForm
    from privet.domain.correction_pages import Blank
    from privet.domain.correction_rules import Setting
    from privet.domain.corrections import Asked

UNPROCESSABLE, CONFLICT, TOO_MANY = 422, 409, 429
Page = tuple[str, int]


def setting() -> "Setting":
    """Give what decides on corrections at this moment."""
    from privet.domain.correction_rules import Setting  # noqa: PLC0415 - public pages do without

    ours = house()
    version = ours.statements.in_force(ours.today())
    return Setting(office=ours.office, now=ours.now(), statement=version.number if version else "")


@bp.get("/corrections/")
@signed_in(*OWNERS, scope="correct")
def corrections() -> ResponseReturnValue:
    """Show what can be corrected, and what became of each request."""
    from privet.domain import correction_pages, correction_reasons  # noqa: PLC0415

    store, who, now = house().store, sessions.who(), setting()
    return render_template(
        "account/corrections.html",
        offers=correction_pages.offers(store, who, now),
        cases=correction_pages.mine(store, who, now),
        reasons=correction_reasons.reasons(now.own),
        today=now.today,
    )


@bp.route("/corrections/ask/<string:person>/<string:field>/", methods=["GET", "POST"])
@signed_in(*OWNERS, scope="correct")
def ask(person: str, field: str) -> ResponseReturnValue:
    """Ask for one field of one record to be corrected or removed."""
    from blueprints.account.correction_forms import AskAddressForm, AskForm  # noqa: PLC0415 - public pages do without
    from privet.domain import attempts, correction_pages, corrections  # noqa: PLC0415
    from privet.domain.refusals import ChangedMeanwhile  # noqa: PLC0415

    store, who, now = house().store, sessions.who(), setting()
    blank = correction_pages.blank(store, who, person, field, now)
    form = AskAddressForm() if blank.field.input == "address" else AskForm()
    if not form.is_submitted():
        form.seen.data = blank.seen
        return _ask_page(form, blank, 200)
    try:
        made = corrections.ask(store, who, _asked(form, blank), now)
    except corrections.Unfit as unfit:
        form.refuse(unfit.faults, language.current())
        return _ask_page(form, blank, UNPROCESSABLE)
    except attempts.TooMany:
        return _ask_page(form, blank, TOO_MANY, many=True)
    except ChangedMeanwhile as change:
        return _conflict(form, blank, change)
    return redirect(url_for(".correction", correction=made), 303)


@bp.get("/corrections/<string:correction>/")
@signed_in(*OWNERS, scope="correct")
def correction(correction: str) -> ResponseReturnValue:
    """Show one request: what was asked, what became of it, and where to post papers."""
    from privet.domain import correction_pages, correction_reasons, reference  # noqa: PLC0415

    now = setting()
    case = correction_pages.one(house().store, sessions.who(), correction, now)
    reason = correction_reasons.reasons(now.own).get(case.refusal)
    return render_template(
        "account/correction.html",
        case=case,
        code=reference.grouped(case.id),
        reason=reason,
        address=house().settings.mail_in_address,
    )


@bp.post("/corrections/<string:correction>/withdraw")
@signed_in(*OWNERS, scope="correct")
def withdraw(correction: str) -> ResponseReturnValue:
    """Take a request back; one that was decided on meanwhile shows what was decided."""
    from privet.domain import corrections  # noqa: PLC0415

    corrections.withdraw(house().store, sessions.who(), correction, setting())
    return redirect(url_for(".correction", correction=correction), 303)


@bp.route("/corrections/<string:correction>/disagree", methods=["GET", "POST"])
@signed_in(*OWNERS, scope="correct")
def disagree(correction: str) -> ResponseReturnValue:
    """File a statement of disagreement with a refusal."""
    from blueprints.account.correction_forms import DisagreeForm  # noqa: PLC0415 - public pages do without
    from privet.domain import correction_pages, disagreements, field_checks  # noqa: PLC0415

    store, who, now, form = house().store, sessions.who(), setting(), DisagreeForm()
    case = correction_pages.one(store, who, correction, now)
    if case.state != "refused" or case.statement:
        return redirect(url_for(".correction", correction=correction), 303)
    if form.is_submitted():
        try:
            disagreements.file(store, who, correction, form.text.data or "", now)
            return redirect(url_for(".correction", correction=correction), 303)
        except disagreements.AlreadyFiled:
            return redirect(url_for(".correction", correction=correction), 303)
        except field_checks.BadValue as fault:
            form.text.errors = [field_checks.said(fault.reason, language.current())]
    return _disagree_page(form, case.id, disagreements.LONGEST)


def _disagree_page(form: "DisagreeForm", correction: str, longest: int) -> Page:
    page = render_template(
        "account/correction-disagree.html", form=form, correction=correction, longest=longest
    )
    return page, UNPROCESSABLE if form.errors else 200


def _ask_page(form: "AskForm", blank: "Blank", status: int, **more: object) -> Page:
    from privet.domain.corrections import LONGEST_REASON  # noqa: PLC0415

    form.describe(blank.field.input, full_ssn=house().settings.secure.full_ssn)
    shown = {"many": False, "changed": False, "earlier": None, "replaceable": False} | more
    page = render_template(
        "account/correction-ask.html", form=form, blank=blank, longest=LONGEST_REASON, **shown
    )
    return page, status


def _conflict(form: "AskForm", blank: "Blank", change: Exception) -> Page:
    """Show what changed meanwhile beside what was typed; sent again, the form takes what is shown now."""
    from privet.domain import correction_pages  # noqa: PLC0415
    from privet.domain.corrections import AskedAlready  # noqa: PLC0415

    form.seen.data = blank.seen
    if not isinstance(change, AskedAlready):
        return _ask_page(form, blank, CONFLICT, changed=True)
    form.instead.data = change.earlier if change.replaceable else ""
    earlier = correction_pages.one(house().store, sessions.who(), change.earlier, setting())
    return _ask_page(form, blank, CONFLICT, earlier=earlier, replaceable=change.replaceable)


def _asked(form: "AskForm", blank: "Blank") -> "Asked":
    from privet.domain.corrections import Asked  # noqa: PLC0415

    return Asked(
        person=blank.person,
        field=blank.field.id,
        new=None if form.remove.data else form.new.data or "",
        reason=form.reason.data or "",
        seen=form.seen.data or "",
        enclosure=form.enclosure.data,
        instead=form.instead.data or "",
    )
