"""One click unsubscribes (RFC 8058): mail programs send a POST for people, without page, cookie or origin.

Every token gets the same answer, known or not, the first time or again. Only while nothing can be written the
answer is another one, so that the mail program tries again.
"""

from flask import Response, render_template, request

from blueprints.preferences.views import bp
from privet.web.access import open_to_everyone
from privet.web.house import house
from privet.web.origin import from_anywhere


@bp.get("/<string:token>/unsubscribe")
@open_to_everyone
def unsubscribe(token: str) -> str:
    """Ask before anything is done, and look nothing up: programs open the links in mails as well."""
    return render_template("preferences/mail-unsubscribe.html", token=token)


@bp.post("/<string:token>/unsubscribe")
@open_to_everyone
@from_anywhere
def unsubscribe_now(token: str) -> str | Response:
    """Let nothing optional go to this reader any more; what the request brings besides isn’t looked at."""
    from privet.domain import one_click  # noqa: PLC0415 - public pages do without

    one_click.stop(house().store, token, house().now())
    if "text/html" in request.headers.get("Accept", ""):  # A person, at the button on our page.
        return render_template("preferences/mail-stopped.html")
    return Response(mimetype="text/plain")  # Mail programs show nobody what comes back.
