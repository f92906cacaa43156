"""Proving an address: a mail with a link goes there, and only what is said on its page turns anything on."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from privet.domain import attempts, mail, reader_choices, reader_rows
from privet.domain.choice_proof import Shown
from privet.domain.languages import DEFAULT
from privet.domain.mail import Outgoing
from privet.domain.mail_address import normal
from privet.domain.reader_choices import By
from privet.domain.reader_rows import Provenance
from privet.domain.reader_state import State, is_closed, state_of
from privet.domain.times import micro
from privet.storage.choices import Wording
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.storage.subscriptions import Pending, Subscription
from privet.storage.suppressions import Suppression

TOKEN = 32  # Bytes of randomness.


class InvalidLink(Exception):
    """What was to be confirmed is unknown, used or too old; which of these is told to nobody."""


@dataclass(frozen=True)
class Waiting:
    """What waits to be confirmed: whose it is, which kinds (none lets one choose), and how things stand."""

    reader: str
    kinds: frozenset[str]
    state: State


def counted(store: Store, address: str, now: datetime, *, told: bool = False) -> bool:
    """Count a link to an address, so that nobody’s mailbox is flooded; says whether it may go out.

    To who wanted nothing at all, and to where mail came back, goes one a month; to who complained of our mail
    none, unless its owner ``told`` the office.
    """
    parts, why = (normal(address),), Suppression.why_of(normal(address))
    may = attempts.counted(store, "preference-mail", parts, now)
    if why:
        may = attempts.counted(store, "preference-mail-off", parts, now) and may
    return may and (told or why != Suppression.COMPLAINED)


def send(store: Store, row: Reader, kinds: frozenset[str], shown: Shown, now: datetime) -> None:
    """Send a link to a reader, within a block that writes; ``kinds`` are on once it is confirmed."""
    token = secrets.token_urlsafe(TOKEN)
    digest = sha256(shown.text.encode()).hexdigest() if shown.text else ""
    if digest:
        Wording.keep(digest, shown.text)
    Pending.create(
        token=_digest(token),
        reader=row.id,
        kinds=" ".join(sorted(kinds)),
        wording=digest,
        statement=shown.statement,
        way=shown.way,
        asked_at=micro(now),
        until=micro(now + reader_rows.WAITS),
    )
    outgoing = Outgoing("preferences", row.address, row.language or DEFAULT, token)
    mail.queue_for_reader(store, row.id, outgoing, now)


def pending(store: Store, token: str, now: datetime) -> Waiting | None:
    """Give what waits under a token; nothing for one that is unknown, used or too old."""
    with store.reading():
        found = Pending.live(_digest(token), micro(now))
        row = Reader.by_id(found.reader_id) if found else None
        return Waiting(row.id, frozenset(found.kinds.split()), state_of(row)) if found and row else None


def confirm(store: Store, token: str, kinds: set[str] | None, shown: Shown, now: datetime) -> State:
    """Take an address for proved and turn on what was asked for; or where ``kinds`` were chosen, just these.

    What was asked for is kept with the words that stood there when it was asked.

    :raises InvalidLink: when the token opens nothing, for whatever reason.
    """
    with store.writing():
        found = Pending.live(_digest(token), micro(now))
        if found is None or not Pending.use(_digest(token)):
            raise InvalidLink
        waits = found.reader
        row = reader_rows.proved(waits.address, None, Provenance(waits.way), now)
        if kinds is None:
            kinds = set(found.kinds.split())
            shown = Shown(found.way, Wording.text_of(found.wording), found.statement)
        else:
            reader_choices.turn_off(store, row.address, Subscription.of(row.id) - kinds, By(shown, now))
        if not is_closed(row):
            reader_choices.turn_on(store, row, kinds, By(shown, now))
        return state_of(row)


def _digest(token: str) -> bytes:
    return sha256(token.encode(errors="replace")).digest()
