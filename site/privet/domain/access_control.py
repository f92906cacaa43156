"""Taking somebody’s account out of use, and putting it back; both hold at the next request."""

from datetime import datetime

from privet.domain import activation
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.activations import Activation
from privet.storage.people import Person
from privet.storage.sessions import Session
from privet.storage.store import Store


def disable(store: Store, actor: str, account: str, now: datetime) -> int:
    """Take an account out of use: its sessions end, its codes die; gives how many sessions there were.

    :raises LookupError: when there is no such account.
    """
    with store.writing():
        row = _held(account)
        if row.disabled_at is None:
            Account.update(disabled_at=micro(now)).where(Account.id == account).execute()
            activation.note(store, actor, "account.disabled", row)
        Activation.drop_unused(account)
        return Session.end_all(account)


def enable(store: Store, actor: str, account: str) -> None:
    """Put an account back into use, with the password and factors that it had.

    :raises LookupError: when there is no such account.
    """
    with store.writing():
        row = _held(account)
        if row.disabled_at is not None:
            Account.update(disabled_at=None).where(Account.id == account).execute()
            activation.note(store, actor, "account.enabled", row)


def of_number(store: Store, number: str) -> str:
    """Give the account of whom this member number is.

    :raises LookupError: when nobody has the number, or they have no account.
    """
    with store.reading():
        person = Person.by_number(number)
        account = Account.of_person(person.id) if person else None
        if account is None:
            raise LookupError("there is no such account")
        return str(account.id)


def _held(account: str) -> Account:
    row = Account.hold(account)
    if row is None:
        raise LookupError("there is no such account")
    return row
