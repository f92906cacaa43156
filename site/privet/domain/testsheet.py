"""The sheet with which an office tries its printer and its envelopes, by the same data as the forms."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from babel.lists import format_list
from babel.numbers import format_decimal

from privet.domain import geometry, sheets, window
from privet.domain.languages import translator
from privet.domain.typesetting import printable, typeset

TYPES = (8, 10.5, 18)  # As in the footer, the text, and the text in large print.
RULER = {"in": (4, 25.4), "mm": (10, 10.0)}  # How many marks, and how far apart, in mm.


def render(  # noqa: PLR0913, PLR0917 - what is printed, and how; each stands for itself
    paper: str,
    envelope: str,
    address: Sequence[str],
    language: str,
    written: datetime,
    own: Path | None = None,
) -> bytes:
    """Make the page with which an office tests its printer and its envelopes before it relies on the forms.

    :param address: lines as :meth:`PostalAddress.block` gives them.
    :param own: the folder with the organisation's data files.
    :raises NoLayout: when paper and envelope don't go together.
    :raises AddressDoesNotFit: when the address is too long for the window.
    :raises UnprintableText: when the typeface lacks a sign.
    :raises SheetFailed: for any other reason.
    """
    place = geometry.layout(paper, envelope, own)
    row, cover = geometry.papers(own)[paper], geometry.envelopes(own)[envelope]
    marks, step = RULER[row.unit]
    lines = printable(list(address))
    words = _words(language, row.unit, has_window=cover.window is not None)
    page = {
        "layout": msgspec.to_builtins(place),
        "address": lines,
        "setting": msgspec.to_builtins(window.fit(lines, place.safe)),
        "window": cover.window is not None,
        "ruler": {"marks": marks, "step": step},
        "code": sheets.draw_code(words["code_says"]),  # The very drawing to be tested.
        "facts": _facts(paper, row, envelope, cover, language),
        "types": _types(language),
        "words": words,
        "steps": _steps(language, cover.window is not None),
        "lang": language,
    }
    return typeset("test-sheet", page, written)


def _facts(
    paper: str, row: geometry.Paper, envelope: str, cover: geometry.Envelope, language: str
) -> list[list[str]]:
    """Say what the sheet was laid out for, in the units of the data files."""
    _ = translator(language).gettext

    def size(row: geometry.Paper | geometry.Envelope) -> str:
        return f"{_number(row.width, language)} × {_number(row.height, language)} {row.unit}"

    folds = format_list([_number(fold, language) for fold in row.folds], locale=language)
    return [
        [_("Paper"), f"{paper}, {size(row)}"],
        [_("Envelope"), f"{envelope}, {size(cover)}" if cover.width else envelope],
        [_("Folds"), _("%(first)s from the top edge") % {"first": f"{folds} {row.unit}"}],
    ]


def _types(language: str) -> list[tuple[float, str]]:
    """Give samples of type, each with its size in points."""
    _ = translator(language).gettext
    return [(size, _("Type of %(size)s points") % {"size": _number(size, language)}) for size in TYPES]


def _number(value: float, language: str) -> str:
    return str(format_decimal(value, format="0.####", locale=language))


def _steps(language: str, has_window: bool) -> list[str]:
    """Say what to do, in order."""
    _ = translator(language).gettext
    if has_window:
        inside = [
            _(
                "Fold the sheet at the marks on its edges, and put it into the envelope with the address "
                "in front."
            ),
            _(
                "Tap the envelope on each of its four edges. The whole solid box must stay in sight, and "
                "nothing outside the dashed one may show."
            ),
        ]
    else:
        inside = [
            _("Fold the sheet at the marks on its edges, and put it into the envelope."),
            _("It must slide in without another fold, and the envelope must close flat."),
        ]
    return [
        _("Print this page at 100 %, which is also called “actual size”; never “fit to page”."),
        _("Measure both rulers. Each must be as long as it says, to the width of its line."),
        _("Look at the four edges: the thin frame must be whole. Read the code with a telephone or scanner."),
        *inside,
    ]


def _words(language: str, unit: str, has_window: bool) -> dict[str, str]:
    """Give the sheet's other words."""
    _ = translator(language).gettext
    return {
        "title": _("Test sheet for printers and envelopes"),
        "steps": _("Five steps"),
        "mend_title": _("If a step fails"),
        "mend": _mending(language, has_window),
        "ruler": _("Exactly 4 inches") if unit == "in" else _("Exactly 100 millimeters"),
        "always": _("Solid box: always in sight"),
        "ever": _("Dashed box: can come into sight"),
        "frame": _("The frame stands 5 mm from each edge."),
        "line": _("Lines to write on, 8 mm apart"),
        "code_alt": _("Code to test, which holds a sentence"),
        "code_says": _(
            "If you can read this sentence, you can read the code on our forms too: it is drawn as finely."
        ),
        "code": _(
            "Read with a telephone or a scanner, this code says that the one on our forms can be read."
        ),
    }


def _mending(language: str, has_window: bool) -> str:
    """Say what to do when a step fails."""
    _ = translator(language).gettext
    ruler = _("If a ruler is wrong, mend the printer’s settings and print again.")
    if has_window:
        rest = _(
            "If part of the address hides, or something else shows, use other envelopes, or change the "
            "folds or the envelope’s measures in the data files."
        )
    else:
        rest = _("If the sheet doesn’t go in, use other envelopes, or change the folds in the data files.")
    return f"{ruler} {rest}"
