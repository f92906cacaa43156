"""The rooms of the secure area: what each role finds on its first page and in the menu of every page."""

from dataclasses import dataclass
from functools import cache

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from privet.domain.roles import AGENT, DEPENDENT, MEMBER, OWNERS, PEOPLE, REPRESENTATIVE, ROLES


@dataclass(frozen=True)
class Entry:
    """One room of the secure area: where it is, what is there, and for whom; agents need a ``scope``."""

    endpoint: str
    title: LazyString
    what: LazyString
    roles: tuple[str, ...]
    scope: str = ""


ENTRIES = (
    Entry(
        "account.acting",
        _("For whom you act"),
        _("Choose the person, or stop acting."),
        (AGENT,),
    ),
    Entry(
        "account.members",
        _("Members of your group"),
        _("The facts of their enrolment, and nothing else."),
        (REPRESENTATIVE,),
    ),
    Entry(
        "account.queue",
        _("Corrections to decide"),
        _("What members ask you to put right, the most urgent first."),
        (REPRESENTATIVE,),
    ),
    Entry(
        "account.record",
        _("The record"),
        _("What we hold, where each entry came from, and who represents you."),
        OWNERS,
        "see",
    ),
    Entry(
        "account.corrections",
        _("Corrections"),
        _("Have something corrected or removed, and see what became of it."),
        OWNERS,
        "correct",
    ),
    Entry(
        "account.messages",
        _("Messages"),
        _("Write to us or to your representative, safely, with papers if you like."),
        OWNERS,
        "messages",
    ),
    Entry(
        "account.messages",
        _("Messages"),
        _("What members of your group write to you, and your answers."),
        (REPRESENTATIVE,),
    ),
    Entry(
        "account.looks",
        _("Who has looked"),
        _("Everybody who opened your record: who, why and when."),
        PEOPLE,
    ),
    Entry(
        "account.copy",
        _("A copy of everything"),
        _("To read, to keep, or to take elsewhere."),
        OWNERS,
        "copy",
    ),
    Entry(
        "account.preferences",
        _("Preferences"),
        _("What we may send you, and what may be done with your information."),
        (MEMBER, DEPENDENT),
    ),
    Entry(
        "account.agents",
        _("Who may act for you"),
        _("See it, and end it at once."),
        (MEMBER, DEPENDENT),
    ),
    Entry(
        "account.security",
        _("Password and second proofs"),
        _("Change your password, passkeys, codes and e-mail address."),
        ROLES,
    ),
    Entry(
        "account.sessions",
        _("Where you are signed in"),
        _("Each browser, and a way to end it."),
        ROLES,
    ),
)


@cache
def addresses(_chosen: str | None) -> dict[str, str]:
    """Give the address of each room, worked out once for each language that addresses may carry."""
    return {entry.endpoint: url_for(entry.endpoint) for entry in ENTRIES}


def entries_for(role: str, scope: frozenset[str]) -> list[Entry]:
    """Give the rooms that are open to somebody."""
    fits = (entry for entry in ENTRIES if role in entry.roles)
    return [entry for entry in fits if role != AGENT or not entry.scope or entry.scope in scope]
