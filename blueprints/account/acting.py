"""Acting for another: agents choose for whom, change it, and stop."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from blueprints.account.agents import SCOPE
from blueprints.account.views import bp
from privet.domain.roles import AGENT
from privet.web import sessions
from privet.web.access import signed_in
from privet.web.house import house

FOR = "for"  # Where the session holds the choice; each request asks anew whether it may be.


@bp.get("/acting")
@signed_in(AGENT)
def acting() -> ResponseReturnValue:
    """Show for whom the agent may act today."""
    from privet.domain import acting as domain  # noqa: PLC0415 - pages without it start sooner

    found = domain.choices(house().store, sessions.who(), house().today())
    return render_template("account/acting.html", found=found, scope_words=SCOPE)


@bp.post("/acting")
@signed_in(AGENT)
def choose() -> ResponseReturnValue:
    """Act for the chosen person from now on."""
    from privet.domain import acting as domain  # noqa: PLC0415 - pages without it start sooner

    person = request.form.get("person", "")
    domain.choose(house().store, sessions.who(), person, house().today())
    session[FOR] = person
    return redirect(url_for("account.index"), 303)


@bp.post("/acting/stop")
@signed_in(AGENT)
def stop_acting() -> ResponseReturnValue:
    """Act for nobody any more."""
    from privet.domain import acting as domain  # noqa: PLC0415 - pages without it start sooner

    domain.leave(house().store, sessions.who())
    session.pop(FOR, None)
    return redirect(url_for("account.acting"), 303)
