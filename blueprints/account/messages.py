"""Secure messages with the office and with representatives: list, read, write, answer, and their files."""

from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from blueprints.account.views import bp
from privet.domain.roles import OWNERS, REPRESENTATIVE
from privet.web.access import signed_in
from privet.web.house import house
from privet.web.sessions import now, who
from privet.web.uploads import takes_files

if TYPE_CHECKING:
    from blueprints.account.message_form import AnswerForm

CLOSED = "default-src 'none'; sandbox; frame-ancestors 'none'"  # For files of others: nothing in them runs.
TO = {"office": _("The office"), "representative": _("Your representative: your employer’s benefits office")}
TOO_MUCH = _("That is as much as we can take in one day. Please send the rest tomorrow, or by post.")


@bp.get("/messages/")
@signed_in(*OWNERS, REPRESENTATIVE, scope="messages")
def messages() -> ResponseReturnValue:
    """Show the conversations, those with something new marked."""
    from privet.domain import message_reading  # noqa: PLC0415 - public pages do without
    from privet.domain.message_parties import party_of  # noqa: PLC0415

    page = max(1, min(request.args.get("page", 1, int), 10_000))
    found, more = message_reading.listed(house().store, party_of(who()), page)
    return render_template(
        "account/messages.html", found=found, page=page, more=more, zone=house().now().tzinfo
    )


@bp.route("/messages/write", methods=["GET", "POST"])
@takes_files
@signed_in(*OWNERS, scope="messages")
def write_message() -> ResponseReturnValue:
    """Begin a conversation."""
    from blueprints.account.message_form import WriteForm  # noqa: PLC0415 - public pages do without
    from privet.domain import messages as writing  # noqa: PLC0415 - public pages do without
    from privet.domain.message_parties import party_of  # noqa: PLC0415

    party, form = party_of(who()), WriteForm()
    offered = writing.recipients(house().store, party.person)
    form.to.choices = [(name, TO[name]) for name in offered]
    if request.method == "GET":
        form.to.data = offered[0]
        return render_template("account/message-write.html", form=form)
    if (draft := form.draft()) is not None:
        try:
            begun = writing.begin(house().store, party, form.to.data, draft, now())
            return redirect(url_for(".conversation", conversation=begun), 303)
        except writing.TooMuch:
            form.text.errors = [TOO_MUCH]
    return render_template("account/message-write.html", form=form), 422


@bp.get("/messages/<string:conversation>")
@signed_in(*OWNERS, REPRESENTATIVE, scope="messages")
def conversation(conversation: str) -> ResponseReturnValue:
    """Show one conversation, with a form to answer."""
    from blueprints.account.message_form import AnswerForm  # noqa: PLC0415 - public pages do without

    return _thread(conversation, AnswerForm(formdata=None)), 200


@bp.post("/messages/<string:conversation>")
@takes_files
@signed_in(*OWNERS, REPRESENTATIVE, scope="messages")
def answer(conversation: str) -> ResponseReturnValue:
    """Answer in a conversation."""
    from blueprints.account.message_form import AnswerForm  # noqa: PLC0415 - public pages do without
    from privet.domain import messages as writing  # noqa: PLC0415 - public pages do without
    from privet.domain.message_parties import party_of  # noqa: PLC0415

    form = AnswerForm()
    if (draft := form.draft()) is not None:
        try:
            writing.answer(house().store, party_of(who()), conversation, draft, now())
            return redirect(url_for(".conversation", conversation=conversation), 303)
        except writing.TooMuch:
            form.text.errors = [TOO_MUCH]
        except writing.TooLong:
            form.text.errors = [gettext("This conversation is long. Please begin a new one.")]
    return _thread(conversation, form), 422


@bp.get("/messages/files/<string:attachment>")
@signed_in(*OWNERS, REPRESENTATIVE, scope="messages")
def attachment(attachment: str) -> Response:
    """Hand out a file, to be kept under a name of ours; no browser shall show it as a page of this site."""
    from privet.domain import message_reading  # noqa: PLC0415 - public pages do without
    from privet.domain.message_parties import party_of  # noqa: PLC0415

    found = message_reading.attachment(house().store, party_of(who()), attachment)
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.own_name}"'
    return response


attachment.talisman_view_options = {"content_security_policy": CLOSED}  # type: ignore[attr-defined]


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say how much a message takes; the browser still has what was typed."""
    return render_template("account/message-too-large.html"), 413


def _thread(conversation: str, form: "AnswerForm") -> str:
    from privet.domain import message_reading  # noqa: PLC0415 - public pages do without
    from privet.domain.message_parties import party_of  # noqa: PLC0415

    thread = message_reading.read(house().store, party_of(who()), conversation, now())
    return render_template("account/conversation.html", thread=thread, form=form, zone=house().now().tzinfo)
