"""The one door for mail: what waits is a row, and what leaves was held against its template before."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from privet.domain import mail_guard, mail_templates
from privet.domain.languages import DEFAULT
from privet.domain.mail_address import is_address
from privet.domain.mail_guard import Finished
from privet.domain.mail_templates import NoSuchMail, Ours
from privet.domain.times import at, micro
from privet.storage.accounts import Account
from privet.storage.ids import new_id
from privet.storage.messages import Mail
from privet.storage.store import Store

AT_ONCE = 20
CLAIM = timedelta(minutes=10)  # For so long nobody else takes a mail that is being sent.
WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]  # Between one try and the next.

log = logging.getLogger("privet.mail")


class NotSent(Exception):
    """It couldn’t be sent now; ``for_good`` says that it never can. It holds no words of the relay."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


class Sender(Protocol):
    """What carries finished mails."""

    def send(self, finished: Finished) -> None:
        """Send, or raise :class:`NotSent`."""


@dataclass(frozen=True)
class Outgoing:
    """A mail to be sent: which one, to which address, in which language, with which token."""

    template: str
    recipient: str
    language: str = DEFAULT
    token: str = ""


@dataclass(frozen=True)
class Sent:
    """How it went: how many were sent, how many wait for another try, how many were given up."""

    sent: int = 0
    waiting: int = 0
    given_up: int = 0


def queue(store: Store, account: str, outgoing: Outgoing, now: datetime) -> None:
    """Have a mail sent for ``account``, in the transaction of what it tells of if one is open.

    :raises NoSuchMail: when there is no such mail, or it can’t be sent there.
    """
    if not is_address(outgoing.recipient):
        raise NoSuchMail(outgoing.template)
    said = mail_templates.template(outgoing.template, outgoing.language)
    said.filled(Ours("", "", "", ""), outgoing.token)  # What can’t be written is refused before it waits.
    moment = micro(now)
    with store.writing():
        Mail.create(
            id=new_id(),
            account=account,
            template=outgoing.template,
            recipient=outgoing.recipient,
            token=outgoing.token or None,
            language=outgoing.language,
            queued_at=moment,
            next_at=moment,
        )


def tell(store: Store, account: str, template: str, now: datetime) -> bool:
    """Have a mail without a token sent to the confirmed address of ``account``; says whether it has one."""
    with store.writing():
        row = Account.by_id(account)
        if row is None or not row.email or row.disabled_at is not None:
            return False
        queue(store, row.id, Outgoing(template, row.email, row.language or DEFAULT), now)
        return True


def send_due(store: Store, ours: Ours, sender: Sender, now: datetime) -> Sent:
    """Send what is due, each mail once even if several processes do this; gives how it went."""
    claimed = _claim(store, now)
    came = [_send(store, ours, sender, row, now) for row in claimed]
    return Sent(came.count("sent"), came.count("waiting"), came.count("given up"))


def _claim(store: Store, now: datetime) -> list[Mail]:
    with store.reading():
        rows = Mail.due(micro(now), AT_ONCE)
    if not rows:
        return []
    with store.writing():
        return [row for row in rows if Mail.claim(row, micro(now + CLAIM))]


def _send(store: Store, ours: Ours, sender: Sender, row: Mail, now: datetime) -> str:
    """Send one mail outside of any transaction, and delete its row once the relay has it."""
    lasts = mail_templates.LASTS.get(row.template)
    if lasts and now - at(row.queued_at) > lasts:
        return _give_up(store, row, "too old")
    try:
        sender.send(_finished(store, ours, row, now))
    except (NotSent, NoSuchMail, mail_guard.Guarded) as error:
        why = type(error).__name__ if not isinstance(error, NotSent) else str(error)
        if getattr(error, "for_good", False) or row.tries >= len(WAITS):
            return _give_up(store, row, why)
        log.warning("a mail of the kind %s waits: %s", row.template, why)
        with store.writing():
            Mail.put_off(row.id, micro(now + WAITS[row.tries]))
        return "waiting"
    with store.writing():
        Mail.drop(row.id)
    return "sent"


def _finished(store: Store, ours: Ours, row: Mail, now: datetime) -> Finished:
    with store.reading():
        outgoing = Outgoing(row.template, row.recipient, row.language, row.token or "")
    said = mail_templates.template(outgoing.template, outgoing.language)
    body = said.filled(ours, outgoing.token)
    finished = mail_guard.finish(ours, row.id, outgoing.recipient, (said.subject, body), now)
    mail_guard.check(ours, finished, said)
    return finished


def _give_up(store: Store, row: Mail, why: str) -> str:
    log.warning("a mail of the kind %s was given up: %s", row.template, why)
    with store.writing():
        Mail.drop(row.id)
    return "given up"
