"""What somebody wants to send, before it is sent; light, since forms load it."""

import unicodedata
from dataclasses import dataclass, field

from privet.domain.attachments import Checked

LONGEST = 10_000  # Characters of a text.
LONGEST_SUBJECT = 120


@dataclass(frozen=True)
class Draft:
    """What somebody wants to send: a text, the files with it, and a subject where a conversation begins."""

    text: str
    files: tuple[Checked, ...] = field(default=())
    subject: str = ""


def clean(text: str) -> str:
    """Give what was typed without signs that nobody sees; lines end in one way."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
    ).strip()
