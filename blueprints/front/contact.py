"""Every way to reach the organisation: phone, post, a request to be called back, a question, e-mail."""

from flask import render_template
from flask.typing import ResponseReturnValue

from blueprints.front.views import bp
from privet.web.access import open_to_everyone
from privet.web.house import house
from privet.web.pages import same_for_everybody

UNPROCESSABLE, TOO_MANY = 422, 429


@bp.get("/contact/")
@open_to_everyone
@same_for_everybody
def contact() -> str:
    """Show every way to reach the organisation, with both forms."""
    from blueprints.front.forms import form_for  # noqa: PLC0415 - only these pages have forms
    from privet.domain.contacts import times  # noqa: PLC0415

    ours = house()
    return render_template(
        "front/contact.html",
        mail_in=ours.settings.mail_in_address,
        forms=[form_for("callback"), form_for("question")],
        times=times(ours.own_data),
    )


@bp.get("/contact/call-back")
@open_to_everyone
@same_for_everybody
def call_back() -> ResponseReturnValue:
    """Show the request to be called by itself."""
    return _blank("callback")


@bp.post("/contact/call-back")
@open_to_everyone
def call_back_sent() -> ResponseReturnValue:
    """Take a request to be called."""
    return _sent("callback")


@bp.get("/contact/question")
@open_to_everyone
@same_for_everybody
def question() -> ResponseReturnValue:
    """Show the form for a question by itself."""
    return _blank("question")


@bp.post("/contact/question")
@open_to_everyone
def question_sent() -> ResponseReturnValue:
    """Take a question."""
    return _sent("question")


def _blank(kind: str) -> str:
    from blueprints.front.forms import form_for  # noqa: PLC0415 - only these pages have forms

    return _page(form_for(kind), crowded=False)


def _sent(kind: str) -> ResponseReturnValue:
    """Keep what was sent, and say by when it is answered; on a fault, show the form again."""
    from blueprints.front.forms import form_for  # noqa: PLC0415 - only these pages have forms
    from privet.domain import attempts, contacts  # noqa: PLC0415
    from privet.web.tries import visit  # noqa: PLC0415

    form, ours = form_for(kind), house()
    try:
        contacts.begin(ours.store, visit().network, ours.now())
    except attempts.TooMany:
        form.tidy()
        return _page(form, crowded=True), TOO_MANY
    if (ask := form.ask()) is None:
        return _page(form, crowded=False), UNPROCESSABLE
    due = contacts.due(ours.office, kind, ours.today())
    contacts.ask(ours.store, ask, due, ours.now())
    return render_template("front/contact-received.html", kind=kind, due=due)


def _page(form: object, *, crowded: bool) -> str:
    from privet.domain.contacts import times  # noqa: PLC0415 - only these pages have forms

    ours = house()
    return render_template("front/contact-ask.html", form=form, crowded=crowded, times=times(ours.own_data))
