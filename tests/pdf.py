"""Reads a PDF as a person or a machine would, never as the program that made it. Lengths are in mm."""

import subprocess
from collections.abc import Iterator
from ctypes import c_double, c_float, c_uint
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import zxingcpp
from PIL import Image, ImageOps
from pypdfium2 import raw

from tests.needs import needs

POINT = 25.4 / 72
XHTML = "{http://www.w3.org/1999/xhtml}"


class Line(NamedTuple):
    """A line of text as pdftotext finds it, with the box from ascenders to descenders."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def text_of(pdf: bytes, *options: str) -> str:
    """Give the text of all pages; needs pdftotext."""
    return _run("pdftotext", *options, "-", "-", pdf=pdf).decode()


def flat_text(pdf: bytes) -> str:
    """Give the text in the order in which it was set, without any white space."""
    return "".join(text_of(pdf, "-raw", "-nopgbrk").split())


def lines_of(pdf: bytes, page: int = 1) -> list[Line]:
    """Give the lines of a page; needs pdftotext."""
    number = str(page)
    made = _run("pdftotext", "-bbox-layout", "-f", number, "-l", number, "-", "-", pdf=pdf)
    return [_line(element) for element in ET.fromstring(made).iter(f"{XHTML}line")]  # noqa: S314


def _line(element: ET.Element) -> Line:
    left, top, right, bottom = (float(element.get(k, "")) * POINT for k in ("xMin", "yMin", "xMax", "yMax"))
    return Line(left, top, right, bottom, " ".join(word.text or "" for word in element.iter(f"{XHTML}word")))


def picture(pdf: bytes, page: int = 0, dpi: int = 200) -> Image.Image:
    """Print a page in grey."""
    document = pypdfium2.PdfDocument(pdf)
    image: Image.Image = document[page].render(scale=dpi / 72, grayscale=True).to_pil()
    return image.convert("L")


def pixels(left: float, top: float, right: float, bottom: float, dpi: int = 200) -> tuple[int, int, int, int]:
    """Say which pixels of a printed page a rectangle covers."""
    across, down = (
        [round(length / 25.4 * dpi) for length in pair] for pair in ((left, right), (top, bottom))
    )
    return across[0], down[0], across[1], down[1]


def cut(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    """Cut a rectangle out of a page printed at 200 dpi."""
    return image.crop(pixels(left, top, right, bottom))


def ink(image: Image.Image) -> tuple[int, int, int, int] | None:
    """Give the box around everything that isn't white, in pixels."""
    return ImageOps.invert(image).getbbox()


def codes(image: Image.Image) -> list[zxingcpp.Barcode]:
    """Read the QR codes."""
    return list(zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)))


class Sign(NamedTuple):
    """One printed character with its place, its type size in points, and its ink from 0, black, to 1."""

    page: int
    character: str
    left: float
    right: float
    size: float
    ink: float


def signs(pdf: bytes) -> Iterator[Sign]:
    """Give each visible character; pages count from 1."""
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), 1):
        text = page.get_textpage()
        for index in range(text.count_chars()):
            character = chr(raw.FPDFText_GetUnicode(text, index))
            if not character.isspace():
                left, right = c_double(), c_double()
                raw.FPDFText_GetCharBox(text, index, left, right, c_double(), c_double())
                size, grey = raw.FPDFText_GetFontSize(text, index), c_uint()
                raw.FPDFText_GetFillColor(text, index, grey, c_uint(), c_uint(), c_uint())
                yield Sign(number, character, left.value * POINT, right.value * POINT, size, grey.value / 255)


class Stroke(NamedTuple):
    """The box around the points of a drawn path, without the thickness of its line."""

    left: float
    top: float
    right: float
    bottom: float


def strokes(pdf: bytes, page: int = 1) -> Iterator[Stroke]:
    """Give the lines and frames that are drawn on a page."""
    sheet = pypdfium2.PdfDocument(pdf)[page - 1]
    for drawn in sheet.get_objects([raw.FPDF_PAGEOBJ_PATH]):
        points = [drawn.get_matrix().on_point(*point) for point in _points(drawn.raw)]
        across = [x * POINT for x, _y in points]
        down = [(sheet.get_height() - y) * POINT for _x, y in points]
        yield Stroke(min(across), min(down), max(across), max(down))


def _points(drawn: Any) -> Iterator[tuple[float, float]]:
    for index in range(raw.FPDFPath_CountSegments(drawn)):
        x, y = c_float(), c_float()
        raw.FPDFPathSegment_GetPoint(raw.FPDFPath_GetPathSegment(drawn, index), x, y)
        yield x.value, y.value


def said_outside_pages(pdf: bytes) -> str:
    """Give all strings of the file but what stands on its pages: metadata, outline, tags."""
    with pikepdf.open(BytesIO(pdf)) as document:
        found = [str(text) for entry in document.objects for text in _strings(entry)]
        return "\n".join([*found, document.Root.Metadata.read_bytes().decode()])


def headings(pdf: bytes) -> list[str]:
    """Give the kinds of the headings as a screen reader meets them: H1, H2 and so on."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [kind for kind in _kinds(document.Root.StructTreeRoot) if kind[1:].isdigit()]


def _kinds(element: Any) -> Iterator[str]:
    if isinstance(element, pikepdf.Array):
        for child in element:
            yield from _kinds(child)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element.S)[1:]
        yield from _kinds(element.get("/K"))


def _strings(entry: Any) -> Iterator[str]:
    if isinstance(entry, pikepdf.String):
        yield str(entry)
    elif isinstance(entry, pikepdf.Dictionary | pikepdf.Stream):
        values = (entry[key] for key in entry.keys())  # noqa: SIM118 (a pikepdf dictionary isn't iterable)
        yield from (text for value in values if not _is_elsewhere(value) for text in _strings(value))
    elif isinstance(entry, pikepdf.Array):
        yield from (text for value in entry if not _is_elsewhere(value) for text in _strings(value))


def _is_elsewhere(entry: Any) -> bool:
    return isinstance(entry, pikepdf.Object) and entry.is_indirect


def _run(*command: str, pdf: bytes) -> bytes:
    needs(command[0])
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout


def checked(file: Path) -> bytes:
    """Give what qpdf says of a file."""
    needs("qpdf")
    return subprocess.run(["qpdf", "--check", file], capture_output=True, check=True).stdout
