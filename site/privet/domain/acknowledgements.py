"""What each person on record said to a new version of the statement, and which one holds for them."""

from dataclasses import dataclass
from datetime import date, datetime

from privet.domain import events
from privet.domain.events import Act
from privet.domain.signed import Signed
from privet.domain.statement_files import Version
from privet.domain.statements import Archive
from privet.domain.times import at, micro
from privet.storage.accounts import Account
from privet.storage.delegations import Acknowledgement
from privet.storage.store import Store

ACKNOWLEDGED, REFUSED = "acknowledged", "refused"
ANSWERS = (ACKNOWLEDGED, REFUSED)


class UnknownVersion(LookupError):
    """An answer to a version that isn’t the one that was asked about."""


@dataclass(frozen=True)
class Said:
    """One answer: to which version, what, and when."""

    version: str
    answer: str
    at: datetime


@dataclass(frozen=True)
class Question:
    """What an account is asked: the version, the one that holds for it until then, what it said already."""

    version: Version
    holds: Version | None
    said: Said | None


def asked_about(archive: Archive, today: date) -> Version | None:
    """Give the newest version in force that changed something material; the first of all changes nothing."""
    held = _in_force_so_far(archive, today)
    return next((version for version in reversed(held[1:]) if version.about.material), None)


def is_due(store: Store, archive: Archive, account: str, now: datetime) -> bool:
    """Say whether an account must still be asked about a material change; ``now`` in the office’s zone."""
    version = asked_about(archive, now.date())
    if version is None:
        return False
    with store.reading():
        said, row = Acknowledgement.of_account(account), Account.by_id(account)
        return version.number not in said and not _given_at_start(row, version, now)


def question(store: Store, archive: Archive, account: str, now: datetime) -> Question | None:
    """Give what the page about the statement shows; nothing when nothing changed since the account began."""
    version = asked_about(archive, now.date())
    if version is None:
        return None
    with store.reading():
        row = Acknowledgement.of_account(account).get(version.number)
        if row is None and _given_at_start(Account.by_id(account), version, now):
            return None
        said = Said(row.version, row.answer, at(row.at).astimezone(now.tzinfo)) if row else None
    number = version_for(store, archive, account, now)
    return Question(version, archive.by_number(number), said)


def answer(store: Store, archive: Archive, who: Signed, said: tuple[str, str], now: datetime) -> None:
    """Write down what ``who`` said: the version and the answer. Nothing else depends on it.

    :raises UnknownVersion: when another version is asked about meanwhile, or the answer is none.
    """
    number, word = said
    version = asked_about(archive, now.date())
    if version is None or version.number != number or word not in ANSWERS or not who.person:
        raise UnknownVersion
    with store.writing():
        Acknowledgement.note(who.account, number, word, micro(now))
        detail = {"version": number}
        act = Act(actor=who.actor, action=f"statement.{word}", subject=who.person, detail=detail)
        events.record(store, act)


def version_for(store: Store, archive: Archive, account: str, now: datetime) -> str:
    """Give the version under which things are collected from an account; empty if none holds yet.

    It is the newest one in force, as long as no material change stands between that the account refused, or
    hasn’t answered yet. Who acknowledges a later version takes what came before it along.
    """
    holds, follows = "", True
    with store.reading():
        said, row = Acknowledgement.of_account(account), Account.by_id(account)
        for version in _in_force_so_far(archive, now.date()):
            if holds and version.about.material:
                answered = said.get(version.number)
                follows = answered.answer == ACKNOWLEDGED if answered else _given_at_start(row, version, now)
            if follows:
                holds = version.number
    return holds


def _in_force_so_far(archive: Archive, today: date) -> list[Version]:
    held = [version for version in archive.known(today) if version.effective <= today]
    return sorted(held, key=lambda version: (version.effective, version.published))


def _given_at_start(row: Account | None, version: Version, now: datetime) -> bool:
    """Say whether the version was published when the account began, so that it came with the account."""
    if row is None or row.begun_at is None:
        return False
    return at(row.begun_at).astimezone(now.tzinfo).date() >= version.published
