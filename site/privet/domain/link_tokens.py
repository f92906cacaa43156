"""The token in the links of a mail: it opens the preferences of one reader, for years, and nothing else.

Sixteen bytes name the reader, sixteen prove that we made it (HMAC-SHA-256 under a lasting key, cut): 43
characters of base64url. It holds no address and no time, so it works with the clock set back, and after every
rotation of keys.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from privet.storage.store import Store

OPAQUE = r"[A-Za-z0-9_-]{43}"
USE = "link in a mail"
NAME = 16  # Bytes of a reader’s id, before it was written in base64url.


def token(store: Store, reader: str) -> str:
    """Give the token of a reader; always the same as long as no lasting key is added."""
    name = urlsafe_b64decode(f"{reader}==")
    return _written(name + store.ring.mark(name, USE))


def reader(store: Store, token: str) -> str:
    """Give the id of the reader whose token this is; nothing for what we never made."""
    if not re.fullmatch(OPAQUE, token):
        return ""
    raw = urlsafe_b64decode(f"{token}=")
    if _written(raw) != token:  # Four spellings decode to the same bytes; we write one of them.
        return ""
    if not _made(store, raw):
        with store.reading():  # Takes up a lasting key that was added since this process last looked.
            if not _made(store, raw):
                return ""
    return _written(raw[:NAME])


def _made(store: Store, raw: bytes) -> bool:
    marks = store.ring.marks(raw[:NAME], USE)
    return any(hmac.compare_digest(raw[NAME:], mark) for mark in marks)


def _written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
