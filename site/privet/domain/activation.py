"""Codes that come by post: one begins an account, or proves anew whose it is when a factor was lost."""

import hmac
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Literal

from privet.domain import events, reference, user_names
from privet.domain.events import Act
from privet.domain.roles import DEPENDENT, MEMBER
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.activations import Activation
from privet.storage.ids import new_id
from privet.storage.people import Person
from privet.storage.store import Store

Kind = Literal["activate", "proof"]
ACTIVATE: Kind = "activate"
PROOF: Kind = "proof"
RANDOM, GROUP = 9, 5  # Characters of a code before its check: 45 bits; and in a group, as it is printed.
LIVES = timedelta(days=30)
TRIES = 5


class NoLetter(Exception):
    """No code may be sent for this account; the message says why, in words for the office."""


@dataclass(frozen=True)
class Issue:
    """A code that was made for an account; it works once it is recorded."""

    account: str
    kind: Kind
    until: date
    code: str = field(repr=False)


def ensure_account(store: Store, person: str) -> str:
    """Give the account of somebody on record; one that has yet to begin is made if there is none.

    :raises LookupError: when there is no such person.
    """
    with store.writing():
        if (row := Account.of_person(person)) is not None:
            return str(row.id)
        on_record = Person.by_id(person)
        if on_record is None:
            raise LookupError("there is no such person")
        role = DEPENDENT if on_record.holder_id else MEMBER
        made = Account.create(id=new_id(), role=role, person=person, language=on_record.language)
        return str(made.id)


def check(store: Store, account: str, kind: str) -> None:
    """Make sure that a code of this kind may be sent for an account.

    :raises NoLetter: when the account is disabled, or is not in need of this kind of code.
    """
    with store.reading():
        _check_wanted(Account.by_id(account), kind)


def same(one: str, other: str) -> bool:
    """Say whether two user names are one, whatever their capitals, and however their signs are made up."""
    return hmac.compare_digest(plain_name(one).encode(), plain_name(other).encode())


def prepare(account: str, kind: Kind, today: date) -> Issue:
    """Make a code, so that its letter can be printed before it counts."""
    return Issue(account, kind, today + LIVES, reference.new(RANDOM, GROUP))


def put(store: Store, actor: str, issue: Issue, now: datetime) -> None:
    """Record a code by its digest; an earlier one of the account that was never used is dead.

    :raises NoLetter: when the account is disabled, or is not in need of this kind of code.
    """
    with store.writing():
        account = _check_wanted(Account.hold(issue.account), issue.kind)
        Activation.drop_unused(issue.account)
        Activation.create(
            id=new_id(),
            account=issue.account,
            kind=issue.kind,
            digest=digest(reference.normalise(issue.code, RANDOM)),
            issued_at=micro(now),
            expires_on=issue.until,
        )
        until = issue.until.isoformat()
        note(store, actor, "activation.issued", account, kind=issue.kind, until=until)


def issue(store: Store, actor: str, account: str, kind: Kind, now: datetime) -> Issue:
    """Make a code of ten characters for an account, which lives for thirty days from the day of ``now``.

    :raises NoLetter: when the account is disabled, or is not in need of this kind of code.
    """
    made = prepare(account, kind, now.date())
    put(store, actor, made, now)
    return made


def is_alive(row: Activation, account: Account, today: date) -> bool:
    """Say whether a code still works: not used, old or worn out, and its account neither disabled nor begun.

    Proving oneself anew undoes the beginning of an account, so that nothing half-made is ever in use; its
    code still works then.
    """
    fresh = row.used_at is None and row.expires_on >= today and row.tries < TRIES
    return fresh and account.disabled_at is None and (row.kind == PROOF or account.begun_at is None)


def note(store: Store, actor: str, action: str, account: Account, **detail: str) -> None:
    """Write an event about an account: of the person on record whose it is, or of nobody in person."""
    said = detail | {"account": account.id}
    events.record(store, Act(actor=actor, action=action, subject=account.person_id or "", detail=said))


def _check_wanted(account: Account | None, kind: str) -> Account:
    if account is None:
        raise NoLetter("there is no such account")
    if account.disabled_at is not None:
        raise NoLetter("the account is disabled")
    if kind == PROOF and account.begun_at is None:
        raise NoLetter("the account hasn’t begun yet; what begins it needs no --proof")
    if kind != PROOF and account.begun_at is not None:
        raise NoLetter("the account has begun already; --proof is for somebody who lost a factor")
    return account


def plain_name(name: str) -> str:
    """Give a user name as it is compared: whatever its capitals, and however its signs are made up."""
    return unicodedata.normalize("NFKC", user_names.normal(name)).casefold()


def digest(code: str) -> str:
    """Give what is kept of a code in its place."""
    return sha256(b"activation " + code.encode()).hexdigest()
