"""Changing one's own password, which needs the one from before (ASVS 6.2.3)."""

from dataclasses import dataclass, field

from privet.domain import attempts, mail, passwords
from privet.domain.passwords import Change
from privet.storage.accounts import Account
from privet.storage.store import Store


class WrongPassword(ValueError):
    """The password from before isn't right."""


class WeakPassword(ValueError):
    """The new password can't be taken; the message says why, to the person who chose it."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """The password from before, the new one, and what the new one is judged by."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    organisation: str
    language: str
    network: str = field(repr=False)


def change(store: Store, wish: Wish, by: Change) -> None:
    """Change the password of an account, and end all its other sessions.

    Tries count like those at the door, so that nobody who found an open session can go on guessing.

    :raises attempts.TooMany: when too many passwords were wrong.
    :raises WrongPassword: when the one from before isn't right.
    :raises WeakPassword: when the new one can't be taken.
    :raises passwords.Busy: when another one is being worked on; nothing was changed.
    """
    parts = (by.account, wish.network)
    with store.reading():
        row = Account.by_id(by.account)
        kept = row.password if row else None
    with passwords.alone(wish.network):
        attempts.allow(store, "password", parts, by.now)
        if not passwords.fits(kept, wish.old):
            with store.writing():
                if attempts.closes(store, by.account, by.now):
                    mail.tell(store, by.account, "changed", by.now)
            raise WrongPassword
    attempts.succeeded(store, "password", parts)
    context = passwords.words(store, by.account, wish.organisation)
    found = passwords.faults(wish.new, context, wish.language)
    if found:
        raise WeakPassword(found[0])
    passwords.set_password(store, wish.new, by)
