"""Signing in: the password, then a second factor, or a passkey alone; what failed is counted and told."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from privet.domain import attempts, events, mail, passwords, sessions, signed
from privet.domain.events import Act
from privet.domain.sessions import Live
from privet.domain.signed import Signed
from privet.domain.times import at, micro
from privet.storage.accounts import Account
from privet.storage.store import Store


@dataclass(frozen=True)
class Entered:
    """What somebody entered: the user name or e-mail address, and the password."""

    sign: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """From which network somebody comes, at which moment, and on which day of the organisation."""

    network: str = field(repr=False)
    now: datetime
    today: date


@dataclass(frozen=True)
class Before:
    """The sign-in before this one, if there was one, and how many tries failed since (ASVS 6.3.5)."""

    at: datetime | None
    failed: int


def first_step(store: Store, entered: Entered, visit: Visit) -> str | None:
    """Give the account whose name and password were entered; nothing if they are wrong or it is closed.

    Unknown, wrong, locked, disabled and never begun take the same steps (ASVS 6.3.8).

    :raises passwords.Busy: when another password is being worked on; nothing was counted.
    """
    with store.reading():
        row = Account.by_sign(entered.sign)
        kept = row.password if row else None
    parts = (row.id if row else attempts.NOBODY + entered.sign, visit.network)
    with passwords.alone(visit.network, crowd=attempts.crowds(store, parts, visit.now)):
        open_ = attempts.counted(store, "password", parts, visit.now)
        right = passwords.fits(kept, entered.password)
        usable = row is not None and row.disabled_at is None and row.begun_at is not None
        if row is None or not (right and open_ and usable) or not _has_factor(store, row.id):
            _note_failure(store, row, visit, kept=open_)
            return None
        attempts.succeeded(store, "password", parts)
        if passwords.is_outdated(kept or ""):
            passwords.refresh(store, row.id, entered.password)
        return row.id


def second_step(store: Store, account: str, code: str, visit: Visit) -> bool:
    """Say whether ``code`` is one of this account’s at this moment; it is spent then.

    :raises attempts.TooMany: when so many were wrong that the account’s owner must wait.
    """
    from privet.domain import factors  # noqa: PLC0415

    attempts.allow(store, "code", (account,), visit.now)
    with store.reading():
        row = Account.by_id(account)
    if not factors.check_code(store, account, code, visit.now):
        _note_failure(store, row, visit, "factor.refused", kept=True)
        return False
    attempts.succeeded(store, "code", (account,))
    return True


def done(store: Store, account: str, way: str, visit: Visit) -> Before | None:
    """Note that somebody is in, by ``way``; gives what to tell them of the time before.

    It gives nothing when the account can’t be used at this moment; whoever asks must stay out then.
    """
    who = signed.signed(store, account, visit.today)
    if who is None:
        return None
    with store.writing():
        row = Account.get_by_id(account)
        before = Before(at(row.signed_in_at) if row.signed_in_at else None, row.failed)
        Account.update(signed_in_at=micro(visit.now), failed=0).where(Account.id == account).execute()
        attempts.forgive(store, account)
        attempts.know(store, (account, visit.network), visit.now)
        act = Act(actor=who.actor, action="sign-in.done", subject=who.person, detail={"way": way})
        events.record(store, act)
        attempts.sweep(store, visit.now)
    return before


def left(store: Store, who: Signed, live: Live) -> None:
    """End a session because its owner signed off, and note which one, so that it can be shown gone (P16)."""
    act = Act(actor=who.actor, action="sign-off.done", subject=who.person, detail={"session": live.handle})
    with store.writing():
        sessions.end(store, live.token)
        events.record(store, act)


def noted(before: Before) -> list[int]:
    """Give ``before`` as a session keeps it."""
    return [micro(before.at) if before.at else 0, before.failed]


def before(kept: dict[str, Any]) -> Before | None:
    """Give what a session keeps of the time before it; nothing if it keeps none."""
    found = kept.get("before")
    return Before(at(found[0]) if found[0] else None, found[1]) if found else None


def end_one(store: Store, who: Signed, handle: str) -> bool:
    """End the session of somebody that a page calls ``handle``; says whether they have one."""
    with store.writing():
        if not sessions.end_by_handle(store, who.account, handle):
            return False
        events.record(store, Act(actor=who.actor, action="session.ended", subject=who.person))
    return True


def end_others(store: Store, who: Signed, but: bytes) -> None:
    """End all sessions of somebody except one."""
    with store.writing():
        count = sessions.end_all(store, who.account, but)
        act = Act(actor=who.actor, action="session.ended", subject=who.person, detail={"sessions": count})
        events.record(store, act)


class _Nothing(Exception):
    """Undoes what was written for its time alone."""


def _note_failure(
    store: Store, row: Account | None, visit: Visit, action: str = "sign-in.failed", *, kept: bool
) -> None:
    """Count and record a failed try of an account that exists and isn’t closed.

    For all others the same is written and undone, so that the time it takes tells nothing, and nobody fills
    the record of acts with tries at closed doors.
    """
    subject = (row.person_id or "") if row else ""
    detail = {"account": row.id} if row and not subject else {}
    with store.writing():
        attempts.touch(store, visit.now)
        with suppress(_Nothing, LookupError), store.writing():
            account = row.id if row else ""
            Account.update(failed=Account.failed + 1).where(Account.id == account).execute()
            events.record(store, Act(actor="site", action=action, subject=subject, detail=detail))
            if attempts.closes(store, account, visit.now):
                mail.tell(store, account, "changed", visit.now)
            if row is None or not kept:
                raise _Nothing


def _has_factor(store: Store, account: str) -> bool:
    """Say whether there is a second factor: nobody gets in without one."""
    from privet.domain import factors  # noqa: PLC0415

    return bool(factors.kinds(store, account))
