"""The printed sheet: from a decided letter to the bytes of a tagged PDF; nothing is written to disk."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from privet.domain import window
from privet.domain.geometry import NoLayout, layout, papers
from privet.domain.languages import translator
from privet.domain.letters import Letter
from privet.domain.spots import Spot
from privet.domain.typeface import UnprintableText
from privet.domain.typesetting import SheetFailed, printable, query, typeset
from privet.domain.window import AddressDoesNotFit

__all__ = [
    "AddressDoesNotFit",
    "NoLayout",
    "SheetFailed",
    "Spot",
    "UnprintableText",
    "check_address",
    "render",
    "render_copies",
    "spots",
]

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
    return render_copies(letter, [(letter.reference, letter.intake_url)], written)


def render_copies(letter: Letter, references: Sequence[tuple[str, str]], written: datetime) -> bytes:
    """Make one PDF with a copy of a letter for each reference and address to take it in by.

    Each copy begins on a page of its own and counts its pages for itself. Raises as ``render`` does.
    """
    if not references:
        raise ValueError("no copy has been asked for")
    return typeset("request", _page(_shown(letter), references), written)


def spots(letter: Letter, written: datetime) -> tuple[bytes, tuple[Spot, ...]]:
    """Make the PDF of a letter that will be filled in on screen, and tell where its fields go, as it reads.

    Where several lines are to be written on it has a frame instead. Raises as ``render`` does.
    """
    shown = _shown(letter)
    data = _page(shown, [(shown.reference, shown.intake_url)]) | {"fillable": True}
    made, found = query("request", data, written, "spot")
    return made, msgspec.convert(found, tuple[Spot, ...])


def check_address(lines: Sequence[str], paper: str, envelope: str, own: Path | None = None) -> None:
    """Check that an address can be set in a window in type that post offices read; quick, without Typst.

    :raises AddressDoesNotFit: with the reason.
    """
    window.fit(lines, layout(paper, envelope, own).safe)


def _shown(letter: Letter) -> Letter:
    """Give a letter without the signs that show on no paper."""
    return msgspec.convert(printable(msgspec.to_builtins(letter)), Letter)


def _page(letter: Letter, references: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Gather all that the template prints, and where."""
    place = letter.place or layout(letter.paper, letter.envelope)
    unit = papers()[letter.paper].unit
    language, _, region = letter.language.replace("_", "-").partition("-")
    large = letter.size == "large"
    return {
        "letter": msgspec.to_builtins(letter),
        "copies": [{"reference": reference, "code": draw_code(url)} for reference, url in references],
        "layout": msgspec.to_builtins(place),
        "address": msgspec.to_builtins(window.fit(letter.address, place.safe, large)),
        "unit": unit,
        "label": msgspec.to_builtins(window.fit_label(letter.address, unit, large)),
        "sender": [field.value for field in letter.about_me if field.id in SENDER and field.value.strip()],
        "words": _words(letter.language),
        "lang": language,
        "region": region if len(region) == 2 else None,
        "fillable": False,
    }


def draw_code(url: str) -> dict[str, Any]:
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
        "to_tick": _("Box to tick"),
        "sign_below": _("(sign below)"),
        "enclose": _("I enclose"),
        "cut": _("Cut here and keep this part"),
        "keep": _("Keep this part"),
        "posted": _("Posted on"),
        "complaints": _("If you are not content"),
        "ruler_in": _("This line is 4 inches long when printed at 100 %."),
        "ruler_mm": _("This line is 100 mm long when printed at 100 %."),
        "label": _("Cut out this label and stick it on your envelope."),
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
