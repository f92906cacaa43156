"""The e-mail address of an account: asked for, confirmed by a link, replaced, removed."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from blueprints.account.record import statement_agreed
from blueprints.account.views import bp
from privet.domain.roles import ROLES
from privet.web.access import signed_in
from privet.web.house import house
from privet.web.sessions import now, who

if TYPE_CHECKING:
    from privet.domain.email_proof import Origin


@bp.route("/email", methods=["GET", "POST"])
@signed_in(*ROLES, fresh=True)
def email() -> ResponseReturnValue:
    """Show the address, and send a link to another one; the answer is the same whoever uses that one."""
    from blueprints.account.email_forms import EmailForm  # noqa: PLC0415 - public pages do without
    from privet.domain import email_proof  # noqa: PLC0415 - public pages do without

    form, sent = EmailForm(), False
    if request.method == "POST":
        try:
            email_proof.ask(house().store, who(), form.address.data or "", now())
            sent = True
        except email_proof.BadAddress:
            form.address.errors = [gettext("Please write an address such as name@example.org.")]
        except email_proof.TooMany:
            again = gettext(
                "Several links are on their way already. Please wait half an hour, then ask again."
            )
            form.address.errors = [again]
    standing = email_proof.standing(house().store, who(), now())
    page = render_template("account/email.html", form=form, standing=standing, sent=sent)
    return page, 422 if form.address.errors else 200


@bp.post("/email/remove")
@signed_in(*ROLES, fresh=True)
def remove_email() -> ResponseReturnValue:
    """Forget the address."""
    from privet.domain import email_proof  # noqa: PLC0415 - public pages do without

    email_proof.remove(house().store, who(), _origin(), now())
    return redirect(url_for(".email"), 303)


@bp.get("/email/<string:token>")
@signed_in(*ROLES)
def confirm_email(token: str) -> ResponseReturnValue:
    """Ask before anything is done: programs that look through mail open its links as well."""
    return render_template("account/email-confirm.html", token=token, failed=False)


@bp.post("/email/<string:token>")
@signed_in(*ROLES)
def use_email(token: str) -> ResponseReturnValue:
    """Use the address to which the link went."""
    from privet.domain import email_proof  # noqa: PLC0415 - public pages do without

    try:
        email_proof.confirm(house().store, who(), token, _origin(), now())
    except email_proof.InvalidLink:
        return render_template("account/email-confirm.html", token=token, failed=True), 422
    return render_template("account/email-confirmed.html")


def _origin() -> "Origin":
    from privet.domain.email_proof import Origin  # noqa: PLC0415 - public pages do without

    return Origin(house().today(), statement_agreed())
