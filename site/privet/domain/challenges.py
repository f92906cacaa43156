"""Challenges of passkeys, and other values that forms carry for us: sealed, short-lived, good for once.

A challenge is kept nowhere on the server until it is answered. It travels in a hidden field of the form,
sealed with the key ring for one purpose and one account, and its digest is noted when it comes back
(ASVS 6.5.1).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256

from privet.domain.times import at, micro
from privet.storage.errors import DoesNotOpen
from privet.storage.sessions import Attempts
from privet.storage.store import Store

LIFE = timedelta(minutes=5)
STAMP = 8  # Bytes of the time before the value.
LONGEST = 1024


def seal(store: Store, purpose: str, account: str, challenge: bytes, now: datetime) -> str:
    """Give ``challenge`` for a hidden field; it opens for this purpose and account (or nobody's) alone."""
    stamped = micro(now).to_bytes(STAMP, "big") + challenge
    return urlsafe_b64encode(store.ring.seal(stamped, _place(purpose, account))).decode()


def read(
    store: Store, sealed: str, of: tuple[str, str], now: datetime, life: timedelta = LIFE
) -> bytes | None:
    """Give what was sealed for ``of``, a purpose and an account; nothing if it is too old or another's."""
    if len(sealed) > LONGEST:
        return None
    try:
        raw = urlsafe_b64decode(sealed.encode())
        with store.reading():  # Takes up keys that were rotated meanwhile.
            plain = store.ring.unseal(raw, _place(*of))
    except (ValueError, DoesNotOpen):
        return None
    age = now - at(int.from_bytes(plain[:STAMP], "big"))
    return plain[STAMP:] if timedelta(0) <= age < life else None


def open_once(store: Store, sealed: str, purpose: str, account: str, now: datetime) -> bytes | None:
    """Give a challenge that came back in time, the first time it does; nothing ever after.

    What is noted is a digest of random bytes, which tells nothing, and stays until failed tries are swept.
    """
    challenge = read(store, sealed, (purpose, account), now)
    if challenge is None:
        return None
    with store.writing():
        first = Attempts.once(sha256(b"spent challenge" + challenge).digest(), micro(now))
    return challenge if first else None


def _place(purpose: str, account: str) -> str:
    return f"challenge.{purpose}.{account}"
