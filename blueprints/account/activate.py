"""Beginning an account with the code of a letter, and proving oneself anew when a factor was lost."""

from typing import TYPE_CHECKING, Any

from flask import abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.account.views import bp
from privet.web import access, language, sessions
from privet.web.access import half_way, open_to_everyone
from privet.web.entrance import WAIT
from privet.web.house import house
from privet.web.tries import visit

if TYPE_CHECKING:
    from blueprints.account.activate_forms import LetterForm, NameForm

ADDRESS = "/activate/"
STEPS = ("name", "factor", "codes")
TOO_MANY = 429


@bp.before_request
def _by_letter_only_here() -> ResponseReturnValue | None:
    """Keep a session that began with a letter from every other half-way page: it has shown no password."""
    view = access.of(current_app.view_functions.get(request.endpoint or ""))
    ours = (request.endpoint or "").startswith("account.activate")
    if view is None or not view.half or ours or not sessions.current().data.get("activation"):
        return None
    return redirect(url_for("account.activate_name"), 303)


@bp.route("/activate", methods=["GET", "POST"])
@open_to_everyone
def activate() -> ResponseReturnValue:
    """Take the code of a letter with a birth date; whatever doesn’t fit is answered alike."""
    from blueprints.account.activate_forms import LetterForm  # noqa: PLC0415 - public pages do without
    from privet.domain import activation_redeeming as redeeming  # noqa: PLC0415
    from privet.domain import attempts  # noqa: PLC0415

    form = LetterForm()
    headers, status = {}, 400 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            return _begin(redeeming.redeem(house().store, _entered(form), house().now()), "name")
        except redeeming.NotAccepted:
            form.code.errors = [
                _("The code or what you entered with it isn’t right, or the code is too old.")
            ]
        except attempts.TooMany:
            form.code.errors = [_("Too many codes were wrong lately. Please wait an hour, or call us.")]
            headers, status = {"Retry-After": WAIT}, TOO_MANY
    over = request.args.get("over") == "yes" and request.method == "GET"
    return render_template("account/activate.html", form=form, over=over), status, headers


@bp.route(ADDRESS + "name", methods=["GET", "POST"])
@half_way
def activate_name() -> ResponseReturnValue:
    """Take a user name and a password."""
    accepted = at("name")
    from blueprints.account.activate_forms import NameForm  # noqa: PLC0415 - public pages do without
    from privet.domain import user_names  # noqa: PLC0415

    form = NameForm(user_name=user_names.of(house().store, accepted.account))
    if form.validate_on_submit() and _chosen(form, accepted):
        return _begin(accepted, "factor")
    page = render_template("account/activate-name.html", form=form, kind=accepted.kind)
    return page, 400 if form.errors else 200


@bp.post(ADDRESS + "stop")
@half_way
def activate_stop() -> ResponseReturnValue:
    """End what was begun; the code of the letter still works."""
    sessions.end()
    return redirect(url_for("account.signed_off"), 303)


@bp.get("/lost")
@open_to_everyone
def lost() -> ResponseReturnValue:
    """Say how to get a letter when one can’t get in; nothing on line asks for it."""
    return render_template("account/activate-lost.html")


def at(step: str) -> Any:
    """Give the code with which this session began (:class:`privet.domain.activation_redeeming.Accepted`).

    Whoever isn’t at ``step`` yet is sent where they are.
    """
    from privet.domain import activation_redeeming as redeeming  # noqa: PLC0415
    from privet.domain import activation_steps  # noqa: PLC0415

    live = sessions.current()
    held = live.data.get("activation")
    if not held:
        abort(redirect(url_for("account.code"), 303))
    accepted = redeeming.Accepted(held["id"], live.account, held["kind"])
    try:
        activation_steps.check(house().store, accepted, house().now())
    except redeeming.NotAccepted:
        over()
    if STEPS.index(held["step"]) < STEPS.index(step):
        abort(redirect(url_for(f"account.activate_{held['step']}"), 303))
    return accepted


def over() -> None:
    """Send somebody whose code works no more back to the beginning."""
    sessions.end()
    abort(redirect(url_for("account.activate", over="yes"), 303))


def reach(step: str) -> ResponseReturnValue:
    """Go on to ``step`` in the same session."""
    session["activation"] = sessions.current().data["activation"] | {"step": step}
    return redirect(url_for(f"account.activate_{step}"), 303)


def _begin(accepted: Any, step: str) -> ResponseReturnValue:
    """Begin a half session with a new token, which opens the steps of the activation and nothing else."""
    sessions.begin(accepted.account, half=True)
    session["activation"] = {"id": accepted.activation, "kind": accepted.kind, "step": step}
    return redirect(url_for(f"account.activate_{step}"), 303)


def _entered(form: "LetterForm") -> Any:
    from privet.domain import activation_redeeming as redeeming  # noqa: PLC0415

    name, code = form.user_name.data or "", form.code.data or ""
    return redeeming.Entered(code=code, born=form.born, user_name=name, network=visit().network)


def _chosen(form: "NameForm", accepted: Any) -> bool:
    """Keep name and password, or write beside the fields what is wrong; says whether they were kept."""
    from privet.domain import activation_redeeming as redeeming  # noqa: PLC0415
    from privet.domain import activation_steps, attempts, passwords, user_names  # noqa: PLC0415

    ours, name = house(), form.user_name.data or ""
    chosen = activation_steps.Chosen(
        user_name=name,
        password=form.password.data or "",
        organisation=ours.settings.organisation.name,
        language=language.current(),
        network=visit().network,
    )
    try:
        for field, said in activation_steps.faults(ours.store, accepted, chosen, ours.now()).items():
            form[field].errors = [said]
        if not form.errors:
            activation_steps.choose(ours.store, accepted, chosen, sessions.current().token, ours.now())
    except user_names.NotUsable as error:
        form.user_name.errors = [str(error)]
    except attempts.TooMany:
        form.user_name.errors = [_("You tried too many names. Please wait an hour, or call us.")]
    except passwords.Busy:
        form.password.errors = [_("Another password is being worked on. Please send the form once more.")]
    except redeeming.NotAccepted:
        over()
    return not form.errors
