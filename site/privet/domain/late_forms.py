"""Forms that wait while somebody shows who they are: sealed, carried by the browser, kept nowhere else."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from privet.domain.times import at, micro
from privet.storage.errors import DoesNotOpen
from privet.storage.store import Store

LARGEST = 64 * 1024  # Bytes of what was typed.
LONGEST = LARGEST * 2  # Characters of what the browser carries.
STAMP = 8  # Bytes of the time before what was typed.


@dataclass(frozen=True)
class Form:
    """Where a form was sent to, and what stood in it."""

    path: str
    fields: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True)
class Owner:
    """For whom a form waits: an account, and a session of it if only that one may go on."""

    account: str
    session: str = ""


class TooLong(Exception):
    """More was typed than a browser can carry."""


def seal(store: Store, form: Form, owner: Owner, now: datetime) -> str:
    """Give ``form`` for a hidden field; it opens for ``owner`` alone.

    :raises TooLong: when it is longer than 64 kB.
    """
    plain = json.dumps([form.path, form.fields], ensure_ascii=False).encode()
    if len(plain) > LARGEST:
        raise TooLong
    stamped = micro(now).to_bytes(STAMP, "big") + zlib.compress(plain)
    return urlsafe_b64encode(store.ring.seal(stamped, _place(owner))).decode()


def opened(store: Store, sealed: str, owner: Owner, life: timedelta, now: datetime) -> Form | None:
    """Give the form that waits for ``owner``; nothing if it is another’s, was changed, or is too old."""
    if len(sealed) > LONGEST:
        return None
    try:
        with store.reading():  # Takes up keys that were rotated meanwhile.
            raw = store.ring.unseal(urlsafe_b64decode(sealed.encode()), _place(owner))
    except (ValueError, DoesNotOpen):
        return None
    if not timedelta(0) <= now - at(int.from_bytes(raw[:STAMP], "big")) < life:
        return None
    path, fields = json.loads(zlib.decompress(raw[STAMP:]))
    return Form(path, tuple((name, value) for name, value in fields))


def _place(owner: Owner) -> str:
    return f"late form.{owner.account}.{owner.session}"
