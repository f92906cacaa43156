"""Adding and removing second factors: passkeys, and authenticator apps."""

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.account.security import ADDRESS, back
from blueprints.account.views import bp
from privet.domain.refusals import NotYours
from privet.domain.roles import ROLES
from privet.web import drawn, scripted, sessions
from privet.web.access import signed_in
from privet.web.house import house

if TYPE_CHECKING:
    from blueprints.account.security_forms import AppForm, PasskeyForm

TOTP, INSTALLING = "totp", timedelta(minutes=15)  # Somebody may have to find and install an app first.


@bp.route(ADDRESS + "app", methods=["GET", "POST"])
@signed_in(*ROLES, fresh=True, carried=False)
def add_app() -> ResponseReturnValue:
    """Add an authenticator app, once it has shown its first right code."""
    from blueprints.account.security_forms import AppForm  # noqa: PLC0415 - public pages do without
    from privet.domain import challenges, factors  # noqa: PLC0415 - public pages do without

    form, account, store, now = AppForm(), sessions.who().account, house().store, sessions.now()
    known = challenges.read(store, request.form.get("secret", ""), (TOTP, account), now, INSTALLING)
    secret = known.decode() if known else factors.new_totp()
    if form.validate_on_submit():
        if known is None:
            form.code.errors = [_("That took too long. The picture is a new one; let the app read it again.")]
        elif _added(form, secret):
            return back("added")
    sealed = challenges.seal(store, TOTP, account, secret.encode(), now)
    return _app_page(form, secret, sealed), 400 if form.errors else 200


@bp.route(ADDRESS + "passkey", methods=["GET", "POST"])
@scripted.with_passkeys
@signed_in(*ROLES, fresh=True, carried=False)
def add_passkey() -> ResponseReturnValue:
    """Add a passkey that the browser made."""
    from blueprints.account.security_forms import PasskeyForm  # noqa: PLC0415 - public pages do without

    form, account = PasskeyForm(), sessions.who().account
    if form.validate_on_submit() and _kept(form, account):
        return back("added")
    page = render_template("account/factor-add-passkey.html", form=form, making=scripted.making(account))
    return page, 400 if form.errors else 200


@bp.route(ADDRESS + "remove/<string:factor>", methods=["GET", "POST"])
@signed_in(*ROLES, fresh=True)
def remove_factor(factor: str) -> ResponseReturnValue:
    """Ask, and then take a factor away."""
    from privet.domain import factors  # noqa: PLC0415 - public pages do without

    store, account = house().store, sessions.who().account
    held = {found.id: found for found in factors.listed(store, account)}
    if factor not in held:
        raise NotYours
    last = len(held) == 1
    if request.method == "POST":
        try:
            return back("removed" if factors.remove(store, account, factor) else "gone")
        except factors.LastFactor:
            last = True
    page = render_template("account/factor-remove.html", factor=held[factor], last=last)
    return page, 400 if request.method == "POST" else 200


def _added(form: "AppForm", secret: str) -> bool:
    """Add the app, or write beside the field what is wrong; says whether it was added."""
    from privet.domain import factors  # noqa: PLC0415 - public pages do without

    try:
        factors.add_totp(house().store, sessions.who().account, secret, form.code.data, sessions.now())
    except factors.WrongCode:
        form.code.errors = [
            _("This isn’t the code that the app shows now. Enter the next one, and check the device’s clock.")
        ]
    except factors.TooManyFactors:
        form.code.errors = [_("You have ten factors already. Remove one first.")]
    return not form.errors


def _kept(form: "PasskeyForm", account: str) -> bool:
    """Keep the passkey, or write beside the field what is wrong; says whether it was kept."""
    from privet.domain import factors, passkeys  # noqa: PLC0415 - public pages do without

    answer = scripted.answered("enrol", account) or passkeys.Answer("", b"")
    named = (form.name.data or "", sessions.now())
    try:
        passkeys.add(house().store, account, answer, scripted.party(), named)
    except passkeys.NoPasskey:
        form.name.errors = [_("No passkey came, or it took longer than five minutes. Please make it again.")]
    except factors.TooManyFactors:
        form.name.errors = [_("You have ten factors already. Remove one first.")]
    return not form.errors


def _app_page(form: "AppForm", secret: str, sealed: str) -> str:
    """Draw the key as a picture to be read by the app, and as text to type in."""
    from privet.domain import factors, user_names  # noqa: PLC0415

    name = user_names.of(house().store, sessions.who().account)
    uri = factors.totp_uri(secret, name, house().settings.organisation.name)
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render_template(
        "account/factor-app.html",
        form=form,
        picture=drawn.code(uri, _("The key as a picture")),
        grouped=grouped,
        sealed=sealed,
    )
