"""The mail-in part of the federal model privacy notice, in the words of the organisation's own notice.

Nothing is added to the words and nothing is taken away: an organisation that gives the notice puts them
into ``glba.toml`` beside its data files. Ours ships none.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from privet.domain import geometry
from privet.domain.datafiles import BadFile, read
from privet.domain.geometry import NoLayout
from privet.domain.languages import translator
from privet.domain.typeface import UnprintableText
from privet.domain.typesetting import printable, typeset

FILE = Path("glba.toml")


class Joint(Struct, frozen=True, forbid_unknown_fields=True):
    """What holders of a joint account are told, and the box by which one of them chooses alone."""

    text: str
    box: str

    def __post_init__(self) -> None:
        """Refuse what could not be printed."""
        _expect_words(text=self.text, box=self.box)


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """A box to mark, and the kind of request that it makes."""

    kind: str
    text: str

    def __post_init__(self) -> None:
        """Refuse what could not be printed."""
        _expect_words(kind=self.kind, text=self.text)


class ModelForm(Struct, frozen=True, forbid_unknown_fields=True):
    """What the form says, and its language; ``address`` is for an office of its own, if it has one."""

    rev: str
    title: str
    mark: str
    boxes: tuple[Choice, ...]
    fields: tuple[str, ...]
    mail_to: str
    joint: Joint | None = None
    account: str = ""
    address: tuple[str, ...] = ()
    language: str = "en"

    def __post_init__(self) -> None:
        """Refuse what could not be printed."""
        _expect_words(rev=self.rev, title=self.title, mark=self.mark, mail_to=self.mail_to)
        for line in (*self.fields, *self.address):
            _expect_words(**{"a line of fields or address": line})
        if not (self.boxes and self.fields):
            raise ValueError("boxes and fields need an entry each")


def load(own: Path | None) -> ModelForm | None:
    """Read the organisation's ``glba.toml`` in the folder ``own``; none if it doesn't give the model notice.

    :raises BadFile: when it can't be used, with the key and the reason.
    """
    path = own / FILE if own else None
    return read(path, ModelForm) if path and path.exists() else None


def check(form: ModelForm, kinds: Iterable[str], file: Path = FILE) -> None:
    """Check that all can be printed, and each box stands for a known kind of request, no two for the same.

    :param kinds: the ids of all kinds.
    :raises BadFile: with the reason.
    """
    try:
        printable(msgspec.to_builtins(form))
    except UnprintableText as error:
        raise BadFile(
            file, f"no letter shape for {error.characters}; the form could not be printed"
        ) from None
    known = set(kinds)
    times = Counter(choice.kind for choice in form.boxes)
    for place, choice in enumerate(form.boxes):
        if choice.kind not in known:
            reason = f"“{choice.kind}” is unknown; known are {', '.join(sorted(known))}"
            raise BadFile(file, reason, f"boxes[{place}].kind")
        if times[choice.kind] > 1:
            raise BadFile(file, f"kind “{choice.kind}” stands {times[choice.kind]} times", "boxes")


def render(  # noqa: PLR0913, PLR0917 - what is printed, and how; each stands for itself
    form: ModelForm,
    address: Sequence[str],
    paper: str,
    written: datetime,
    language: str = "",
    own: Path | None = None,
) -> bytes:
    """Make the PDF of the form: portrait, with its words, the address, and room to write.

    :param address: where it goes, unless the form names another address.
    :param language: of the form's words; that which the file names, unless given.
    :param own: the folder with the organisation's data files.
    :raises NoLayout: when the paper isn't known.
    :raises UnprintableText: when the typeface lacks a sign.
    :raises SheetFailed: for any other reason.
    """
    if paper not in geometry.papers(own):
        raise NoLayout(f"paper {paper!r} is unknown")
    language = language or form.language
    page: dict[str, Any] = {
        "form": msgspec.to_builtins(form),
        "address": list(form.address or address),
        "box": translator(language).gettext("Box to tick"),  # Said aloud, not printed.
    }
    sheet = msgspec.to_builtins(geometry.papers(own)[paper].sheet())
    return typeset("model", {**printable(page), "sheet": sheet, "lang": language}, written)


def _expect_words(**texts: str) -> None:
    """Refuse a text without words.

    :raises ValueError: with its key.
    """
    for key, text in texts.items():
        if not text.strip():
            raise ValueError(f"{key} is empty")
