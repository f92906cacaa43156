"""Confirming an e-mail address: it counts once somebody who is signed in has opened the link sent there."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from privet.domain import changes, events, mail, readers
from privet.domain.events import Act
from privet.domain.languages import DEFAULT
from privet.domain.mail import Outgoing
from privet.domain.mail_address import is_address
from privet.domain.mail_templates import LASTS
from privet.domain.refusals import ChangedMeanwhile, NotYours
from privet.domain.signed import Signed
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.messages import EmailProof
from privet.storage.people import Person
from privet.storage.store import Store

TOKEN = 32  # Bytes of randomness.
AT_ONCE = 3  # Links of an account that may be on their way, so that nobody is flooded through us.
LASTING = LASTS["confirm"]


class BadAddress(ValueError):
    """No mail can be sent to what was typed."""


class TooMany(Exception):
    """Several links are on their way already; they must run out first."""


class InvalidLink(Exception):
    """The link is unknown, used, replaced, too old or somebody else’s; which of these is told to nobody."""


@dataclass(frozen=True)
class Standing:
    """The address on record, the confirmed one, the one that waits, and whether one may go without."""

    on_record: str
    confirmed: str
    waiting: str
    can_remove: bool


@dataclass(frozen=True)
class Origin:
    """When something came to us through the site, and under which version of the statement."""

    day: date
    version: str

    @property
    def row(self) -> list[str]:
        """Give it as a record holds it."""
        return ["web", self.day.isoformat(), self.version]


def standing(store: Store, who: Signed, now: datetime) -> Standing:
    """Give the addresses of ``who``; of somebody on record, that is a read of theirs."""

    def look() -> Standing:
        account = _own(who)
        person = Person.by_id(who.person) if who.person else None
        waiting = EmailProof.live(who.account, micro(now))
        return Standing(
            on_record=(person.email if person else None) or "",
            confirmed=account.email or "",
            waiting=waiting[0].email if waiting else "",
            can_remove=bool(account.user_name),
        )

    if not who.person:
        with store.reading():
            return look()
    fields = {"fields": ["email"]}
    act = Act(actor=who.actor, action="record.read", subject=who.person, purpose="own-record", detail=fields)
    return events.read_for(store, act, look)


def ask(store: Store, who: Signed, address: str, now: datetime) -> None:
    """Send a link to ``address``; where another account uses it, nothing is sent, and nobody can tell.

    :raises BadAddress: when no mail can be sent there.
    :raises TooMany: when several links are on their way already.
    """
    address = address.strip()
    if not is_address(address):
        raise BadAddress
    token = secrets.token_urlsafe(TOKEN)
    with store.writing():
        account = _own(who)
        EmailProof.sweep(micro(now))
        if len(EmailProof.live(account.id, micro(now))) >= AT_ONCE:
            raise TooMany
        EmailProof.create(token=_digest(token), account=account.id, email=address, until=micro(now + LASTING))
        changes.note(store, account, "email.asked")
        if not _is_taken(account, address):
            outgoing = Outgoing("confirm", address, account.language or DEFAULT, token)
            mail.queue(store, account.id, outgoing, now)


def confirm(store: Store, who: Signed, token: str, came: Origin, now: datetime) -> None:
    """Use the address to which ``token`` went, and tell the one from before.

    :raises InvalidLink: when the token opens nothing, for whatever reason.
    :raises ChangedMeanwhile: when the record was changed in this very moment.
    """
    with store.writing():
        live = EmailProof.live(who.account, micro(now))
        if not live or not secrets.compare_digest(bytes(live[0].token), _digest(token)):
            raise InvalidLink
        address, account = live[0].email, _own(who)
        if _is_taken(account, address):
            raise InvalidLink
        EmailProof.drop(account.id)
        if account.email and account.email != address:
            mail.tell(store, account.id, "changed", now)
        if not Account.email_anew(account.id, address):
            raise InvalidLink
        _put_on_record(who, address, came)
        _let_follow(store, who, address, now)
        changes.note(store, account, "email.confirmed")


def remove(store: Store, who: Signed, came: Origin, now: datetime) -> None:
    """Forget the address of ``who``, and tell it so once.

    :raises NotYours: when one couldn’t sign in without it.
    :raises ChangedMeanwhile: when the record was changed in this very moment.
    """
    with store.writing():
        account = _own(who)
        if not account.user_name:
            raise NotYours
        mail.tell(store, account.id, "changed", now)
        EmailProof.drop(account.id)
        Account.email_anew(account.id, None)
        _put_on_record(who, None, came)
        _let_follow(store, who, None, now)
        changes.note(store, account, "email.removed")


def _own(who: Signed) -> Account:
    account = Account.by_id(who.account)
    if account is None:
        raise NotYours
    return account


def _is_taken(account: Account, address: str) -> bool:
    other = Account.by_sign(address)
    return other is not None and other.id != account.id


def _put_on_record(who: Signed, address: str | None, came: Origin) -> None:
    """Write the address into the own record, with the way it came by."""
    person = Person.by_id(who.person) if who.person else None
    if person is not None and not person.set_one("email", address, came.row):
        raise ChangedMeanwhile


def _let_follow(store: Store, who: Signed, address: str | None, now: datetime) -> None:
    """Take along what somebody on record wants by mail."""
    if who.person:
        readers.follow(store, who.person, address, now)


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
