"""The security page: user name, password and recovery codes; second factors are in ``factors``."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.account.views import bp
from privet.domain.roles import ROLES
from privet.web import language, sessions
from privet.web.access import signed_in
from privet.web.house import house

if TYPE_CHECKING:
    from blueprints.account.security_forms import PasswordForm, UserNameForm

ADDRESS = "/security/"


def back(done: str) -> ResponseReturnValue:
    """Go back to the security page, which says what was ``done``."""
    return redirect(url_for("account.security", done=done), 303)


@bp.get(ADDRESS)
@signed_in(*ROLES)
def security() -> ResponseReturnValue:
    """Show how somebody signs in, and what changed of it lately."""
    from privet.domain import changes, factors, recovery, user_names  # noqa: PLC0415

    store, who, zone = house().store, sessions.who(), house().now().tzinfo
    return render_template(
        "account/security.html",
        user_name=user_names.of(store, who.account),
        factors=[factor.seen_in(zone) for factor in factors.listed(store, who.account)],
        left=recovery.left(store, who.account),
        changes=[change.seen_in(zone) for change in changes.recent_changes(store, who, sessions.now())],
        done=_said(request.args.get("done", "")),
    )


@bp.route(ADDRESS + "password", methods=["GET", "POST"])
@signed_in(*ROLES, fresh=True, carried=False)
def password() -> ResponseReturnValue:
    """Change the password, with the one from before."""
    from blueprints.account.security_forms import PasswordForm  # noqa: PLC0415 - public pages do without

    form = PasswordForm()
    if form.validate_on_submit() and _change_password(form):
        return back("password")
    from privet.domain import user_names  # noqa: PLC0415 - public pages do without

    name = user_names.of(house().store, sessions.who().account)
    page = render_template("account/security-password.html", form=form, user_name=name)
    return page, 400 if form.errors else 200


@bp.route(ADDRESS + "user-name", methods=["GET", "POST"])
@signed_in(*ROLES, fresh=True)
def user_name() -> ResponseReturnValue:
    """Change the user name."""
    from blueprints.account.security_forms import UserNameForm  # noqa: PLC0415 - public pages do without
    from privet.domain import user_names  # noqa: PLC0415 - public pages do without

    form = UserNameForm(user_name=user_names.of(house().store, sessions.who().account))
    form.user_name.data = user_names.normal(form.user_name.data or "")
    status = _change_user_name(form) if form.validate_on_submit() else 400 if form.errors else 200
    if status == 303:
        return back("user-name")
    return render_template("account/security-user-name.html", form=form), status


@bp.route(ADDRESS + "codes", methods=["GET", "POST"])
@signed_in(*ROLES, fresh=True, carried=False)
def recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes and show them, once."""
    if request.method == "GET":
        return render_template("account/recovery-ask.html")
    from privet.domain import recovery  # noqa: PLC0415 - public pages do without

    codes = recovery.fresh(house().store, sessions.who().account)
    return render_template("account/recovery-codes.html", codes=codes, today=house().today())


def _change_password(form: "PasswordForm") -> bool:
    """Change it, or write beside the field what is wrong; says whether it was changed."""
    from privet.domain import attempts, own_password, passwords  # noqa: PLC0415 - public pages do without

    ours, who = house(), sessions.who()
    wish = own_password.Wish(
        old=form.old.data,
        new=form.new.data,
        organisation=ours.settings.organisation.name,
        language=language.current(),
        network=attempts.network(request.remote_addr or ""),
    )
    by = passwords.Change(
        account=who.account, actor=who.actor, now=sessions.now(), keep=sessions.current().token
    )
    try:
        own_password.change(ours.store, wish, by)
    except own_password.WrongPassword:
        form.old.errors = [_("This isn’t the password that you sign in with. Please enter it again.")]
    except attempts.TooMany:
        form.old.errors = [_("Too many tries were wrong. Please wait for an hour, or call us.")]
    except own_password.WeakPassword as error:
        form.new.errors = [str(error)]
    except passwords.Busy:
        form.new.errors = [_("Others are signing in at this moment. Please send it again in a few seconds.")]
    return not form.errors


def _change_user_name(form: "UserNameForm") -> int:
    """Change it, or write beside the field what is wrong; gives the status for what became of it."""
    from privet.domain import attempts, user_names  # noqa: PLC0415 - public pages do without

    store, account = house().store, sessions.who().account
    try:
        user_names.change(store, account, form.user_name.data or "", language.current(), sessions.now())
    except user_names.NotUsable as error:
        form.user_name.errors = [str(error)]
        return 400
    except attempts.TooMany:
        form.user_name.errors = [_("Too many tries were wrong. Please wait for an hour, or call us.")]
        return 429
    return 303


def _said(done: str) -> str:
    """Say what was done, in a sentence."""
    words: dict[str, str] = {
        "password": _("Your password is changed, and your other sessions are over."),
        "user-name": _("Your user name is changed."),
        "added": _("It is added. You can sign in with it from now on."),
        "removed": _("It is removed, and opens nothing any more."),
        "gone": _("It was removed already."),
    }
    return words.get(done, "")
