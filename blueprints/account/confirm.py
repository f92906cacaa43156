"""Showing a second factor anew before something sensitive (ASVS 7.5)."""

from flask import request
from flask.typing import ResponseReturnValue

from blueprints.account.views import bp
from privet.domain.roles import ROLES
from privet.web import doors, entrance, late, scripted, sessions
from privet.web.access import signed_in
from privet.web.entrance import WAIT, again
from privet.web.house import house
from privet.web.scripted import with_passkeys
from privet.web.tries import visit


@bp.route("/confirm", methods=["GET", "POST"])
@signed_in(*ROLES, carried=False)
@with_passkeys
def confirm() -> ResponseReturnValue:
    """Take a code or a passkey, and go on to what asked for it."""
    from privet.domain import sessions as known  # noqa: PLC0415
    from privet.domain.attempts import TooMany  # noqa: PLC0415

    if request.method == "GET" or request.form.get("way") == "passkey":
        return entrance.confirm_page(again(200, ""))
    account = sessions.who().account
    try:
        right = _by_passkey(account) if "credential" in request.form else _by_code(account)
    except TooMany:
        return entrance.confirm_page(again(429, "many", WAIT))
    if not right:
        return entrance.confirm_page(again(401, "wrong"))
    known.prove(house().store, sessions.current(), sessions.now())
    return late.go_on(doors.safe_target(entrance.target()), session=True)


def _by_code(account: str) -> bool:
    from privet.domain import signing_in  # noqa: PLC0415

    return signing_in.second_step(house().store, account, request.form.get("code", ""), visit())


def _by_passkey(account: str) -> bool:
    from privet.domain import passkeys  # noqa: PLC0415

    answer = scripted.answered("confirm", account)
    party = scripted.party()
    return answer is not None and passkeys.accept(house().store, answer, party, sessions.now()) == account
