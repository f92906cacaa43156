"""What changed lately in how somebody signs in, so that they notice what they didn't do (ASVS 6.3.7)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import Any

from privet.domain import events
from privet.domain.events import Act
from privet.domain.roles import DEPENDENT, MEMBER, PEOPLE
from privet.domain.signed import Signed
from privet.domain.times import at, micro
from privet.storage.accounts import Account
from privet.storage.events import Event
from privet.storage.store import Store

ACTIONS = (
    "account.begun",
    "account.reproved",
    "email.confirmed",
    "email.removed",
    "factor.added",
    "factor.removed",
    "password.changed",
    "recovery-code.used",
    "recovery-codes.made",
    "user-name.changed",
)
LATELY = timedelta(days=90)
MOST = 10


@dataclass(frozen=True)
class Change:
    """Something that changed: when, what (one of ``ACTIONS``), and of which kind the factor was."""

    at: datetime
    action: str
    kind: str = ""

    def seen_in(self, zone: tzinfo | None) -> "Change":
        """Give the same with the time of a zone."""
        return replace(self, at=self.at.astimezone(zone))


def actor_of(account: Account) -> str:
    """Name the owner of ``account`` in events, as :attr:`Signed.actor` does."""
    role = account.role
    if role in PEOPLE and account.person:
        role = DEPENDENT if account.person.holder_id else MEMBER
    return f"{role}.{account.id}"


def note(store: Store, account: Account, action: str, **detail: Any) -> None:
    """Record what the owner of ``account`` did with it, in the transaction of the deed."""
    said = detail | {"account": account.id}
    events.record(
        store, Act(actor=actor_of(account), action=action, subject=account.person_id or "", detail=said)
    )


def recent_changes(store: Store, who: Signed, now: datetime) -> list[Change]:
    """Give the last few changes of the account of ``who``, newest first; of people it is a read of theirs."""

    def look() -> list[Change]:
        rows = Event.lately(who.person, ACTIONS, micro(now - LATELY))
        return list(islice(_of(rows, who), MOST))

    if not who.person:
        with store.reading():
            return look()
    act = Act(
        actor=who.actor,
        action="record.read",
        subject=who.person,
        purpose="own-record",
        detail={"fields": ["changes"]},
    )
    return events.read_for(store, act, look)


def _of(rows: Iterator[Event], who: Signed) -> Iterator[Change]:
    """Give those of the account of ``who``; what isn't about somebody on record names the account itself."""
    for row in rows:
        detail = row.opened() or {}
        if who.person or detail.get("account") == who.account:
            yield Change(at(row.at), row.action, str(detail.get("kind", "")))
