"""The steps between a code that came by post and an account that has begun; what is half done opens nothing.

While they go on, the account counts as not begun: nobody signs in to it, with old proofs or with new ones.
The code works until the last step is done, and whoever begins again undoes what was done before.
"""

from dataclasses import dataclass, field
from datetime import datetime

from privet.domain import activation, attempts, changes, passwords, user_names
from privet.domain.activation_redeeming import Accepted, NotAccepted
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.activations import Activation
from privet.storage.factors import Factor, RecoveryCode
from privet.storage.sessions import Session
from privet.storage.store import Store


class NotDone(Exception):
    """A step before this one isn’t done."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The user name and the password that somebody chose, and what these are judged by."""

    user_name: str = field(repr=False)
    password: str = field(repr=False)
    organisation: str
    language: str
    network: str = field(repr=False)


def faults(store: Store, accepted: Accepted, chosen: Chosen, now: datetime) -> dict[str, str]:
    """Say what is wrong with the user name and the password, each with what puts it right.

    A name that can’t be had counts as a wrong try, since it may tell that somebody else has it.

    :raises attempts.TooMany: when there were too many.
    """
    found = {}
    if said := user_names.fault(store, chosen.user_name, accepted.account, chosen.language):
        attempts.allow(store, "activation", (chosen.network,), now)
        found["user_name"] = said
    context = passwords.words(store, accepted.account, chosen.organisation)
    name = user_names.normal(chosen.user_name).casefold()
    own = frozenset({name} if len(name) >= passwords.WORD else ())
    if weak := passwords.faults(chosen.password, context | own, chosen.language):
        found["password"] = weak[0]
    return found


def choose(store: Store, accepted: Accepted, chosen: Chosen, session: bytes, now: datetime) -> None:
    """Keep a user name and a password without faults; what else opened the account is gone from now on.

    :param session: the digest of the session that goes on; all others of the account end.
    :raises NotAccepted: when the code works no more.
    :raises user_names.NotUsable: when somebody took the name at this very moment; nothing was changed.
    :raises passwords.Busy: when another password is being worked on; nothing was changed.
    """
    kept = passwords.hashed(chosen.password)
    with store.writing():
        row = _alive(accepted, now, hold=True)
        before = row.user_name
        name = user_names.normal(chosen.user_name)
        if said := user_names.fault(store, name, row.id, chosen.language):
            raise user_names.NotUsable(said)
        row.user_name, row.password, row.password_set_at, row.begun_at = name, kept, micro(now), None
        row.save()
        Factor.drop_all(row.id)
        RecoveryCode.drop_all(row.id)
        Session.end_all(row.id, but=session)  # Somebody else’s with the same letter, too.
        if before and before != name:
            changes.note(store, row, "user-name.changed")
        changes.note(store, row, "password.changed")


def check(store: Store, accepted: Accepted, now: datetime) -> None:
    """Make sure that the code still works.

    :raises NotAccepted: when it doesn’t.
    """
    with store.reading():
        _alive(accepted, now)


def finish(store: Store, accepted: Accepted, now: datetime) -> None:
    """Begin the account, or begin it anew: the code is used up, and all its sessions are over.

    :raises NotAccepted: when the code works no more.
    :raises NotDone: when a password, a factor or the printed codes are missing.
    """
    with store.writing():
        row = _alive(accepted, now, hold=True)
        printed = bool(RecoveryCode.of_account(row.id))
        if row.begun_at is not None or not (row.password and printed and Factor.of_account(row.id)):
            raise NotDone
        if not Activation.use(accepted.activation, micro(now)):
            raise NotAccepted
        Account.update(begun_at=micro(now)).where(Account.id == row.id).execute()
        Session.end_all(row.id)
        attempts.forgive(store, row.id)
        begun = "account.begun" if accepted.kind == activation.ACTIVATE else "account.reproved"
        changes.note(store, row, begun)


def _alive(accepted: Accepted, now: datetime, *, hold: bool = False) -> Account:
    """Give the account of a code that still works, held until the block is over if it will be changed."""
    account = Account.hold(accepted.account) if hold else Account.by_id(accepted.account)
    row = Activation.by_id(accepted.activation)
    if row is None or account is None or row.account_id != account.id:
        raise NotAccepted
    if not activation.is_alive(row, account, now.date()):
        raise NotAccepted
    return account
