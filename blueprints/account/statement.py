"""A new version of the statement: what changed, and whether the member agrees; asked once for each."""

from flask import abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from blueprints.account.views import bp
from privet.domain.roles import PEOPLE
from privet.web import access, doors, sessions
from privet.web.access import signed_in
from privet.web.house import house

ASKED = "statement"  # Under this the session holds for which state of the statements nothing is to be asked.
UNASKED = frozenset({"account.statement", "account.sign_off"})


@bp.before_request
def ask_about_the_statement() -> ResponseReturnValue | None:
    """Send people on record to a material change that they haven’t answered; once in a session at most.

    A form is never held up, and pages on the way in or out, or for others than people on record, neither.
    """
    if request.method != "GET" or request.endpoint in UNASKED or not _is_own_page():
        return None
    ours, asked = house(), _stamp()
    if session.get(ASKED) == asked:
        return None
    from privet.domain import acknowledgements  # noqa: PLC0415 - pages without it start sooner

    session[ASKED] = asked
    if acknowledgements.is_due(ours.store, ours.statements, sessions.who().account, ours.now()):
        return redirect(url_for("account.statement", next=doors.here()), 303)
    return None


@bp.get("/statement")
@signed_in(*PEOPLE)
def statement() -> ResponseReturnValue:
    """Show the change, and what was said to it."""
    from privet.domain import acknowledgements  # noqa: PLC0415 - pages without it start sooner

    ours, who = house(), sessions.who()
    found = acknowledgements.question(ours.store, ours.statements, who.account, ours.now())
    target = doors.safe_target(request.args.get("next", ""))
    return render_template("account/statement.html", found=found, target=target)


@bp.post("/statement")
@signed_in(*PEOPLE)
def answer_statement() -> ResponseReturnValue:
    """Write down whether the member agrees, and go on to where they were going."""
    from privet.domain import acknowledgements  # noqa: PLC0415 - pages without it start sooner

    ours, form = house(), request.form
    said = (form.get("version", ""), form.get("answer", ""))
    try:
        acknowledgements.answer(ours.store, ours.statements, sessions.who(), said, ours.now())
    except acknowledgements.UnknownVersion:
        abort(400)
    return redirect(doors.safe_target(form.get("next", "")), 303)


def _is_own_page() -> bool:
    """Say whether this page is for a person on record who is signed in."""
    declared = access.of(current_app.view_functions.get(request.endpoint or ""))
    if declared is None or declared is access.EVERYONE or declared.half:
        return False
    return sessions.who().role in PEOPLE


def _stamp() -> str:
    """Name the version in force, so that a session which outlasts a change is asked again."""
    held = house().statements.in_force(house().today())
    return held.number if held else ""
