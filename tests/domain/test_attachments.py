"""Files are what they hold: three kinds are taken, whole and harmless, and nothing else."""

import os
import resource
import struct
import subprocess
import sys
import time

import pikepdf
import pytest

from privet.domain import attachment_pdf, attachments
from privet.domain.attachment_pdf import Busy, deadline
from privet.domain.attachments import LARGEST, Checked, NotTaken
from tests import files


def check(name: str, content: bytes) -> Checked:
    return attachments.check(name, content, deadline())


def why_not(content: bytes, name: str = "file") -> str:
    with pytest.raises(NotTaken) as refused:
        check(name, content)
    assert str(refused.value) in attachments.REASONS
    return str(refused.value)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pdf", files.pdf()),
        ("png", files.png()),
        ("jpeg", files.jpeg()),
        ("jpeg", files.jpeg(progressive=True)),
    ],
)
def test_three_kinds_are_taken_by_what_they_hold(kind: str, content: bytes) -> None:
    taken = check("whatever.exe", content)

    assert (taken.kind, taken.content, taken.name) == (kind, content, "whatever.exe")


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00 a program", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html><script>", b"GIF89a...."],
)
def test_other_content_is_refused_whatever_its_name(content: bytes) -> None:
    assert why_not(content, "scan.pdf") == "kind"


def test_empty_and_large_files_are_refused() -> None:
    assert why_not(b"") == "empty"
    assert why_not(files.png() + bytes(LARGEST)) == "large"


@pytest.mark.parametrize("first", [files.pdf(), files.png(), files.jpeg()])
def test_file_that_is_an_archive_too_is_refused(first: bytes) -> None:
    assert why_not(first + files.archive()) == "kind"


def test_picture_that_is_a_pdf_too_is_refused() -> None:
    picture = files.jpeg()
    comment = b"\xff\xfe" + struct.pack(">H", 2 + len(files.pdf())) + files.pdf()

    assert why_not(picture[:2] + comment + picture[2:]) == "kind"


def test_what_a_camera_appends_to_a_picture_is_left_out() -> None:
    assert check("photo.jpg", files.jpeg() + b"SEFT a note of the camera").content.endswith(b"\xff\xd9")


def javascript(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))


def embedded(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["list.txt"] = b"another file"


def hidden_deep(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, Next=pikepdf.Array([pikepdf.Dictionary(JS="x()")]))
    pdf.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)])


@pytest.mark.parametrize("change", [javascript, launch, embedded, hidden_deep])
def test_pdf_that_does_something_by_itself_is_refused(change: object) -> None:
    assert why_not(files.pdf(change)) == "active"  # type: ignore[arg-type]


@pytest.mark.parametrize("packed", [True, False])
def test_program_packed_into_an_object_stream_is_found(packed: bool) -> None:
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable

    assert why_not(files.pdf(launch, object_stream_mode=mode)) == "active"


@pytest.mark.parametrize("user", ["", "secret"])
def test_encrypted_pdf_is_refused(user: str) -> None:
    assert why_not(files.pdf(encryption=pikepdf.Encryption(owner="owner", user=user))) == "locked"


def test_broken_pdf_is_refused_and_not_repaired() -> None:
    whole = files.pdf()

    assert why_not(whole[: len(whole) // 2]) == "broken"
    assert why_not(whole.replace(b"startxref\n", b"startxref\n9")) == "broken"
    assert why_not(whole + b"<script>alert(1)</script>") == "broken"
    assert why_not(b"%PDF-1.7\n%%EOF") == "broken"


def test_pdf_that_swells_ends_its_own_process_alone() -> None:
    begun = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert check("small.pdf", files.swelling_pdf(1_000_000)).kind == "pdf"
    assert why_not(files.swelling_pdf(900_000_000)) == "broken"
    assert time.monotonic() - begun < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def pages(count: int, size: int) -> bytes:
    def fill(pdf: pikepdf.Pdf) -> None:
        for _ in range(count):
            pdf.add_blank_page()
            pdf.pages[-1].obj.Scan = pdf.make_stream(os.urandom(size // count))

    return files.pdf(fill)


@pytest.mark.parametrize("count", [1, 200])
def test_ordinary_pdf_of_five_megabytes_passes_in_little_memory(count: int) -> None:
    large = pages(count, LARGEST - 200_000)

    assert len(large) > LARGEST - 250_000
    assert check("scan.pdf", large).content == large
    assert attachment_pdf.MEMORY <= 256 * 1024**2


@pytest.mark.parametrize("count", [3_000_000, 6_000_000])
def test_tiny_pdf_with_millions_of_values_is_soon_refused(count: int) -> None:
    begun = os.times()

    assert why_not(files.swelling_pdf(2 * count, b"0 ")) == "broken"

    ended = os.times()
    spent = ended.children_user + ended.children_system - begun.children_user - begun.children_system
    assert spent < attachment_pdf.SECONDS + 1


def test_one_pdf_is_looked_through_at_a_time_and_nobody_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachment_pdf, "PATIENCE", 0.2)
    begun = time.monotonic()

    with attachment_pdf.TURN, pytest.raises(Busy):
        check("a.pdf", files.pdf())

    assert time.monotonic() - begun < 2
    assert check("a.pdf", files.pdf()).kind == "pdf"


def test_all_pdfs_of_a_message_have_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachment_pdf, "TOGETHER", 0.01)
    with pytest.raises(Busy):
        check("a.pdf", files.pdf())
    assert not attachment_pdf.TURN.locked()


def test_looking_through_a_pdf_can_write_no_file() -> None:
    code = "import privet.domain.attachment_pdf as a; a._limit(); f = open('/tmp/privet-test', 'w'); "
    code += "f.write('x'); f.flush()"

    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=False)

    assert done.returncode != 0


def png_with(name: bytes, data: bytes) -> bytes:
    import zlib  # noqa: PLC0415

    whole = files.png()
    chunk = struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return whole[:33] + chunk + whole[33:]


def test_pictures_are_read_strictly() -> None:
    png, jpeg = files.png(), files.jpeg()

    assert check("a", png_with(b"tEXt", b"Title\0x")).kind == "png"
    for broken in (
        png[:-1],
        png + b"more",
        png[:40] + b"?" + png[41:],
        png_with(b"XHDR", b""),
        png[:8] + png[33:],
        jpeg[:-2],
        jpeg[:2] + b"\xff\xd9",
        jpeg[:20],
        b"\xff\xd8\xff<script>",
    ):
        assert why_not(broken) == "broken"


@pytest.mark.parametrize(("width", "height"), [(0, 10), (20_001, 1), (19_999, 19_999)])
def test_pictures_of_impossible_size_are_refused(width: int, height: int) -> None:
    jpeg = files.jpeg()
    at = jpeg.index(b"\xff\xc0") + 5

    assert why_not(jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]) == "broken"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\scan.pdf", "scan.pdf"),
        ('a"b\r\nSet-Cookie: x=1.pdf', 'a"bSet-Cookie: x=1.pdf'),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("..", "–"),
        ("a" * 500, "a" * 120),
    ],
)
def test_names_are_shown_without_folders_and_unseen_signs(typed: str, shown: str) -> None:
    assert attachments.clean_name(typed) == shown
