"""The fields themselves: what a viewer needs to let somebody type and tick, and to print that."""

from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

from privet.domain import fillable_font
from privet.domain.spots import Spot

POINT = 25.4 / 72
PRINT = 4  # A flag of annotations.
MULTILINE = 1 << 12  # A flag of fields.
DO_NOT_SCROLL = 1 << 23
LARGEST_TO_SHRINK = 12  # Viewers shrink from twelve points down (size 0), and never begin higher.
NONSYMBOLIC = 32  # A flag of fonts.
CAPITALS, STEM = 714, 80  # Thousandths, of Noto Sans.
LONGEST = {"line": 200, "lines": 10_000}
LAST_FOUR = ("_last4", 4)  # How the ids of such fields end, and how much is typed there.
TICK = ((0.20, 0.48), (0.42, 0.23), (0.81, 0.79))  # As on the printed sheet, from the lower left corner.
SMALLEST, LARGEST = 8, 18  # Points.
LEADING = 1.4  # Of the type size: a line of Noto Sans from ascender to descender, and some air.
ACROSS, DOWN = 1.5 / POINT, 0.7 / POINT  # From a frame to the text in it.
EMPTY = b"/Tx BMC\nEMC"


class Fields:
    """The form within a document, to which fields are added as they are read."""

    def __init__(self, document: Pdf, spots: Sequence[Spot]) -> None:
        self.document = document
        self.drawings: dict[tuple[bytes, float, float], Object] = {}
        tallest = max((_line(spot) for spot in spots if spot.kind != "tick"), default=0.0)
        self.size = round(max(SMALLEST, min(LARGEST, tallest / 2)))
        fonts = Dictionary(Text=self._font())
        document.Root.AcroForm = document.make_indirect(
            Dictionary(
                Fields=Array(), NeedAppearances=True, DR=Dictionary(Font=fonts), DA=String(_look(self.size))
            )
        )

    def add(self, spot: Spot, name: str, page: Page) -> Object:
        """Add a field over a spot, and give what shows it on the page."""
        edges = [round(edge, 3) for edge in _edges(spot, float(page.mediabox[3]))]
        widget = self.document.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, P=page.obj, F=PRINT, T=String(name),
                TU=String(_said(spot)), Rect=Array(edges), BS=Dictionary(W=0),
            )
        )  # fmt: skip
        (self._tick if spot.kind == "tick" else self._text)(widget, spot)
        page.obj.Tabs = Name.S
        page.obj.Annots = Array([*page.obj.get("/Annots", []), widget])
        self.document.Root.AcroForm.Fields.append(widget)
        return widget

    def _text(self, widget: Object, spot: Spot) -> None:
        """Let long answers shrink where that stays legible; elsewhere typing ends where the paper does."""
        shrinks = spot.kind == "lines" and self.size <= LARGEST_TO_SHRINK
        size = 0 if shrinks else max(SMALLEST, min(self.size, int(_line(spot) / LEADING)))
        widget.FT, widget.DA = Name.Tx, String(_look(size))
        widget.MaxLen = LAST_FOUR[1] if spot.id.endswith(LAST_FOUR[0]) else LONGEST[spot.kind]
        widget.Ff = (MULTILINE if spot.kind == "lines" else 0) | (0 if shrinks else DO_NOT_SCROLL)
        widget.AP = Dictionary(N=self._drawing(widget, EMPTY))

    def _tick(self, widget: Object, spot: Spot) -> None:
        side = spot.width / POINT
        path = " ".join(
            f"{x * side:.3f} {y * side:.3f} {how}" for (x, y), how in zip(TICK, "mll", strict=True)
        )
        tick = f"q 0 G {max(1.6, side * 0.118):.2f} w 1 J 1 j {path} S Q".encode()
        widget.FT, widget.V, widget.AS = Name.Btn, Name.Off, Name.Off
        widget.AP = Dictionary(
            N=Dictionary(Yes=self._drawing(widget, tick), Off=self._drawing(widget, b"")),
        )

    def _drawing(self, widget: Object, content: bytes) -> Object:
        """Give what a field shows; fields of one size share it."""
        left, bottom, right, top = map(float, widget.Rect)
        key = (content, round(right - left, 2), round(top - bottom, 2))
        if key not in self.drawings:
            drawing = Stream(self.document, content, Type=Name.XObject, Subtype=Name.Form)
            drawing.BBox, drawing.Resources = Array([0, 0, *key[1:]]), Dictionary()
            self.drawings[key] = self.document.make_indirect(drawing)
        return self.drawings[key]

    def _font(self) -> Object:
        program = fillable_font.program()
        file = Stream(self.document, program.file, Length1=len(program.file))
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/PRIVET+NotoSans-Regular"), Flags=NONSYMBOLIC,
            FontBBox=Array(program.box), Ascent=program.ascent, Descent=program.descent, ItalicAngle=0,
            CapHeight=CAPITALS, StemV=STEM, FontFile2=self.document.make_indirect(file),
        )  # fmt: skip
        font = Dictionary(
            Type=Name.Font, Subtype=Name.TrueType, BaseFont=descriptor.FontName,
            FirstChar=fillable_font.FIRST, LastChar=fillable_font.LAST, Widths=Array(program.widths),
            Encoding=Name.WinAnsiEncoding, FontDescriptor=self.document.make_indirect(descriptor),
        )  # fmt: skip
        return self.document.make_indirect(font)


def _said(spot: Spot) -> str:
    """Give what is read aloud for a field: its label as a sentence, and why it is asked."""
    label, why = spot.label.strip(), spot.why.strip()
    stop = "." if why and label[-1] not in ".:?!" else ""
    return f"{label}{stop} {why}".strip()


def _line(spot: Spot) -> float:
    """Measure how high a line of a spot is, in points."""
    return spot.height / POINT / (max(spot.lines, 1) if spot.kind == "lines" else 1)


def _edges(spot: Spot, height: float) -> tuple[float, float, float, float]:
    """Give the left, bottom, right and top of a field, in points from the page's lower left corner."""
    across, down = (ACROSS, DOWN) if spot.kind == "lines" else (0.0, 0.0)
    left, top = spot.left / POINT + across, height - spot.top / POINT - down
    right, bottom = (
        (spot.left + spot.width) / POINT - across,
        height - (spot.top + spot.height) / POINT + down,
    )
    return left, bottom, right, top


def _look(size: int) -> str:
    """Say how text in a field is set."""
    return f"/Text {size} Tf 0 g"
