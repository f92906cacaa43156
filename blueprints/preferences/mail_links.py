"""The pages behind the links in mails: how things stand for an address, and confirming what was asked for.

They show no address. Opening one changes nothing, since programs that look through mail open links as well.
"""

from typing import TYPE_CHECKING

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from blueprints.preferences import mail_choice
from blueprints.preferences.views import bp
from privet.web.access import open_to_everyone
from privet.web.house import house

if TYPE_CHECKING:
    from privet.domain.readers import State


@bp.get("/<string:token>/")
@open_to_everyone
def by_link(token: str) -> ResponseReturnValue:
    """Show how things stand for whoever got the mail with this link."""
    from privet.domain import link_tokens, readers  # noqa: PLC0415 - public pages do without

    store = house().store
    state = readers.state(store, link_tokens.reader(store, token))
    if state is None:
        return unknown()
    return _choose(state, url_for(".choose_by_link", token=token), proved=False)


@bp.post("/<string:token>/")
@open_to_everyone
def choose_by_link(token: str) -> ResponseReturnValue:
    """Turn off at once; for what is to be turned on, send a fresh link."""
    from privet.domain import link_tokens, readers  # noqa: PLC0415

    store, shown = house().store, mail_choice.shown("mail-link")
    reader = link_tokens.reader(store, token)
    wish = readers.Wish(**vars(mail_choice.chosen()))
    asked = readers.by_link(store, reader, wish, shown, house().now())
    return unknown() if asked is None else saved(reader, url_for(".by_link", token=token), asked)


@bp.get("/confirm/<string:token>/")
@open_to_everyone
def confirm(token: str) -> ResponseReturnValue:
    """Ask whether what waits shall be turned on, or let one choose."""
    from privet.domain import readers  # noqa: PLC0415

    waiting = readers.pending(house().store, token, house().now())
    if waiting is None:
        return unknown()
    action = url_for(".confirm_now", token=token)
    if not waiting.kinds:
        return _choose(waiting.state, action, proved=True)
    return render_template(
        "preferences/mail-confirm.html", lines=mail_choice.lines(), kinds=waiting.kinds, action=action
    )


@bp.post("/confirm/<string:token>/")
@open_to_everyone
def confirm_now(token: str) -> ResponseReturnValue:
    """Do what the owner of the address says; the link is used up then."""
    from privet.domain import readers  # noqa: PLC0415

    store, now, chosen = house().store, house().now(), mail_choice.chosen()
    shown = mail_choice.shown("mail-link")
    waiting = readers.pending(store, token, now)
    if waiting is None:
        return unknown()
    if chosen.nothing:
        readers.turn_off(store, waiting.reader, None, shown, now)
        return saved(waiting.reader, url_for(".index"))
    try:
        readers.confirm(store, token, None if waiting.kinds else set(chosen.on), shown, now)
    except readers.InvalidLink:
        return unknown()
    return saved(waiting.reader, url_for(".index"))


def unknown() -> ResponseReturnValue:
    """Say kindly that a link opens nothing, the same for every reason."""
    return render_template("preferences/mail-unknown.html"), 404


def saved(reader: str, back: str, asked: frozenset[str] = frozenset()) -> ResponseReturnValue:
    """Show what holds now, and what waits for a fresh link."""
    from privet.domain import readers  # noqa: PLC0415

    state = readers.state(house().store, reader)
    if state is None:
        return unknown()
    lines = mail_choice.lines()
    return render_template("preferences/mail-saved.html", lines=lines, state=state, asked=asked, back=back)


def _choose(state: "State", action: str, *, proved: bool) -> ResponseReturnValue:
    lines = mail_choice.lines()
    chosen = {line.id: "on" if line.id in state.sent else "off" for line in lines}
    return render_template(
        "preferences/mail-link.html", lines=lines, state=state, chosen=chosen, action=action, proved=proved
    )
