"""One’s own sessions: where one is signed in, and ending that from here (ASVS 7.5.2)."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from blueprints.account.views import bp
from privet.domain.roles import ROLES
from privet.web import sessions as ours
from privet.web.access import signed_in
from privet.web.house import house


@bp.get("/sessions/")
@signed_in(*ROLES)
def sessions() -> ResponseReturnValue:
    """List the sessions that live."""
    from privet.domain import sessions as known  # noqa: PLC0415

    limits = house().settings.secure
    zone = house().now().tzinfo
    found = known.of_account(house().store, ours.who().account, limits, ours.now())
    rows = [
        {"live": live, "begun": live.begun.astimezone(zone), "seen": live.seen.astimezone(zone)}
        for live in found
    ]
    return render_template("account/sessions.html", rows=rows, own=ours.current().handle, limits=limits)


@bp.post("/sessions/<string:handle>/end")
@signed_in(*ROLES, fresh=True)
def end_session(handle: str) -> ResponseReturnValue:
    """End one; a handle of somebody else’s session is as unknown as any."""
    from privet.domain import signing_in  # noqa: PLC0415

    if not signing_in.end_one(house().store, ours.who(), handle):
        abort(404)
    return redirect(url_for(".sessions"), 303)


@bp.post("/sessions/end-others")
@signed_in(*ROLES, fresh=True)
def end_other_sessions() -> ResponseReturnValue:
    """End all but this one."""
    from privet.domain import signing_in  # noqa: PLC0415

    signing_in.end_others(house().store, ours.who(), ours.current().token)
    return redirect(url_for(".sessions"), 303)
