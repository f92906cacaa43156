"""Preferences of somebody on record: optional mail, privacy choices with their history, and no online at all.

Nobody chooses for anybody else here, so agents are left out; what a form says of a person counts for nothing.
"""

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.account.views import bp
from privet.domain import permissions
from privet.domain.roles import PEOPLE
from privet.web import choosing, language, sessions, signals
from privet.web.access import signed_in
from privet.web.house import house

if TYPE_CHECKING:
    from privet.domain.reader_wording import Line

COLLECT = "collect"  # It closes this very place, so it has a page of its own that says so.


@bp.get("/preferences/")
@signed_in(*PEOPLE)
def preferences() -> ResponseReturnValue:
    """Show what may be sent, what may be done, and how that came about."""
    return _page()


@bp.post("/preferences/choices")
@signed_in(*PEOPLE)
def set_choices() -> ResponseReturnValue:
    """Take what was chosen of each; while a browser says no to a sale, it can’t be allowed from there."""
    sent = {topic: request.form.get(topic, "") for topic in _choices() if topic != COLLECT}
    refused = frozenset(topic for topic, value in sent.items() if value == "no" or "all" in request.form)
    allowed = frozenset(topic for topic, value in sent.items() if value == "yes") - refused
    signal = signals.current()
    held = frozenset({permissions.SIGNALS[signal]}) & allowed if signal else frozenset()
    _change(refused, allowed - held)
    if held:
        return _page("signal"), 409
    return redirect(url_for("account.preferences", done="choices", _anchor="done"), 303)


@bp.route("/preferences/online", methods=["GET", "POST"])
@signed_in(*PEOPLE)
def collecting() -> ResponseReturnValue:
    """Say what it means to be collected online no more, and close the online features, or open them again."""
    if request.method != "POST":
        return render_template("account/preferences-online.html", choice=_choices()[COLLECT])
    this = frozenset({COLLECT})
    if request.form.get(COLLECT) == "yes":
        _change(frozenset(), this)
        return redirect(url_for("account.preferences", done="opened", _anchor="done"), 303)
    if request.form.get(COLLECT) == "no":
        _change(this, frozenset())
    return redirect(url_for("account.closed"), 303)


@bp.get("/closed")
@signed_in(*PEOPLE)
def closed() -> ResponseReturnValue:
    """Say that the online features are closed, by whose choice, and how to open them again."""
    if not choosing.is_closed(sessions.who()):
        return redirect(url_for("account.index"), 303)
    return render_template("account/preferences-closed.html")


def _choices() -> dict[str, permissions.Choice]:
    return permissions.rules().choice


def _change(refused: frozenset[str], allowed: frozenset[str]) -> None:
    """Write down what the person who is signed in chose for themselves."""
    from privet.domain import choices  # noqa: PLC0415 - pages without it start sooner
    from privet.domain.choices import Wish  # noqa: PLC0415

    who = sessions.who()
    wish = Wish(who.person, who.actor, refused, allowed)
    choices.change(house().store, wish, choosing.shown("account"), sessions.now())


@bp.post("/preferences/mail")
@signed_in(*PEOPLE)
def set_mail() -> ResponseReturnValue:
    """Take what was chosen for each kind of optional mail, or that nothing at all shall come."""
    from privet.domain import reader_wording, readers  # noqa: PLC0415 - pages without it start sooner
    from privet.domain.reader_members import CannotTurnOn  # noqa: PLC0415

    picked = {line.id: request.form.get(f"mail-{line.id}", "") for line in _lines()}
    chosen = {kind: value for kind, value in picked.items() if value in {"on", "off", "paper"}}
    words = choosing.shown("account", reader_wording.text(house().own_data, language.current()))
    wanted = None if "nothing" in request.form else chosen
    try:
        readers.set_for_member(house().store, sessions.who(), wanted, words, sessions.now())
    except CannotTurnOn as error:
        return _page(error.why, chosen), 422
    return redirect(url_for("account.preferences", done="mail", _anchor="done"), 303)


def _lines() -> "list[Line]":
    from privet.domain import reader_wording  # noqa: PLC0415 - pages without it start sooner

    return reader_wording.lines(house().own_data, language.current())


def _page(held: str = "", chosen: dict[str, str] | None = None) -> str:
    """Show all preferences; ``held`` says what couldn’t be done, and ``chosen`` what was typed then."""
    # Pages without it start sooner.
    from privet.domain import choice_requests, choice_words, choices, readers  # noqa: PLC0415

    ours, who = house(), sessions.who()
    mail = readers.of_member(ours.store, who)
    facts: dict[str, Any] = {
        "mail": mail,
        "lines": _lines(),
        "chosen": chosen or {line.id: mail.kinds.get(line.id, "off") for line in _lines()},
        "standing": choices.standing_of(ours.store, who.person),
        "asks_to_close": choice_requests.asks_to_close(ours.store, who.person),
        "choices": _choices(),
        "ways": choice_words.ways(language.current()),
        "held": held,
        "done": request.args.get("done", ""),
    }
    return render_template("account/preferences.html", zone=ours.now().tzinfo, **facts)
