"""Using the code of a letter: with the birth date, or the user name, of whom it was sent to."""

import hmac
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from privet.domain import attempts, changes, events, reference
from privet.domain.activation import RANDOM, digest, is_alive, note, plain_name
from privet.domain.events import Act
from privet.domain.roles import PEOPLE
from privet.storage.accounts import Account
from privet.storage.activations import Activation
from privet.storage.store import Store


class NotAccepted(Exception):
    """The code, or what proves its owner, is wrong, unknown, old, used or worn out; nobody is told which."""


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What somebody entered to show that a letter is theirs, and from where."""

    code: str = field(repr=False)
    born: date | None = field(default=None, repr=False)
    user_name: str = field(default="", repr=False)
    network: str = field(default="", repr=False)


@dataclass(frozen=True)
class Accepted:
    """A code that was accepted: its row, its account and what it is for."""

    activation: str
    account: str
    kind: str


def redeem(store: Store, entered: Entered, now: datetime) -> Accepted:
    """Accept a code with the birth date of whom it was sent to, or for others with their user name.

    A wrong proof counts; five end the code. Whatever fails, the same is read, written and told.

    :param now: the time in the organisation’s zone, by whose days a code grows old.
    :raises NotAccepted: when it can’t be accepted.
    :raises attempts.TooMany: when so many were wrong from this network, or from anywhere, that all must wait.
    """
    attempts.allow(store, "activation", (entered.network,), now)
    with store.writing():
        row = Activation.of_digest(digest(_code(entered.code)))
        account = Account.hold(row.account_id if row else "")
        proved = hmac.compare_digest(_given(entered, account), _wanted(account))
        if row and account and proved and is_alive(row, account, now.date()):
            note(store, changes.actor_of(account), "activation.entered", account)
            attempts.succeeded(store, "activation", (entered.network,))
            return Accepted(row.id, account.id, row.kind)
        _refuse(store, row, account, now)
    raise NotAccepted


class _Nothing(Exception):
    """Undoes what was written for its time alone."""


def _refuse(store: Store, row: Activation | None, account: Account | None, now: datetime) -> None:
    """Count and record a wrong proof; where there is no such code, as much is written, and undone."""
    attempts.touch(store, now)
    with suppress(_Nothing, LookupError), store.writing():
        Activation.count_try(row.id if row else "")
        detail = {"account": account.id} if account else {}
        subject = (account.person_id or "") if account else ""
        act = Act(actor="site", action="activation.refused", subject=subject, detail=detail)
        events.record(store, act)
        if row is None:
            raise _Nothing


def _given(entered: Entered, account: Account | None) -> bytes:
    """Give what was entered of what this account’s owner is asked for."""
    if account is None or account.role in PEOPLE:
        return (entered.born.isoformat() if entered.born else "-").encode()
    return b"name " + plain_name(entered.user_name).encode()


def _wanted(account: Account | None) -> bytes:
    """Give what must be entered; what nobody can enter where there is no account."""
    if account is not None and account.role in PEOPLE:
        return (account.person.birth_date if account.person else "").encode()
    name = account.user_name if account is not None else ""
    return b"name " + plain_name(name).encode() if name else b""


def _code(entered: str) -> str:
    """Give the characters of a code as it was typed, or some that no code has."""
    try:
        return reference.normalise(entered, RANDOM)
    except reference.InvalidReference:
        return ""
