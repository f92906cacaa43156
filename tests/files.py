"""Small files for tests of attachments: real ones, and some that only look so."""

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pikepdf
from PIL import Image


def pdf(change: Callable[[pikepdf.Pdf], Any] = lambda _pdf: None, **options: Any) -> bytes:
    """Give a PDF of one page."""
    made, target = pikepdf.new(), BytesIO()
    made.add_blank_page()
    change(made)
    made.save(target, **options)
    return target.getvalue()


def png(width: int = 40, height: int = 30) -> bytes:
    """Give a picture as PNG."""
    return _picture("PNG", width, height)


def jpeg(width: int = 40, height: int = 30, **options: Any) -> bytes:
    """Give a picture as JPEG."""
    return _picture("JPEG", width, height, **options)


def _picture(kind: str, width: int, height: int, **options: Any) -> bytes:
    target = BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(target, kind, **options)
    return target.getvalue()


def archive() -> bytes:
    """Give a ZIP file."""
    target = BytesIO()
    with ZipFile(target, "w") as made:
        made.writestr("run.js", "alert(1)")
    return target.getvalue()


def swelling_pdf(unpacked: int, sign: bytes = b" ") -> bytes:
    """Give a small PDF that unpacks an object of ``unpacked`` bytes, all ``sign``, when it is opened."""
    squeeze = zlib.compressobj(9)
    packed = squeeze.compress(b"4 0 [")
    for _ in range(unpacked // 1_000_000):
        packed += squeeze.compress(sign * (1_000_000 // len(sign)))
    packed += squeeze.compress(b"]") + squeeze.flush()
    stream = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>"
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R/X 4 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: page,
        5: stream % (len(packed), packed),
    }
    made, places = b"%PDF-1.5\n", {}
    for number, body in bodies.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    places[6] = len(made)
    rows = {0: (0, 0, 65535), 4: (2, 5, 0)} | {number: (1, place, 0) for number, place in places.items()}
    table = b"".join(
        kind.to_bytes(1, "big") + place.to_bytes(4, "big") + last.to_bytes(2, "big")
        for _number, (kind, place, last) in sorted(rows.items())
    )
    head = b"<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>" % len(table)
    made += b"6 0 obj\n%bstream\n%b\nendstream\nendobj\n" % (head, table)
    return made + b"startxref\n%d\n%%%%EOF\n" % places[6]
