"""Fills in a form as somebody with a browser does: through pdfium, the engine of Chromium's viewer."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from ctypes import c_ushort
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image
from pypdfium2 import raw

from privet.domain.spots import Spot
from tests.pdf import POINT

TAB = 9


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    """Open a file with its form alive."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    try:
        yield document
    finally:
        document.close()


def fill(pdf: bytes, spots: Sequence[Spot], values: Mapping[str, str | bool]) -> bytes:
    """Type texts into fields by the ids of their spots, click where the value is true, and save."""
    with opened(pdf) as document:
        for spot in spots:
            if spot.id in values:
                _enter(document, spot, values[spot.id])
        saved = BytesIO()
        document.save(saved)
    return saved.getvalue()


def _enter(document: Any, spot: Spot, value: str | bool) -> None:
    form, page = document.formenv, document[spot.page - 1]
    click(document, page, spot)
    if isinstance(value, str):
        text = value.encode("utf-16-le") + b"\0\0"
        raw.FORM_SelectAllText(form, page)
        raw.FORM_ReplaceSelection(form, page, (c_ushort * (len(text) // 2)).from_buffer_copy(text))
    raw.FORM_ForceToKillFocus(form)


def press(pdf: bytes, spot: Spot, text: str) -> bytes:
    """Type a text sign by sign, as keys do."""
    with opened(pdf) as document:
        page = document[spot.page - 1]
        click(document, page, spot)
        for sign in text:
            raw.FORM_OnChar(document.formenv, page, ord(sign), 0)
        raw.FORM_ForceToKillFocus(document.formenv)
        saved = BytesIO()
        document.save(saved)
    return saved.getvalue()


def click(document: Any, page: Any, spot: Spot) -> None:
    """Click in the middle of a spot."""
    x = (spot.left + spot.width / 2) / POINT
    y = page.get_height() - (spot.top + spot.height / 2) / POINT
    raw.FORM_OnMouseMove(document.formenv, page, 0, x, y)
    raw.FORM_OnLButtonDown(document.formenv, page, 0, x, y)
    raw.FORM_OnLButtonUp(document.formenv, page, 0, x, y)


def values(pdf: bytes) -> dict[str, str]:
    """Read what a file's fields hold, by the ids of their spots; boxes hold ``Yes`` or ``Off``."""
    with pikepdf.open(BytesIO(pdf)) as document:
        fields = list(document.Root.AcroForm.Fields)
        return {str(it.T).replace(":", "."): str(it.get("/V", "")).removeprefix("/") for it in fields}


def picture(pdf: bytes, page: int, dpi: int = 200) -> Image.Image:
    """Print a page in grey with what its fields hold; pages count from 1."""
    with opened(pdf) as document:
        bitmap = document[page - 1].render(
            scale=dpi / 72, grayscale=True, no_smoothtext=False, fill_color=(255,) * 4
        )
        image: Image.Image = bitmap.to_pil()
        return image.convert("L").copy()
