"""The last steps by which an account begins: a second factor, and ten printed codes."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.account.activate import ADDRESS, at, over, reach
from blueprints.account.views import bp
from privet.web import drawn, scripted, sessions
from privet.web.access import half_way
from privet.web.house import house
from privet.web.tries import visit

if TYPE_CHECKING:
    from blueprints.account.security_forms import AppForm

TOTP, INSTALLING = "totp", timedelta(minutes=10)  # As long as the step itself.


@bp.route(ADDRESS + "factor", methods=["GET", "POST"])
@half_way
@scripted.with_passkeys
def activate_factor() -> ResponseReturnValue:
    """Take a passkey that the browser made, or the first code of an authenticator app."""
    account = at("factor").account
    from blueprints.account.security_forms import AppForm  # noqa: PLC0415 - public pages do without
    from privet.domain import challenges, factors  # noqa: PLC0415

    form, store = AppForm(), house().store
    sealed = request.form.get("secret", "")
    known = challenges.read(store, sealed, (TOTP, account), sessions.now(), INSTALLING) if sealed else None
    if request.method == "POST" and (_kept(account) if _is_passkey() else _added(form, account, known)):
        return reach("codes")
    shown = _app(account, known.decode() if known else factors.new_totp())
    page = render_template(
        "account/activate-factor.html",
        form=form,
        making=scripted.making(account),
        no_passkey=request.method == "POST" and _is_passkey(),
        **shown,
    )
    return page, 400 if request.method == "POST" else 200


@bp.route(ADDRESS + "codes", methods=["GET", "POST"])
@half_way
def activate_codes() -> ResponseReturnValue:
    """Make ten recovery codes and show them, once."""
    accepted, codes = at("codes"), []
    from privet.domain import recovery  # noqa: PLC0415

    if request.method == "POST":
        codes = recovery.fresh(house().store, accepted.account)
    return render_template("account/activate-codes.html", codes=codes, today=house().today())


@bp.post(ADDRESS + "begin")
@half_way
def activate_begin() -> ResponseReturnValue:
    """Begin the account, and a whole session with a new token."""
    accepted = at("codes")
    from privet.domain import activation_redeeming, activation_steps, signing_in  # noqa: PLC0415

    try:
        activation_steps.finish(house().store, accepted, house().now())
    except activation_steps.NotDone:
        return redirect(url_for("account.activate_codes"), 303)
    except activation_redeeming.NotAccepted:
        over()
    before = signing_in.done(house().store, accepted.account, "letter", visit())
    if before is None:
        return redirect(url_for("account.sign_in"), 303)
    sessions.begin(accepted.account, half=False)
    session["before"] = signing_in.noted(before)
    return redirect(url_for("account.index"), 303)


def _is_passkey() -> bool:
    return "credential" in request.form


def _kept(account: str) -> bool:
    """Say whether the browser made a passkey; it is kept then."""
    from privet.domain import factors, passkeys  # noqa: PLC0415

    answer = scripted.answered("enrol", account) or passkeys.Answer("", b"")
    try:
        passkeys.add(house().store, account, answer, scripted.party(), ("", sessions.now()))
    except (passkeys.NoPasskey, factors.TooManyFactors):
        return False
    return True


def _added(form: "AppForm", account: str, secret: bytes | None) -> bool:
    """Add the app, or write beside the field what is wrong; says whether it was added."""
    from privet.domain import factors  # noqa: PLC0415

    if not form.validate_on_submit():
        return False
    if secret is None:
        form.code.errors = [_("That took too long. The picture is a new one; let the app read it again.")]
        return False
    try:
        factors.add_totp(house().store, account, secret.decode(), form.code.data, sessions.now())
    except factors.WrongCode:
        form.code.errors = [
            _("This isn’t the code that the app shows now. Enter the next one, and check the device’s clock.")
        ]
    except factors.TooManyFactors:
        form.code.errors = [_("You have ten factors already. Go on to the next step.")]
    return not form.errors


def _app(account: str, secret: str) -> dict[str, Any]:
    """Give what an app needs: the key as a picture, as text, and sealed for the form that comes back."""
    from privet.domain import challenges, factors, user_names  # noqa: PLC0415

    store = house().store
    name = user_names.of(store, account)
    uri = factors.totp_uri(secret, name, house().settings.organisation.name)
    return {
        "picture": drawn.code(uri, _("The key as a picture")),
        "grouped": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "sealed": challenges.seal(store, TOTP, account, secret.encode(), sessions.now()),
    }
