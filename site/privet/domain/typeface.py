"""The typeface of our letters: which signs it has, and how wide they are.

Read from the font's own tables (OpenType 1.9: head, hhea, hmtx, cmap), so that a text can be checked
before anything is set, and an address at the start without setting anything.
"""

import struct
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path


class UnprintableText(Exception):
    """A text holds signs that the typeface lacks; ``characters`` has each of them once."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


def file() -> Path:
    """Give the font file; the folder around it holds nothing but this family."""
    return Path(str(files("fontpkg_noto_sans"))) / "files" / "NotoSans[wdth,wght].ttf"


def missing(text: str) -> str:
    """Return the signs of ``text`` that can't be printed, each once, in their order."""
    return "".join(sign for sign in dict.fromkeys(text) if ord(sign) not in _advances())


def printable(text: str) -> str:
    """Return ``text`` with line breaks of one kind, and without the signs that show on no paper.

    :raises UnprintableText: when the typeface lacks a sign that should show.
    """
    if text.isascii() and text.isprintable():
        return text
    lines = "\n".join(text.replace("\t", "    ").splitlines())
    shown = lines.translate({ord(sign): None for sign in set(lines) if _is_blank(sign)})
    if lacking := missing(shown.replace("\n", "")):
        raise UnprintableText(lacking)
    return shown


def _is_blank(sign: str) -> bool:
    """Say whether a sign shows nothing of its own: controls, marks of direction, variation selectors."""
    if sign in "\n\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}":  # The joiners shape Devanagari.
        return False
    return unicodedata.category(sign) in {"Cc", "Cf"} or unicodedata.name(sign, "").startswith("VARIATION")


def width(line: str) -> float:
    """Measure a line in regular weight, without kerning, in em."""
    return sum(_advances().get(ord(sign), 0.0) for sign in line)


@cache
def height() -> float:
    """Measure a line from the ascender to the descender, in em."""
    font = file().read_bytes()
    ascent, descent = struct.unpack_from(">hh", font, _table(font, b"hhea") + 4)
    return (int(ascent) - int(descent)) / _em(font)


@cache
def _advances() -> dict[int, float]:
    """Map each code point of the font to its advance width in em."""
    font = file().read_bytes()
    last, em, start = _short(font, _table(font, b"hhea") + 34) - 1, _em(font), _table(font, b"hmtx")
    widths = [advance / em for advance, _ in struct.iter_unpack(">Hh", font[start : start + 4 * (last + 1)])]
    return {code: widths[min(glyph, last)] for code, glyph in _glyphs(font).items() if glyph}


def _glyphs(font: bytes) -> dict[int, int]:
    """Map each code point to its glyph, from the subtable for all of Unicode (cmap format 12)."""
    cmap = _table(font, b"cmap")
    offsets = (_long(font, cmap + 8 + 8 * record) for record in range(_short(font, cmap + 2)))
    start = cmap + next(offset for offset in offsets if _short(font, cmap + offset) == 12)
    groups = (struct.unpack_from(">III", font, start + 16 + 12 * n) for n in range(_long(font, start + 12)))
    return {code: first + code - low for low, high, first in groups for code in range(low, high + 1)}


def _em(font: bytes) -> int:
    return _short(font, _table(font, b"head") + 18)


def _table(font: bytes, tag: bytes) -> int:
    """Find where a table starts, in the directory at the head of the file."""
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(_short(font, 4)))
    return next(int(start) for name, _, start, _ in records if name == tag)


def _short(font: bytes, place: int) -> int:
    return int.from_bytes(font[place : place + 2], "big")


def _long(font: bytes, place: int) -> int:
    return int.from_bytes(font[place : place + 4], "big")
