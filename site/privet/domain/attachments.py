"""Files that come with messages: a PDF, PNG or JPEG by what it holds, or none that we take."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO

from privet.domain import attachment_pdf, attachment_pictures

LARGEST = 5 * 1024 * 1024
MOST = 3  # Files with one message.
LONGEST_NAME = 120
MEDIA = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}
ENDINGS = {"pdf": ".pdf", "png": ".png", "jpeg": ".jpg"}
BEGINNINGS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
LOOKED_AT = 1024  # Programs that open PDFs look for their mark in so many bytes.


class NotTaken(ValueError):
    """A file that we don’t take; the reason is one of ``REASONS``."""


REASONS = ("empty", "large", "kind", "broken", "locked", "active", "many")


@dataclass(frozen=True)
class Checked:
    """A file that was looked through: what it was called, which kind it is, and what it holds."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Enclosed:
    """A file as it stands beside a message; ``content`` is there once somebody asked for it."""

    id: str
    name: str
    kind: str
    size: int
    content: bytes = b""

    @property
    def media_type(self) -> str:
        """Give its type, by what it holds."""
        return MEDIA[self.kind]

    @property
    def own_name(self) -> str:
        """Give the name under which it is handed out, which is ours and tells nothing."""
        return f"attachment-{self.id}{ENDINGS[self.kind]}"


def check(name: str, content: bytes, until: float) -> Checked:
    """Look through a file that somebody sent, until a time of :func:`attachment_pdf.deadline`.

    What a picture holds behind its end, as some cameras append, is left out.

    :raises NotTaken: with the reason.
    :raises attachment_pdf.Busy: when it couldn’t be done by then.
    """
    if not content:
        raise NotTaken("empty")
    if len(content) > LARGEST:
        raise NotTaken("large")
    kind = next((kind for mark, kind in BEGINNINGS.items() if content.startswith(mark)), "")
    if not kind or _is_two_kinds(kind, content):
        raise NotTaken("kind")
    return Checked(clean_name(name), kind, _looked_through(kind, content, until))


def clean_name(name: str) -> str:
    """Give what a file is called, for showing alone: no folders, nothing unseen, not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    return seen.strip(". ")[:LONGEST_NAME] or "–"


def _looked_through(kind: str, content: bytes, until: float) -> bytes:
    try:
        if kind == "pdf":
            attachment_pdf.check(content, until)
            return content
        return content[: attachment_pictures.END_OF[kind](content)]
    except attachment_pdf.Unfit as error:
        raise NotTaken(str(error)) from error
    except attachment_pictures.Broken as error:
        raise NotTaken("broken") from error


def _is_two_kinds(kind: str, content: bytes) -> bool:
    """Say whether another program would take it for an archive, or for a document inside a picture."""
    if kind != "pdf" and b"%PDF-" in content[:LOOKED_AT]:
        return True
    return zipfile.is_zipfile(BytesIO(content))
