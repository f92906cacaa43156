"""What an e-mail address may look like: short, plain, and nothing in it that a header could trip over."""

import re

LONGEST = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets.
PART = r"[!#$%&'*+/0-9=?A-Z^_`a-z{|}~-]+"
LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{PART}(\.{PART})*@{LABEL}(\.{LABEL})+")


def is_address(text: str) -> bool:
    """Say whether mail can be sent there: ASCII alone, no names, no quotes, no comments, no lines."""
    local = text.partition("@")[0]
    return len(text) <= LONGEST and len(local) <= 64 and ADDRESS.fullmatch(text) is not None


def normal(address: str) -> str:
    """Give an address as it is compared: two that differ in capitals alone are taken for one."""
    return address.strip().lower()
