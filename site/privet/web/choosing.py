"""What people’s own choices close in the secure area, and their browsers’ signals, which are noted there.

Who is signed in brings along what they refuse, so that a page asks nothing more for it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from privet.domain import permissions
from privet.domain.permissions import SIGNALS, Standing
from privet.domain.roles import AGENT, PEOPLE
from privet.web import language, sessions, signals
from privet.web.access import Access
from privet.web.house import house
from privet.web.origin import SAFE_METHODS

if TYPE_CHECKING:
    from privet.domain.choice_proof import Shown

# What stays open to whoever refuses to be collected online: saying otherwise, leaving, and what guards the
# account, since anybody may refuse for anybody.
STAYS = frozenset(
    {
        "account.add_app",
        "account.add_passkey",
        "account.confirm",
        "account.end_other_sessions",
        "account.end_session",
        "account.password",
        "account.recovery_codes",
        "account.remove_factor",
        "account.security",
        "account.sessions",
        "account.user_name",
        "account.closed",
        "account.collecting",
        "account.preferences",
        "account.set_choices",
        "account.set_mail",
        "account.sign_off",
    }
)
KEPT = "signal"  # Under which a session remembers that a signal was noted.


def shown(way: str, text: str = "") -> "Shown":
    """Give what is kept of a choice that is made now: the way, the words about choices, the statement."""
    from privet.domain import choice_words  # noqa: PLC0415 - public pages do without
    from privet.domain.choice_proof import Shown  # noqa: PLC0415

    ours = house()
    version = ours.statements.in_force(ours.today())
    return Shown(way, text or choice_words.text(language.current()), version.number if version else "")


def note_signal(who: Any) -> None:
    """Note the signal of this request for the person who is signed in, once, and never that it is missing.

    An agent’s browser says nothing about whom they act for.
    """
    name = signals.current()
    if not name or who.role not in PEOPLE:
        return
    if SIGNALS[name] in who.refused and session.get(KEPT) == name:
        return
    from privet.domain import choice_words, choices  # noqa: PLC0415 - only with a signal

    words = choice_words.signal_text(name, language.current())
    choices.signal(house().store, who.person, name, shown("signal", words), sessions.now())
    session[KEPT] = name


def is_closed(who: Any) -> bool:
    """Say whether the online features are closed to somebody: the person refuses to be collected online."""
    return bool(who.refused) and not permissions.decide(Standing(who.refused), "online")


def closed(who: Any, access: Access) -> ResponseReturnValue | None:
    """Give what somebody sees instead of a page that their choice, or that of whom they act for, closed."""
    if not is_closed(who) or request.endpoint in STAYS or (who.role == AGENT and not access.scope):
        return None
    if request.method in SAFE_METHODS and who.role != AGENT:
        return redirect(url_for("account.closed"), 303)
    return render_template("account/preferences-closed.html"), 403


def left(entries: Iterable[Any], who: Any) -> list[Any]:
    """Give the entries of the menu that are still open to somebody."""
    shut = is_closed(who) and who.role != AGENT
    return [entry for entry in entries if not shut or entry.endpoint in STAYS]
