"""The one page on which people say what may be sent and what may be done with their information."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from blueprints.preferences import mail_choice
from privet.web import language
from privet.web.access import open_to_everyone
from privet.web.house import house

bp = Blueprint("preferences", __name__, url_prefix="/preferences")


@bp.get("/")
@open_to_everyone
def index() -> ResponseReturnValue:
    """Show every choice; nothing of anybody is looked up."""
    from blueprints.preferences.address_form import AddressForm  # noqa: PLC0415 - when one is asked for

    return _page(AddressForm(None), 200)


@bp.get("/mail")
@open_to_everyone
def mail() -> ResponseReturnValue:
    """Lead whoever opens the address of the form back to the page."""
    return redirect(url_for(".index"), 303)


@bp.post("/mail")
@open_to_everyone
def choose_mail() -> ResponseReturnValue:
    """Turn off at once, and send a link to the address for what is to be turned on."""
    from blueprints.preferences.address_form import AddressForm  # noqa: PLC0415
    from privet.domain import attempts, readers  # noqa: PLC0415 - public pages do without

    form, chosen, ours = AddressForm(), mail_choice.chosen(), house()
    if not form.validate():
        return _page(form, 422)
    network, now = (attempts.network(request.remote_addr or ""),), ours.now()
    if not attempts.counted(ours.store, "preference", network, now):
        full = gettext("Too many choices came from your network. Please wait an hour, or call us.")
        form.address.errors = [full]
        return _page(form, 429)
    mails = not chosen.nothing and attempts.counted(ours.store, "preference-link", network, now)
    ask = readers.Ask(form.address.data, chosen.on, chosen.off, chosen.nothing, mails)
    readers.ask(ours.store, ask, mail_choice.shown("page"), language.current(), now)
    return render_template("preferences/mail-done.html", lines=mail_choice.lines(), **vars(chosen))


def _page(form: object, status: int) -> ResponseReturnValue:
    values = mail_choice.chosen().values
    page = render_template(
        "preferences/index.html", form=form, lines=mail_choice.lines(), chosen=values, faulty=status >= 400
    )
    return page, status
