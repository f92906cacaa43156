"""The structure of PNG and JPEG, read part by part; nothing is ever unpacked, so nothing can swell."""

import struct
import zlib
from collections.abc import Callable
from typing import Any

SIDE = 20_000  # Pixels; more than any camera makes, and little enough for whoever opens it.
AREA = 120_000_000
DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}  # By kind of colour.
NEEDED = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
FRAMES = {0xC0, 0xC1, 0xC2}  # The three ways of coding that browsers show.
NOT_FRAMES = {0xC4, 0xC8, 0xCC}


class Broken(ValueError):
    """The picture isn’t written as its format says."""


def png_end(content: bytes) -> int:
    """Give where a PNG ends, which must be where the file does.

    :raises Broken: when it isn’t written as it should (ISO/IEC 15948).
    """
    at = 8
    seen: list[bytes] = []
    while not seen or seen[-1] != b"IEND":
        length, name = _unpack(">I4s", content, at)
        data = content[at + 8 : at + 8 + length]
        (given,) = _unpack(">I", content, at + 8 + length)
        if not name.isalpha() or zlib.crc32(name + data) != given:
            raise Broken
        _check_chunk(name, data, seen)
        seen.append(name)
        at += 12 + length
    if b"IDAT" not in seen or at != len(content):
        raise Broken
    return at


def jpeg_end(content: bytes) -> int:
    """Give where a JPEG ends; cameras append previews and notes of their own behind that.

    :raises Broken: when it isn’t written as it should (ITU-T T.81).
    """
    at, framed = 2, False
    while True:
        mark, code = _unpack(">BB", content, at)
        if mark != 0xFF or code in {0x00, 0xD8}:
            raise Broken
        if code == 0xFF:  # A mark may be preceded by any number of these.
            at += 1
        elif code == 0xD9:
            if not framed:
                raise Broken
            return at + 2
        else:
            (length,) = _unpack(">H", content, at + 2)
            if length < 2 or at + 2 + length > len(content):
                raise Broken
            if 0xC0 <= code <= 0xCF and code not in NOT_FRAMES:
                _check_frame(code, content, at)
                framed = True
            at += 2 + length
            if code == 0xDA:
                at = _after_scan(content, at, framed=framed)


END_OF: dict[str, Callable[[bytes], int]] = {"png": png_end, "jpeg": jpeg_end}


def _check_chunk(name: bytes, data: bytes, seen: list[bytes]) -> None:
    """Refuse parts at the wrong place, and those that one must understand and we don’t know."""
    if (name == b"IHDR") != (not seen) or (name[:1].isupper() and name not in NEEDED):
        raise Broken
    if name == b"IHDR":
        width, height, depth, colour, *methods = _unpack(">IIBBBBB", data, 0)
        _check_size(width, height)
        if len(data) != 13 or depth not in DEPTHS.get(colour, ()) or methods[:2] != [0, 0]:
            raise Broken


def _check_frame(code: int, content: bytes, at: int) -> None:
    depth, height, width, colours = _unpack(">BHHB", content, at + 4)
    _check_size(width, height)
    if code not in FRAMES or depth != 8 or colours not in {1, 3, 4}:
        raise Broken


def _check_size(width: int, height: int) -> None:
    if not (0 < width <= SIDE and 0 < height <= SIDE and width * height <= AREA):
        raise Broken


def _after_scan(content: bytes, at: int, *, framed: bool) -> int:
    """Give where the coded picture stops and the next mark stands."""
    if not framed:
        raise Broken
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if following and following != b"\x00" and not b"\xd0" <= following <= b"\xd7":
            return at
        at += 2
    raise Broken


def _unpack(form: str, content: bytes, at: int) -> tuple[Any, ...]:
    try:
        return struct.unpack_from(form, content, at)
    except struct.error as error:
        raise Broken from error
