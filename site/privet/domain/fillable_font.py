"""The typeface of what is typed on a form: the part of our own that has the signs of WinAnsi.

Typst packs glyphs by their own numbers, which no viewer can type with. A viewer needs a font of 256 codes
(ISO 32000-1, 9.6.6.4); this makes one from our font file, in which glyphs keep their numbers (OpenType 1.9).
"""

import struct
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from privet.domain import typeface

FIRST, LAST = 32, 255
# The codes that stand for nothing are bullets, as PDF has it.
SIGNS = bytes(range(FIRST, LAST + 1)).decode("cp1252", "replace").translate({0xFFFD: "•", 0x7F: "•"})
WORDS, MORE, SCALE, SCALES, MATRIX = 0x01, 0x20, 0x08, 0x40, 0x80  # Flags of a part of a glyph.


class Program(NamedTuple):
    """A font file, and what a viewer should know of it, in thousandths of the type size."""

    file: bytes
    box: tuple[int, ...]
    ascent: int
    descent: int
    widths: tuple[int, ...]


@cache
def program() -> Program:
    """Give the font file with these signs only."""
    font = typeface.file().read_bytes()
    records = (
        struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(int.from_bytes(font[4:6], "big"))
    )
    tables = {tag: font[start : start + length] for tag, _, start, length in records}
    codes = {code: glyph for code, glyph in _codes(tables[b"cmap"]) if chr(code) in SIGNS}
    glyphs = _Glyphs(tables, {0, *codes.values()})
    ascent, descent = struct.unpack_from(">hh", tables[b"hhea"], 4)
    kept = {tag: tables[tag] for tag in (b"head", b"hhea", b"maxp", b"prep")}
    return Program(
        _file(kept | glyphs.packed(tables) | {b"cmap": _cmap(codes)}),
        struct.unpack_from(">4h", tables[b"head"], 36),
        ascent,
        descent,
        tuple(round(1000 * typeface.width(sign)) for sign in SIGNS),
    )


class _Glyphs:
    """The outlines of some glyphs and of those that they are made of."""

    def __init__(self, tables: dict[bytes, bytes], wanted: set[int]) -> None:
        self.places = [place for (place,) in struct.iter_unpack(">I", tables[b"loca"])]
        self.outlines: dict[int, bytes] = {}
        while wanted:
            glyph = wanted.pop()
            outline = tables[b"glyf"][self.places[glyph] : self.places[glyph + 1]]
            self.outlines[glyph] = outline
            wanted |= set(_parts(outline)) - self.outlines.keys()

    def packed(self, tables: dict[bytes, bytes]) -> dict[bytes, bytes]:
        """Give the tables in which glyphs are looked up by number; those left out are empty."""
        data, places, widths = b"", [0], b""
        for glyph in range(len(self.places) - 1):
            data += self.outlines.get(glyph, b"")
            places.append(len(data))
            kept = tables[b"hmtx"][4 * glyph : 4 * glyph + 4] if glyph in self.outlines else bytes(4)
            widths += kept
        hmtx = widths[: len(tables[b"hmtx"])].ljust(len(tables[b"hmtx"]), b"\0")
        return {b"glyf": data, b"loca": struct.pack(f">{len(places)}I", *places), b"hmtx": hmtx}


def _parts(outline: bytes) -> Iterator[int]:
    """Give the glyphs that a glyph is made of, such as a letter and its accent."""
    if not outline or struct.unpack_from(">h", outline)[0] >= 0:
        return
    place, flags = 10, MORE
    while flags & MORE:
        flags, glyph = struct.unpack_from(">HH", outline, place)
        yield glyph
        scale = 2 * bool(flags & SCALE) + 4 * bool(flags & SCALES) + 8 * bool(flags & MATRIX)
        place += 4 + (4 if flags & WORDS else 2) + scale


def _codes(cmap: bytes) -> Iterator[tuple[int, int]]:
    """Give each code point of the font with its glyph, from the subtable for all of Unicode (format 12)."""
    records = (struct.unpack_from(">HHI", cmap, 4 + 8 * n) for n in range(int.from_bytes(cmap[2:4], "big")))
    start = next(place for _, _, place in records if cmap[place : place + 2] == b"\0\x0c")
    for n in range(struct.unpack_from(">I", cmap, start + 12)[0]):
        low, high, first = struct.unpack_from(">III", cmap, start + 16 + 12 * n)
        yield from ((code, first + code - low) for code in range(low, high + 1))


def _cmap(codes: dict[int, int]) -> bytes:
    """Write the table of code points, a segment for each (format 4)."""
    segments = [(code, (glyph - code) % 65536) for code, glyph in sorted(codes.items())] + [(0xFFFF, 1)]
    count, ends = len(segments), [code for code, _ in segments]
    power = 1 << (count.bit_length() - 1)
    search = (2 * count, 2 * power, power.bit_length() - 1, 2 * (count - power))
    words = [*search, *ends, 0, *ends, *(delta for _, delta in segments), *([0] * count)]
    table = struct.pack(f">3H{len(words)}H", 4, 6 + 2 * len(words), 0, *words)
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table


def _file(tables: dict[bytes, bytes]) -> bytes:
    """Put tables together with the directory in front."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    head = struct.pack(">IHHHH", 0x10000, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    data, start = b"", 12 + 16 * count
    for tag, table in sorted(tables.items()):
        full = table + bytes(-len(table) % 4)
        checksum = sum(struct.unpack(f">{len(full) // 4}I", full)) % (1 << 32)
        head += struct.pack(">4sIII", tag, checksum, start + len(data), len(table))
        data += full
    return head + data
