"""Mails that wait: each is a row, written in the step of its cause, and sent once by whoever claims it."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from privet.domain import mail_door, mail_fixed, mail_names, mail_templates, permissions
from privet.domain.languages import DEFAULT
from privet.domain.mail_address import is_address
from privet.domain.mail_door import NotSent, Sender
from privet.domain.mail_guard import Guarded
from privet.domain.mail_slots import Day, Given, Token
from privet.domain.mail_templates import DAYS, LASTS, NoSuchMail, Ours
from privet.domain.mail_whole import Cover
from privet.domain.times import at, micro
from privet.storage.accounts import Account
from privet.storage.ids import new_id
from privet.storage.messages import Mail
from privet.storage.store import Store

__all__ = ["NotSent", "Outgoing", "Sender", "Sent", "queue", "queue_for_reader", "send_due", "tell"]

AT_ONCE = 20
CLAIM = timedelta(minutes=10)  # For so long nobody else takes a mail that is being sent.
WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]  # Between one try and the next.
PURPOSE = "notice-mail"
NOBODY = "nobody@example.org"

log = logging.getLogger("privet.mail")


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


@dataclass(frozen=True)
class _Claimed:
    """A mail that is ours to send: what it says, whom it mustn’t name, and whether it is still wanted."""

    row: Mail
    outgoing: Outgoing
    names: tuple[str, ...]
    wanted: bool


def queue(store: Store, account: str, outgoing: Outgoing, now: datetime) -> None:
    """Have a mail sent for ``account``, in the transaction of what it tells of if one is open.

    :raises NoSuchMail: when there is no such mail, or it can’t be sent there.
    """
    _queue(store, {"account": account}, outgoing, now)


def queue_for_reader(store: Store, reader: str, outgoing: Outgoing, now: datetime) -> None:
    """Have a mail sent to somebody who gave us an address, as :func:`queue` does for an account.

    :raises NoSuchMail: when there is no such mail, or it can’t be sent there.
    """
    _queue(store, {"reader": reader}, outgoing, now)


def tell(store: Store, account: str, template: str, now: datetime) -> bool:
    """Have a mail without a token sent to the confirmed address of ``account``; says whether one will be.

    There is none where nothing was confirmed, and for somebody who doesn’t want us to write online.
    """
    with store.writing():
        row = Account.by_id(account)
        if row is None or not row.email or row.disabled_at is not None or not _may(store, row, template):
            return False
        queue(store, row.id, Outgoing(template, row.email, row.language or DEFAULT), now)
        return True


def rehearse(store: Store, now: datetime) -> None:
    """Write as much as :func:`tell` does, for nobody, within a block that is taken back."""
    _queue(store, {}, Outgoing("changed", NOBODY), now)


def send_due(store: Store, ours: Ours, sender: Sender, now: datetime) -> Sent:
    """Send what is due, each mail once even if several processes do this; gives how it went."""
    with store.reading():
        rows = Mail.due(micro(now), AT_ONCE)
    with mail_door.together(sender):
        claims = (_claim(store, row, now) for row in rows)  # Each right before it is sent, not all at once.
        came = [_send(store, ours, sender, claimed, now) for claimed in claims if claimed]
    return Sent(came.count("sent"), came.count("waiting"), came.count("given up"))


def _queue(store: Store, whose: dict[str, str], outgoing: Outgoing, now: datetime) -> None:
    if not is_address(outgoing.recipient):
        raise NoSuchMail(outgoing.template)
    said = mail_templates.template(outgoing.template, outgoing.language)
    moment = micro(now)
    said.filled(Ours("", "", "", ""), _given(outgoing, now, "UTC"))  # What can’t be written doesn’t wait.
    with store.writing():
        Mail.create(
            id=new_id(),
            template=outgoing.template,
            recipient=outgoing.recipient,
            token=outgoing.token or None,
            language=outgoing.language,
            queued_at=moment,
            next_at=moment,
            **whose,
        )


def _given(outgoing: Outgoing, queued: datetime, zone: str) -> Given:
    """Give what fills the slots of one mail; the day is that on which its link ends."""
    name = outgoing.template
    try:
        token = Token(outgoing.token) if outgoing.token else None
    except ValueError:
        raise NoSuchMail(name) from None
    ends = (queued + LASTS[name]).astimezone(ZoneInfo(zone)).date() if name in DAYS else None
    return Given(token, Day(ends) if ends else None)


def _claim(store: Store, row: Mail, now: datetime) -> _Claimed | None:
    """Keep a mail from everybody else, and read what sending it needs in the same step."""
    with store.writing():
        if not Mail.claim(row, micro(now + CLAIM)):
            return None
        row.tries += 1
        outgoing = Outgoing(row.template, row.recipient, row.language, row.token or "")
        if row.reader_id:
            return _Claimed(row, outgoing, mail_names.of_reader(store, row.reader_id), wanted=True)
        account = Account.by_id(row.account_id) if row.account_id else None
        wanted = account is not None and _may(store, account, row.template)
        names = mail_names.of_account(store, account.id) if wanted and account else ()
        return _Claimed(row, outgoing, names, wanted)


def _may(store: Store, account: Account, template: str) -> bool:
    """Say whether somebody lets us write that; what guards the account goes out whatever was refused."""
    if template != "message" or not account.person_id:
        return True
    return bool(permissions.may(store, account.person_id, PURPOSE))


def _send(store: Store, ours: Ours, sender: Sender, claimed: _Claimed, now: datetime) -> str:
    """Send one mail outside of any transaction, and delete its row once the relay has it."""
    row = claimed.row
    lasts = LASTS.get(row.template)
    if not claimed.wanted:
        return _give_up(store, row, "it isn’t wanted any more")
    if lasts and now - at(row.queued_at) > lasts:
        return _give_up(store, row, "too old")
    try:
        _pass_on(ours, sender, claimed, now)
    except (NotSent, NoSuchMail, Guarded) as error:
        why = str(error) if isinstance(error, NotSent) else f"{type(error).__name__}: {error}"
        if getattr(error, "for_good", False) or row.tries > len(WAITS):
            return _give_up(store, row, why)
        log.warning("a mail of the kind %s waits: %s", row.template, why)
        with store.writing():
            Mail.put_off(row.id, micro(now + WAITS[row.tries - 1]))
        return "waiting"
    with store.writing():
        Mail.drop(row.id)
    return "sent"


def _pass_on(ours: Ours, sender: Sender, claimed: _Claimed, now: datetime) -> None:
    outgoing, row = claimed.outgoing, claimed.row
    said = mail_templates.template(outgoing.template, outgoing.language)
    given = _given(outgoing, at(row.queued_at), ours.zone)
    cover = Cover(row.id, outgoing.recipient, ours.sender)
    finished = mail_fixed.finished(ours, said, (cover, given), now)
    mail_door.pass_on(sender, mail_fixed.form(ours, said, given.day), finished, claimed.names)


def _give_up(store: Store, row: Mail, why: str) -> str:
    log.warning("a mail of the kind %s was given up: %s", row.template, why)
    with store.writing():
        Mail.drop(row.id)
    return "given up"
