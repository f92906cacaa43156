"""Where the window of an envelope falls on a folded sheet; lengths are in millimetres.

Sheets are measured from their upper left corner. All sizes come from the data files.
"""

from datetime import date
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Literal

from msgspec import Struct

from privet.domain.datafiles import SHIPPED, BadFile, rows

MILLIMETRES = {"in": 25.4, "mm": 1.0}
Unit = Literal["in", "mm"]


class NoLayout(Exception):
    """A paper and an envelope that don't go together, or that the data don't know."""


class Box(Struct, frozen=True):
    """A rectangle on a sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def meet(self, other: "Box") -> "Box":
        """Return what lies in both."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        return Box(left, top, min(self.right, other.right), min(self.bottom, other.bottom))

    def join(self, other: "Box") -> "Box":
        """Return the smallest box around both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Box(left, top, max(self.right, other.right), max(self.bottom, other.bottom))

    def scale(self, factor: float) -> "Box":
        """Return the box in another unit."""
        return Box(self.left * factor, self.top * factor, self.right * factor, self.bottom * factor)

    def shrink(self, margin: float) -> "Box":
        """Return the box without a margin on each side."""
        return Box(self.left + margin, self.top + margin, self.right - margin, self.bottom - margin)


class Paper(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of ``papers.toml``."""

    unit: Unit
    width: float
    height: float
    folds: tuple[float, ...]
    layout: str
    source: str
    checked: date

    def sheet(self) -> Box:
        """Return the whole sheet."""
        return Box(0.0, 0.0, self.width, self.height).scale(MILLIMETRES[self.unit])


class Window(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of an envelope's front, such as its window, from the envelope's lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


class Envelope(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of ``envelopes.toml``; one without a window needs no sizes.

    ``address``, ``sender`` and ``stamp`` say where these stand on an envelope that is printed itself.
    """

    papers: tuple[str, ...]
    source: str
    checked: date
    unit: Unit = "mm"
    width: float = 0.0
    height: float = 0.0
    clearance: float = 0.0
    window: Window | None = None
    address: Window | None = None
    sender: Window | None = None
    stamp: Window | None = None

    def front(self) -> Box:
        """Return the whole front."""
        return Box(0.0, 0.0, self.width, self.height).scale(MILLIMETRES[self.unit])

    def part(self, part: Window) -> Box:
        """Return a part of the front, measured from the envelope's upper left corner."""
        foot = self.height - part.bottom
        box = Box(part.left, foot - part.height, part.left + part.width, foot)
        return box.scale(MILLIMETRES[self.unit])


class Layout(Struct, frozen=True):
    """Where things stand on the first page.

    ``safe`` shows in the window, with clearance, wherever the sheet slides; ``visible`` can show at
    some position. Above ``hidden`` nothing shows, even if the sheet is folded in thirds instead of at
    the marks; below ``body`` nothing shows and there is clearance.
    """

    width: float
    height: float
    folds: tuple[float, ...]
    safe: Box
    visible: Box
    hidden: float
    body: float


def sweep(window: Box, sheet: Box, folds: tuple[float, ...], room: Box) -> tuple[Box, Box]:
    """Slide a folded sheet through an envelope; return what always and what ever shows on its front."""
    depth = max(lower - upper for upper, lower in pairwise((0.0, *folds, sheet.bottom)))
    if sheet.right > room.right or depth > room.bottom:
        raise NoLayout("the folded sheet is larger than the envelope")
    always = ever = window
    for right, down in product((0.0, room.right - sheet.right), (0.0, room.bottom - depth)):
        seen = Box(window.left - right, window.top - down, window.right - right, window.bottom - down)
        always, ever = always.meet(seen), ever.join(seen)
    return always.meet(Box(0.0, 0.0, sheet.right, min(folds))), ever.meet(sheet)


@cache
def papers(own: Path | None = None) -> dict[str, Paper]:
    """Read all papers, from the folder ``own`` if the organisation put its file there."""
    return rows("papers.toml", Paper, own)


@cache
def envelopes(own: Path | None = None) -> dict[str, Envelope]:
    """Read all envelopes, from the folder ``own`` if the organisation put its file there."""
    return rows("envelopes.toml", Envelope, own)


@cache
def layout(paper: str, envelope: str, own: Path | None = None) -> Layout:
    """Compute the layout of a sheet for an envelope; without a window, as for its paper's usual one.

    :param own: the folder with the organisation's data files.
    :raises NoLayout: when one isn't known or they don't go together.
    """
    sheets, covers = papers(own), envelopes(own)
    if paper not in sheets or envelope not in covers or paper not in covers[envelope].papers:
        raise NoLayout(f"paper {paper!r} doesn't go with envelope {envelope!r}")
    cover = covers[envelope]
    return compute(sheets[paper], cover if cover.window else covers[sheets[paper].layout])


def check(own: Path | None = None) -> None:
    """Compute every layout, so that data which fit no sheet are found at the start.

    :raises BadFile: with what can't be laid out, and why.
    """
    for name, paper in papers(own).items():
        if paper.layout not in envelopes(own):
            raise BadFile(
                _first(own, "papers.toml", "envelopes.toml"),
                f"envelope “{paper.layout}” is unknown",
                f"{name}.layout",
            )
    for name, cover in envelopes(own).items():
        for paper_name in cover.papers:
            try:
                layout(paper_name, name, own)
            except NoLayout as error:
                reason = f"can't be used for “{paper_name}”: {error}"
                raise BadFile(_first(own, "envelopes.toml", "papers.toml"), reason, name) from None


def _first(own: Path | None, *names: str) -> Path:
    """Give the first of these files that the organisation has put into ``own``, else ours."""
    theirs = [own / name for name in names if (own / name).exists()] if own else []
    return theirs[0] if theirs else SHIPPED / names[0]


def compute(paper: Paper, envelope: Envelope) -> Layout:
    """Compute the layout of one paper in one envelope that has a window.

    :raises NoLayout: when the sheet is too large, or no part of it is always in sight.
    """
    if envelope.window is None:
        raise NoLayout("this envelope has no window")
    sheet, folds = paper.sheet(), tuple(y * MILLIMETRES[paper.unit] for y in paper.folds)
    window, room = envelope.part(envelope.window), envelope.front()
    clearance = envelope.clearance * MILLIMETRES[envelope.unit]
    always, ever = sweep(window, sheet, folds, room)
    _, sloppy = sweep(window, sheet, (sheet.bottom / 3, sheet.bottom * 2 / 3), room)
    hidden, body = min(ever.top, sloppy.top), max(ever.bottom, sloppy.bottom) + clearance
    safe = always.shrink(clearance)
    if safe.right <= safe.left or safe.bottom <= safe.top:
        raise NoLayout("no part of the sheet is always in sight")
    return Layout(sheet.right, sheet.bottom, folds, safe, ever, hidden, body)
