"""The printed sheet: from a decided letter to the bytes of a tagged PDF; nothing is written to disk."""

import os
import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from privet.domain import typeface, window
from privet.domain.geometry import NoLayout, layout
from privet.domain.languages import translator
from privet.domain.letters import Letter
from privet.domain.typeface import UnprintableText
from privet.domain.window import AddressDoesNotFit

if TYPE_CHECKING:
    import typst

__all__ = ["AddressDoesNotFit", "NoLayout", "SheetFailed", "UnprintableText", "check_address", "render"]

SENDER = {"name", "address", "address_lines"}
QUIET = 4  # Modules of white around the code (ISO/IEC 18004).
CODE_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
    '<path d="{bars}" stroke="#000"/></svg>'
)
CODE_MASK = 0  # A chequerboard: no mask breaks up long runs of one colour better.
ONE_AT_A_TIME = threading.Lock()


class SheetFailed(Exception):
    """The sheet couldn't be made; the message holds nothing that was typed."""


def render(letter: Letter, written: datetime) -> bytes:
    """Make the PDF of a letter; the same letter and time give the same bytes.

    Never call this in a process that forks afterwards: its children could make no sheets.

    :param written: the time in the file's metadata, with its zone.
    :raises UnprintableText: when the typeface lacks a sign.
    :raises NoLayout: when paper and envelope don't go together.
    :raises AddressDoesNotFit: when the organisation's address is too long for the window.
    :raises SheetFailed: for any other reason.
    """
    if written.tzinfo is None:
        raise ValueError("written needs a time zone")
    shown = msgspec.convert(_printable(msgspec.to_builtins(letter)), Letter)
    data = msgspec.json.encode(_page(shown)).decode()
    # Typst's messages may quote what was typed; raising outside of a handler keeps them out of any trace.
    with suppress(Exception):
        return _compile(data, written.astimezone(UTC).replace(microsecond=0))
    raise SheetFailed(f"no sheet for {letter.paper}, {letter.envelope}, {letter.size}, {letter.language}")


def check_address(lines: Sequence[str], paper: str, envelope: str) -> None:
    """Check that an address can be set in a window in type that post offices read; quick, without Typst.

    :raises AddressDoesNotFit: with the reason.
    """
    window.fit(lines, layout(paper, envelope).safe)


def _compile(data: str, stamp: datetime) -> bytes:
    """Set the page; the compiler serves one thread at a time, and lets the others run meanwhile."""
    if _home() != os.getpid():
        raise RuntimeError("forked after the first sheet")  # Typst would wait for its threads for ever.
    with ONE_AT_A_TIME:
        made = _compiler().compile(
            format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1"], timestamp=stamp
        )
    return cast("bytes", made)  # One file for all pages, as always with this format.


@cache
def _home() -> int:
    """Remember the process in which the first sheet was made."""
    return os.getpid()


@cache
def _compiler() -> "typst.Compiler":
    """Make the one compiler of this process; it reads our templates and our typeface, nothing else."""
    import typst  # noqa: PLC0415 - a site that just started has nothing to print yet

    root = Path(str(files("templates"))) / "letters"
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[typeface.file().parent]
    )
    return typst.Compiler(root / "request.typ", root=root, font_paths=fonts)


def _page(letter: Letter) -> dict[str, Any]:
    """Gather all that the template prints, and where."""
    place = layout(letter.paper, letter.envelope)
    language, _, region = letter.language.replace("_", "-").partition("-")
    return {
        "letter": msgspec.to_builtins(letter),
        "layout": msgspec.to_builtins(place),
        "address": msgspec.to_builtins(window.fit(letter.address, place.safe, letter.size == "large")),
        "sender": [field.value for field in letter.about_me if field.id in SENDER and field.value.strip()],
        "code": _code(letter.intake_url),
        "words": _words(letter.language),
        "lang": language,
        "region": region if len(region) == 2 else None,
    }


def _printable(value: Any) -> Any:
    """Make every text in a value printable."""
    if isinstance(value, str):
        return typeface.printable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return [_printable(item) for item in value] if isinstance(value, list | tuple) else value


def _code(url: str) -> dict[str, Any]:
    """Draw the code that leads the desk to the case: error level M at least, quiet zone of four modules.

    Every mask can be read; trying all eight for the prettiest would take a third as long as the whole sheet.
    """
    import segno  # noqa: PLC0415 - as above

    code = segno.make(url, error="m", micro=False, mask=CODE_MASK)
    runs = ((y, run) for y, row in enumerate(code.matrix, QUIET) for run in re.finditer(b"\1+", bytes(row)))
    bars = "".join(f"M{run.start() + QUIET} {y}.5h{run.end() - run.start()}" for y, run in runs)
    modules = code.symbol_size(border=0)[0]
    return {"svg": CODE_SVG.format(side=modules + 2 * QUIET, bars=bars), "modules": modules}


def _words(language: str) -> dict[str, str]:
    """Give the sheet's own words in the reader's language."""
    _ = translator(language).gettext
    return {
        "title": _("Customer request"),
        "from": _("From (optional)"),
        "from_below": _("My name and address stand under “About me”."),
        "date": _("Date"),
        "reference": _("Reference"),
        "about_me": _("About me"),
        "requests": _("What I ask for"),
        "ticked": _("Ticked"),
        "answer": _("How to answer me"),
        "signature": _("Signature"),
        "printed_name": _("Printed name"),
        "next": _("What happens next"),
        "office": _("For office use"),
        "received": _("Received"),
        "by": _("By"),
        "case": _("Case"),
        "regime": _("Regime"),
        "due": _("Due"),
        "done": _("Done"),
        "code": _("Code for the office, with reference {reference}"),
        "page": _("Page {n} of {m}"),
    }
