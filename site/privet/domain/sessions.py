"""Sessions of the secure area: rows that begin at sign-in, end by themselves, and are dead at sign-off."""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from privet.domain.signed import Signed, signed
from privet.domain.times import at, micro
from privet.storage.sessions import Session
from privet.storage.store import Store

if TYPE_CHECKING:
    from privet.config_secure import Secure

TOKEN = 32  # Bytes of randomness; ASVS 7.2.3 asks for 16.
SEEN = timedelta(minutes=1)  # How exactly we note when a session was used last.


@dataclass
class Live:
    """A session that lives. ``token`` is the digest of the cookie’s value, which nobody keeps.

    ``who`` is whose it is at this moment: nobody’s between the two steps of signing in, or once disabled.
    """

    token: bytes
    account: str
    half: bool
    begun: datetime
    seen: datetime
    proved: datetime
    browser: str
    data: dict[str, Any]
    who: Signed | None = None

    @property
    def handle(self) -> str:
        """Name the session on a page; it opens nothing."""
        return sha256(b"handle" + self.token).hexdigest()[:16]

    @property
    def form_mark(self) -> str:
        """Mark forms with whom this session acts for, so that none is filed for another, chosen meanwhile."""
        acted_for = self.data.get("for", "").encode()
        return hmac.digest(self.data["secret"].encode(), acted_for, sha256).hex()[:16]

    def ends(self, limits: "Secure") -> datetime:
        """Say when it ends by itself unless it is used before."""
        return min(self.seen + limits.idle, self.begun + limits.overall)

    def is_fresh(self, limits: "Secure", now: datetime) -> bool:
        """Say whether a factor was shown lately enough for what is sensitive (ASVS 7.5)."""
        return not self.half and now - self.proved < limits.fresh


def digest(value: str) -> bytes:
    """Give what stands in the row for a cookie’s value."""
    return sha256(value.encode()).digest()


def begin(store: Store, account: str, *, half: bool, browser: str, now: datetime) -> tuple[str, Live]:
    """Begin a session with a new token; gives the cookie’s value and the session."""
    value = secrets.token_urlsafe(TOKEN)
    data = {"csrf_token": secrets.token_hex(20), "secret": secrets.token_urlsafe(32)}
    moment = micro(now)
    proved = 0 if half else moment
    with store.writing():
        Session.create(
            token=digest(value),
            account=account,
            half=half,
            begun_at=moment,
            seen_at=moment,
            proved_at=proved,
            browser=browser,
            data=json.dumps(data),
        )
    return value, Live(digest(value), account, half, now, now, at(proved), browser, data)


def find(store: Store, value: str, limits: "Secure", now: datetime, today: date) -> Live | None:
    """Give the session whose cookie has this value; nothing when it ended, was ended, or never was.

    That it was used is noted once a minute, so that a page costs no write.
    """
    with store.reading():
        row = Session.of(digest(value))
        found = _live(row) if row else None
        if found and not found.half:
            found.who = signed(store, found.account, today, found.data.get("for", ""))
    if found is None or now >= found.ends(limits):
        return None
    if found.half and now - found.begun > limits.half:
        return None
    if now - found.seen >= SEEN:
        with store.writing():
            Session.update(seen_at=micro(now)).where(Session.token == found.token).execute()
        found.seen = now
    return found


def owner_of_dead(store: Store, value: str) -> str:
    """Give the account of a session that is over and not yet swept away; empty if there is none.

    It is empty, too, where an agent acted for somebody: the next session acts for nobody, or for another.
    """
    with store.reading():
        row = Session.of(digest(value))
        return row.account_id if row and not row.half and not json.loads(row.data).get("for") else ""


def prove(store: Store, live: Live, now: datetime) -> None:
    """Note that a factor was shown just now."""
    with store.writing():
        Session.update(proved_at=micro(now)).where(Session.token == live.token).execute()
    live.proved = now


def keep(store: Store, live: Live) -> None:
    """Store what ``live.data`` holds now; a session that was ended meanwhile stays ended."""
    with store.writing():
        Session.update(data=json.dumps(live.data)).where(Session.token == live.token).execute()


def end(store: Store, token: bytes) -> None:
    """End one session; its cookie opens nothing from now on."""
    with store.writing():
        Session.end(token)


def end_all(store: Store, account: str, but: bytes = b"") -> int:
    """End every session of ``account``, or all but one; gives how many there were."""
    with store.writing():
        return Session.end_all(account, but)


def of_account(store: Store, account: str, limits: "Secure", now: datetime) -> list[Live]:
    """Give the sessions of ``account`` that live, the one used last first."""
    with store.reading():
        found = [_live(row) for row in Session.of_account(account)]
    return [live for live in found if not live.half and now < live.ends(limits)]


def end_by_handle(store: Store, account: str, handle: str) -> bool:
    """End the session of ``account`` that a page calls ``handle``; says whether there was one."""
    with store.writing():
        for row in Session.of_account(account):
            if _live(row).handle == handle:
                return Session.end(bytes(row.token))
    return False


def sweep(store: Store, limits: "Secure", now: datetime) -> int:
    """Delete the rows of sessions that are over; they opened nothing any more."""
    late = micro(now - limits.carry)
    with store.writing():
        return Session.end_older(late - _span(limits.idle), late - _span(limits.overall))


def _span(length: timedelta) -> int:
    return int(length.total_seconds() * 1_000_000)


def _live(row: Session) -> Live:
    times = (at(row.begun_at), at(row.seen_at), at(row.proved_at))
    return Live(bytes(row.token), row.account_id, row.half, *times, row.browser, json.loads(row.data))
