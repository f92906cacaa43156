"""Who acts for me: everyone who may, on which paper, what they did lately, and an end to it at once."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from blueprints.account.views import bp
from privet.domain.roles import PEOPLE
from privet.web import sessions
from privet.web.access import signed_in
from privet.web.house import house

KINDS = {
    "authorised-agent": lazy_gettext("Authorised agent"),
    "personal-representative": lazy_gettext("Personal representative"),
}
SCOPE = {
    "see": lazy_gettext("see the record"),
    "correct": lazy_gettext("ask for corrections"),
    "copy": lazy_gettext("ask for a copy of everything"),
    "messages": lazy_gettext("read and write messages"),
}
STATES = {
    "coming": lazy_gettext("Not yet"),
    "acting": lazy_gettext("May act now"),
    "over": lazy_gettext("Over"),
    "revoked": lazy_gettext("Ended"),
}
DEEDS = {
    "acting.begun": lazy_gettext("began to act for you"),
    "acting.ended": lazy_gettext("stopped acting for you"),
    "record.read": lazy_gettext("looked at your record"),
    "correction": lazy_gettext("handled a correction"),
    "disagreement": lazy_gettext("filed a statement of disagreement"),
    "copy": lazy_gettext("handled a copy of everything"),
    "message": lazy_gettext("wrote or read a message"),
    "": lazy_gettext("did something else here"),
}


@bp.get("/agents/")
@signed_in(*PEOPLE)
def agents() -> ResponseReturnValue:
    """Show everyone who may act for the person, or might once."""
    from privet.domain import acting  # noqa: PLC0415 - pages without it start sooner

    found = acting.who_acts(house().store, sessions.who(), house().today())
    words = {"kinds": KINDS, "scope_words": SCOPE, "states": STATES}
    zone = house().now().tzinfo
    return render_template("account/agents.html", found=found, zone=zone, deed_words=_said, **words)


@bp.post("/agents/<string:delegation>/end")
@signed_in(*PEOPLE)
def end_agent(delegation: str) -> ResponseReturnValue:
    """End that somebody acts for the person; it holds from the agent’s next request on."""
    from privet.domain import acting  # noqa: PLC0415 - pages without it start sooner

    acting.revoke(house().store, sessions.who(), delegation, sessions.now())
    return redirect(url_for("account.agents"), 303)


def _said(action: str) -> object:
    """Put the action of an event into words."""
    return DEEDS.get(action) or DEEDS.get(action.partition(".")[0]) or DEEDS[""]
