"""User names: what one may be, and taking another one."""

import re
import unicodedata
from datetime import datetime

from privet.domain import attempts, changes
from privet.domain.languages import translator
from privet.storage.accounts import Account
from privet.storage.store import Store

SHORTEST, LONGEST = 3, 64
# Nine digits, however they are grouped: somebody's social security number, which must not become a name.
NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{2}[ -]?\d{4}(?!\d)")


class NotUsable(ValueError):
    """The name can't be used; the message says why, to the person who chose it."""


def normal(name: str) -> str:
    """Give a user name as it is kept, without what no keyboard writes."""
    written = (sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign) != "Cc")
    return " ".join("".join(written).split())


def fault(store: Store, name: str, account: str, language: str) -> str:
    """Say what is wrong with a user name for ``account``, and what puts it right; nothing for a good one."""
    _ = translator(language).gettext
    given = normal(name)
    if not SHORTEST <= len(given) <= LONGEST:
        return _("Use %(least)s to %(most)s characters.") % {"least": SHORTEST, "most": LONGEST}
    if "@" in given:
        return _("Leave out the @ sign: an e-mail address is added on its own page, once it is confirmed.")
    if NUMBER.search(given):
        return _("Leave out numbers of nine digits: nobody’s social security number shall be a user name.")
    if any(unicodedata.category(sign).startswith("C") for sign in given):
        return _("Use only letters, digits and characters that can be seen.")
    with store.reading():
        found = Account.by_sign(given)
    return _("This one can’t be used. Choose another one.") if found and found.id != account else ""


def change(store: Store, account: str, name: str, language: str, now: datetime) -> None:
    """Let ``account`` sign in with another name from now on.

    Each try counts, before anything is looked up: one that works tells that nobody else has the name.

    :raises attempts.TooMany: when there were too many, whatever the name.
    :raises NotUsable: when it can't be used, or somebody else took it in this moment.
    """
    attempts.allow(store, "name", (account,), now)
    with store.writing():
        row = Account.hold(account)
        if said := fault(store, name, account, language):
            raise NotUsable(said)
        if row is None:
            raise LookupError("there is no such account")
        row.user_name = normal(name)
        row.save(only=[Account.user_name, Account.user_name_blind])
        changes.note(store, row, "user-name.changed")


def of(store: Store, account: str) -> str:
    """Give the name with which ``account`` signs in; empty if it has none yet."""
    with store.reading():
        row = Account.by_id(account)
        return (row.user_name or "") if row else ""
