"""The ids of campaign mails: random, and written so that any mail server may carry them in an address."""

import secrets
from base64 import b32encode

PATTERN = "[a-z2-7]{26}"
_BYTES = 16  # 128 bits in 26 signs of base 32 (RFC 4648), in small letters: some servers fold capitals.


def new() -> str:
    """Give a new id."""
    return b32encode(secrets.token_bytes(_BYTES)).decode().rstrip("=").lower()
