"""The way in: user name and password, then a code; or a passkey alone."""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from blueprints.account.views import bp
from privet.web import doors, entrance, late, scripted, sessions
from privet.web.access import half_way, open_to_everyone
from privet.web.entrance import RETRY, WAIT, again
from privet.web.house import house
from privet.web.scripted import with_passkeys
from privet.web.tries import visit


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_everyone
@with_passkeys
def sign_in() -> ResponseReturnValue:
    """Take user name and password; whatever doesn’t fit is answered alike."""
    from privet.domain import signing_in  # noqa: PLC0415
    from privet.domain.passwords import Busy  # noqa: PLC0415

    sign = request.form.get("user_name", "").strip()
    if request.method == "GET" or request.form.get("way") == "passkey":
        return entrance.sign_in_page(again(200, ""))
    entered = signing_in.Entered(sign, request.form.get("password", ""))
    try:
        account = signing_in.first_step(house().store, entered, visit())
    except Busy:
        return entrance.sign_in_page(again(503, "busy", RETRY), sign)
    if account is None:
        return entrance.sign_in_page(again(401, "wrong"), sign)
    return _half_way(account)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@half_way
@with_passkeys
def code() -> ResponseReturnValue:
    """Take the second factor."""
    from privet.domain import signing_in  # noqa: PLC0415
    from privet.domain.attempts import TooMany  # noqa: PLC0415

    account = sessions.current().account
    if request.method == "GET":
        return entrance.code_page(again(200, ""), account)
    try:
        right = signing_in.second_step(house().store, account, request.form.get("code", ""), visit())
    except TooMany:
        return entrance.code_page(again(429, "many", WAIT), account)
    return _in(account, "code") if right else entrance.code_page(again(401, "wrong"), account)


@bp.post("/sign-in/passkey")
@open_to_everyone
@with_passkeys
def sign_in_passkey() -> ResponseReturnValue:
    """Take a passkey, which is enough alone."""
    from privet.domain import passkeys  # noqa: PLC0415

    answer = scripted.answered("sign-in")
    account = passkeys.accept(house().store, answer, scripted.party(), sessions.now()) if answer else None
    return _in(account, "passkey") if account else entrance.sign_in_page(again(401, "passkey"))


@bp.get("/cookies")
@open_to_everyone
def cookies() -> ResponseReturnValue:
    """Say why the secure area needs a cookie, and which ways need none."""
    return render_template("account/cookies.html", limits=house().settings.secure)


def _half_way(account: str) -> ResponseReturnValue:
    """Begin a session that opens nothing but the second step.

    A form that waits can’t be carried by a redirect; without one, the redirect shows whether the browser
    brings the cookie back.
    """
    sessions.begin(account, half=True)
    if entrance.carried():
        return entrance.code_page(again(200, ""), account)
    wanted: dict[str, Any] = {"next": entrance.target()} if entrance.target() else {}
    return redirect(url_for(".code", **wanted), 303)


def _in(account: str, way: str) -> ResponseReturnValue:
    """Begin the session; whoever may not come in at this moment is told that it didn’t fit."""
    from privet.domain import signing_in  # noqa: PLC0415

    before = signing_in.done(house().store, account, way, visit())
    if before is None:
        return entrance.sign_in_page(again(401, "wrong"))
    sessions.begin(account, half=False)
    session["before"] = signing_in.noted(before)
    return late.go_on(doors.safe_target(entrance.target()))
