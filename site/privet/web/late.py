"""Forms that come too late, or need a second factor first: they are carried, sealed, and go on afterwards."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from privet.web import entrance, sessions
from privet.web.access import Access
from privet.web.entrance import Asked
from privet.web.house import house

TOKEN = "csrf_token"  # noqa: S105 - the name of a field: a form goes on with the token of its new session

LOST = "lost"  # What stands in the place of a file, so that its page can ask for it again.
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


def ask(access: Access) -> ResponseReturnValue:
    """Ask somebody whose session is over to sign in; what they typed goes on if we know whose session it was.

    Nobody’s form isn’t carried: whoever signs in next on a shared computer would send it as theirs.
    """
    from privet.domain import sessions as known  # noqa: PLC0415 - public pages do without
    from privet.domain.late_forms import Owner  # noqa: PLC0415

    owner = known.owner_of_dead(house().store, sessions.brought())
    sealed = _sealed(access, Owner(owner)) if owner else ""
    reason = "late" if sealed else "late-lost"
    return entrance.sign_in_page(Asked(401, reason, _page(), sealed))


def confirm(access: Access) -> ResponseReturnValue:
    """Ask for a second factor; a form that was sent goes on after it, in this session."""
    from privet.domain.late_forms import Owner  # noqa: PLC0415 - public pages do without

    if request.method != "POST":
        return redirect(url_for("account.confirm", next=request.full_path.rstrip("?")), 303)
    live = sessions.current()
    sealed = _sealed(access, Owner(live.account, _session(live)))
    return entrance.confirm_page(Asked(401, "late" if sealed else "late-lost", _page(), sealed))


def go_on(address: str, *, session: bool = False) -> ResponseReturnValue:
    """Go on to ``address``, or offer to send the form that waited for this account, or this ``session``."""
    from privet.domain.late_forms import Owner, opened  # noqa: PLC0415 - public pages do without

    sealed = entrance.carried()
    if not sealed:
        return redirect(address, 303)
    live, ours = sessions.current(), house()
    owner = Owner(live.account, _session(live) if session else "")
    form = opened(ours.store, sealed, owner, ours.settings.secure.carry, sessions.now())
    return render_template("account/late.html", form=form, address=address)


def _sealed(access: Access, owner: Any) -> str:
    """Seal what was typed, but no file, no secret, and nothing from a page that forbids it."""
    from privet.domain.late_forms import Form, TooLong, seal  # noqa: PLC0415 - public pages do without

    if not access.carried or request.mimetype not in FORMS:
        return ""
    fields = tuple(pair for pair in request.form.items(multi=True) if pair[0] != TOKEN)
    fields += tuple((name, LOST) for name, file in request.files.items(multi=True) if file.filename)
    try:
        return seal(house().store, Form(request.path, fields), owner, sessions.now())
    except TooLong:
        return ""


def _session(live: Any) -> str:
    """Name the session, and for whom it acts: a form that waits in it goes on for nobody else."""
    return f"{live.handle}.{live.data.get('for', '')}"


def _page() -> str:
    """Give the page at the address of this form, if there is one to go to."""
    adapter = current_app.create_url_adapter(request)
    shown = adapter is not None and adapter.test(request.path, "GET")
    return request.path if shown else url_for("account.index")
