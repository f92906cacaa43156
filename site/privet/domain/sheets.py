"""The printed sheet: from a decided letter to the bytes of a tagged PDF; nothing is written to disk."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from privet.domain import window
from privet.domain.geometry import NoLayout, layout
from privet.domain.languages import translator
from privet.domain.letters import Letter
from privet.domain.typeface import UnprintableText
from privet.domain.typesetting import SheetFailed, printable, typeset
from privet.domain.window import AddressDoesNotFit

__all__ = ["AddressDoesNotFit", "NoLayout", "SheetFailed", "UnprintableText", "check_address", "render"]

SENDER = {"name", "address", "address_lines"}
QUIET = 4  # Modules of white around the code (ISO/IEC 18004).
CODE_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
    '<path d="{bars}" stroke="#000"/></svg>'
)
CODE_MASK = 0  # A chequerboard: no mask breaks up long runs of one colour better.


def render(letter: Letter, written: datetime) -> bytes:
    """Make the PDF of a letter; the same letter and time give the same bytes.

    Never call this in a process that forks afterwards: its children could make no sheets.

    :param written: the time in the file's metadata, with its zone.
    :raises UnprintableText: when the typeface lacks a sign.
    :raises NoLayout: when paper and envelope don't go together.
    :raises AddressDoesNotFit: when the organisation's address is too long for the window.
    :raises SheetFailed: for any other reason.
    """
    shown = msgspec.convert(printable(msgspec.to_builtins(letter)), Letter)
    return typeset("request", _page(shown), written)


def check_address(lines: Sequence[str], paper: str, envelope: str) -> None:
    """Check that an address can be set in a window in type that post offices read; quick, without Typst.

    :raises AddressDoesNotFit: with the reason.
    """
    window.fit(lines, layout(paper, envelope).safe)


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
