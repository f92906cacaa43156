"""The addressed envelope and the test sheet, read from the PDF itself; P30 and P50.

All lengths are in mm and worked out by hand from the post's rules and the envelopes' measures.
"""

from io import BytesIO
from itertools import pairwise, product
from pathlib import Path

import pdfua
import pikepdf
import pytest
from PIL import Image

from privet.domain import stationery, testsheet
from privet.domain.datafiles import SHIPPED
from privet.domain.geometry import NoLayout
from privet.domain.typeface import UnprintableText
from privet.domain.window import AddressDoesNotFit
from tests import pdf
from tests.domain.letters import ADDRESS, WRITTEN

SENDER = ("Nguyễn Thị Minh Khai", "1200 Elm Street Apt 4B", "Springfield, IL 62704")
FRONT = {"envelope-10": (241.3, 104.775), "envelope-dl": (220.0, 110.0)}
READ = {"envelope-10": (12.7, 34.925, 228.6, 88.9), "envelope-dl": (80.0, 40.0, 205.0, 90.0)}
ENVELOPES = ["envelope-10", "envelope-dl"]

SHEET = {"letter": (215.9, 279.4), "a4": (210.0, 297.0)}
SAFE = {"letter": (25.4, 66.675, 107.95, 85.725), "a4": (23.175, 60.175, 96.825, 83.825)}
EVER = {"letter": (0, 60.325, 136.525, 92.075), "a4": (10, 52, 110, 92)}
FOLDS = {"letter": (101.6, 190.5), "a4": (105.0, 210.0)}
RULER = {"letter": (101.6, 5), "a4": (100.0, 11)}  # Its length, and how many marks it has.
WINDOWS = [("letter", "window-10"), ("a4", "window-dl")]
TESTED = list(product([*WINDOWS, ("letter", "plain"), ("a4", "plain")], ("en", "es")))
LINE = 0.5 * pdf.POINT
DPI = 600


def envelope(name: str, sender: tuple[str, ...] = SENDER, address: tuple[str, ...] = ADDRESS) -> bytes:
    return stationery.envelope(name, address, sender, "en", WRITTEN)


def print_sheet(paper: str, cover: str, language: str = "en") -> bytes:
    return testsheet.render(paper, cover, ADDRESS, language, WRITTEN)


def check(made: bytes, file: Path, language: str) -> None:
    """Check a file as checkers of PDF do, and that it carries its fonts, title and language."""
    file.write_bytes(made)
    assert not list(pdfua.validate(str(file)).findings)
    assert b"No syntax or stream encoding errors" in pdf.checked(file)
    with pikepdf.open(file) as document:
        assert document.Root.Lang == language
        assert str(document.docinfo["/Title"]).strip()
        fonts = [entry for entry in document.objects if isinstance(entry, pikepdf.Dictionary)]
        descriptors = [entry for entry in fonts if entry.get("/Type") == "/FontDescriptor"]
        assert descriptors
        assert all("/FontFile2" in entry for entry in descriptors)


def within(line: pdf.Line, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    return left <= line.left and top <= line.top and line.right <= right and line.bottom <= bottom


def size_of(made: bytes) -> tuple[float, float]:
    with pikepdf.open(BytesIO(made)) as document:
        (page,) = document.pages
        _left, _top, width, height = (float(length) * pdf.POINT for length in page.mediabox)
        return width, height


@pytest.mark.promise("P30")
@pytest.mark.parametrize("name", ENVELOPES)
def test_p30_the_envelope_has_the_envelopes_own_size(name: str) -> None:
    assert size_of(envelope(name)) == pytest.approx(FRONT[name], abs=0.01)


@pytest.mark.promise("P30")
@pytest.mark.parametrize("name", ENVELOPES)
def test_p30_the_address_stands_where_the_post_reads_it(name: str) -> None:
    found = [line for line in pdf.lines_of(envelope(name)) if line.text in ADDRESS]

    assert [line.text for line in found] == list(ADDRESS)
    assert all(within(line, READ[name]) for line in found)
    assert len({round(line.left, 1) for line in found}) == 1, "one left edge"
    sizes = {sign.size for sign in pdf.signs(envelope(name, sender=())) if sign.character in "LARKSPUR"}
    assert 12 in sizes


@pytest.mark.promise("P30")
@pytest.mark.parametrize("name", ENVELOPES)
def test_p30_the_foot_of_the_envelope_stays_free_for_the_barcode(name: str) -> None:
    width, height = FRONT[name]
    page = pdf.picture(envelope(name))

    assert pdf.ink(pdf.cut(page, width - 120.65, height - 15.875, width, height)) is None
    assert pdf.ink(pdf.cut(page, 0, height - 15, width, height)) is None
    left, top, right, bottom = READ[name]
    page.paste(255, pdf.pixels(left, top, right, bottom))
    assert pdf.ink(pdf.cut(page, 0, top, width, height)) is None, "beside the address stands nothing"


@pytest.mark.promise("P30")
@pytest.mark.parametrize("name", ENVELOPES)
def test_p30_the_sender_stands_at_the_upper_left_above_the_address(name: str) -> None:
    found = [line for line in pdf.lines_of(envelope(name)) if line.text in SENDER]

    assert [line.text for line in found] == list(SENDER)
    assert all(within(line, (5, 5, FRONT[name][0] / 2 + 10, READ[name][1])) for line in found)


@pytest.mark.promise("P30")
def test_p30_a_long_sender_is_set_smaller_and_one_too_long_is_left_out_whole() -> None:
    many = tuple(f"Line {n} of the sender" for n in range(1, 6))
    long = ("W" * 200, "Springfield")

    small = {sign.size for sign in pdf.signs(envelope("envelope-10", many)) if sign.character == "f"}
    assert small
    assert 8 <= min(small) < 10
    assert stationery.sender_setting("envelope-10", long) is None
    assert "Springfield" not in pdf.text_of(envelope("envelope-10", long))
    assert pdf.flat_text(envelope("envelope-10", ("", " "))) == "".join(ADDRESS).replace(" ", "") + "Stamp"


@pytest.mark.promise("P30")
def test_p30_the_stamp_has_its_box_in_the_upper_right_corner() -> None:
    for name, (width, _height) in FRONT.items():
        (box,) = pdf.strokes(stationery.envelope(name, ADDRESS, (), "en", WRITTEN))
        assert width - 74 < box.left < box.right < width - 5
        assert 5 < box.top < box.bottom < 40


def test_an_address_that_no_machine_could_read_is_refused() -> None:
    with pytest.raises(AddressDoesNotFit):
        envelope("envelope-dl", address=("W" * 40, "COLUMBUS OH 43299"))
    with pytest.raises(UnprintableText):
        envelope("envelope-dl", sender=("中",))
    with pytest.raises(NoLayout, match="window-10"):
        envelope("window-10")


@pytest.mark.promise("P30")
@pytest.mark.parametrize("language", ["en", "es"])
def test_p30_the_envelope_is_tagged_and_always_the_same(language: str, tmp_path: Path) -> None:
    for name in ENVELOPES:
        first, again = (stationery.envelope(name, ADDRESS, SENDER, language, WRITTEN) for _ in range(2))
        assert first == again
        check(first, tmp_path / "envelope.pdf", language)
        assert "Nguyễn" not in pdf.said_outside_pages(first)


@pytest.mark.promise("P30")
@pytest.mark.parametrize(("sheet", "language"), TESTED)
def test_p30_the_test_sheet_is_one_tagged_page(sheet: tuple[str, str], language: str, tmp_path: Path) -> None:
    made = print_sheet(*sheet, language)

    check(made, tmp_path / "test.pdf", language)
    assert size_of(made) == pytest.approx(SHEET[sheet[0]], abs=0.01)
    assert pdf.headings(made) == ["H1", "H2", "H2"]


@pytest.fixture(params=TESTED, ids=str, scope="module")
def large(request: pytest.FixtureRequest) -> tuple[str, bytes, Image.Image]:
    (paper, cover), language = request.param
    made = print_sheet(paper, cover, language)
    return paper, made, pdf.picture(made, dpi=DPI)


def crop(page: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    return page.crop(pdf.pixels(left, top, right, bottom, DPI))


def marks(strip: Image.Image) -> int:
    """Count the lines that cross a strip."""
    dark = "".join("#" if value < 128 else " " for value in strip.tobytes())
    return len(dark.split())


@pytest.mark.promise("P30")
def test_p30_both_rulers_are_as_long_as_they_say(large: tuple[str, bytes, Image.Image]) -> None:
    paper, made, page = large
    length, count = RULER[paper]
    said = {"letter": ("Exactly", "Exactamente"), "a4": ("Exactly", "Exactamente")}[paper]
    labels = [line for line in pdf.lines_of(made) if line.text.startswith(said)]
    across, down = min(labels, key=lambda line: line.left), max(labels, key=lambda line: line.left)

    lying = crop(page, 15, across.top - 8, 140, across.top)
    standing = crop(page, down.left - 9, FOLDS[paper][0] + 2, down.left - 0.5, FOLDS[paper][0] + 115)
    for ruler, axis in ((lying, 0), (standing.transpose(Image.Transpose.ROTATE_90), 0)):
        box = pdf.ink(ruler)
        assert box
        assert (box[axis + 2] - box[axis]) / DPI * 25.4 - LINE == pytest.approx(length, abs=0.1)
        middle = (box[1] + box[3]) // 2 - round(0.8 / 25.4 * DPI)
        assert marks(ruler.crop((0, middle, ruler.width, middle + 1))) == count


@pytest.mark.promise("P30")
def test_p30_the_marks_to_fold_at_stand_where_the_forms_have_them(
    large: tuple[str, bytes, Image.Image],
) -> None:
    paper, _made, page = large
    width = SHEET[paper][0]

    for left, right in ((5.5, 19), (width - 19, width - 5.5)):
        strip = crop(page, left, 20, right, SHEET[paper][1] - 20)
        for fold in FOLDS[paper]:
            assert pdf.ink(crop(page, left, fold - 0.3, right, fold + 0.3)), f"no mark at {fold} mm"
            strip.paste(255, pdf.pixels(0, fold - 20.3, right - left, fold - 19.7, DPI))
        upper = pdf.pixels(0, EVER[paper][1] - 20.3, 20, EVER[paper][3] - 19.7, DPI)
        strip.paste(255, upper)  # There the dashed box begins.
        assert pdf.ink(strip) is None, "the margins hold nothing else"


@pytest.mark.promise("P30")
def test_p30_a_frame_shows_whether_the_printer_reaches_the_edges(
    large: tuple[str, bytes, Image.Image],
) -> None:
    paper, made, _page = large
    width, height = SHEET[paper]

    assert has_stroke(made, (5, 5, width - 5, height - 5))


def has_stroke(made: bytes, box: tuple[float, float, float, float]) -> bool:
    return any(tuple(stroke) == pytest.approx(box, abs=0.05) for stroke in pdf.strokes(made))


@pytest.mark.promise("P30")
@pytest.mark.parametrize(("paper", "cover"), WINDOWS)
def test_p30_address_and_boxes_stand_where_the_window_is(paper: str, cover: str) -> None:
    made = print_sheet(paper, cover)

    found = [line for line in pdf.lines_of(made) if line.text in ADDRESS]
    left, top, right, bottom = SAFE[paper]
    assert [line.text for line in found] == list(ADDRESS)
    assert all(within(line, (left - 0.01, top - 0.01, right + 0.01, bottom + 0.01)) for line in found)
    assert has_stroke(made, SAFE[paper])
    assert has_stroke(made, EVER[paper])


@pytest.mark.promise("P30")
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_p30_without_a_window_there_are_no_boxes(paper: str) -> None:
    made = print_sheet(paper, "plain")

    assert not has_stroke(made, SAFE[paper])
    assert not has_stroke(made, EVER[paper])
    text = " ".join(pdf.text_of(made).split())
    assert "It must slide in without another fold" in text
    assert "dashed" not in text


@pytest.mark.promise("P30")
def test_p30_the_code_is_read_and_as_fine_as_on_the_forms() -> None:
    for paper, cover in WINDOWS:
        (code,) = pdf.codes(pdf.picture(print_sheet(paper, cover)))
        assert code.text.startswith("If you can read this sentence, you can read the code on our forms too")
        assert (code.position.top_right.x - code.position.top_left.x) / 200 * 25.4 >= 22


@pytest.mark.promise("P30")
def test_p30_the_sheet_has_samples_of_type_and_of_lines_to_write_on() -> None:
    made = print_sheet("letter", "window-10")

    text = " ".join(pdf.text_of(made).split())
    assert "Type of 8 points" in text
    sizes = {(sign.character, round(sign.size, 1)) for sign in pdf.signs(made)}
    assert {("T", 8), ("T", 10.5), ("T", 18)} <= sizes
    lines = sorted(
        s.top for s in pdf.strokes(made) if s.bottom - s.top < 0.3 and 130 < s.right - s.left < 145
    )
    assert [round(low - high, 2) for high, low in pairwise(lines)] == [8.0]


@pytest.mark.promise("P30")
def test_p30_the_five_steps_are_a_list_in_their_order() -> None:
    text = " ".join(pdf.text_of(print_sheet("a4", "window-dl"), "-raw").split())

    begin = ("1. Print this page at 100 %", "2. Measure", "3. Look", "4. Fold", "5. Tap the envelope")
    places = [text.index(step) for step in begin]
    assert places == sorted(places)
    assert "If a step fails" in text
    assert "210 × 297 mm" in text


def test_sheets_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(NoLayout):
        print_sheet("letter", "window-dl")


@pytest.mark.promise("P30")
def test_p30_the_test_sheet_follows_the_organisations_own_measures(tmp_path: Path) -> None:
    own = (
        (SHIPPED / "papers.toml")
        .read_text("utf-8")
        .replace("folds = [105.0, 210.0]", "folds = [104.0, 208.0]")
    )
    (tmp_path / "papers.toml").write_text(own, "utf-8")

    made = testsheet.render("a4", "window-dl", ADDRESS, "en", WRITTEN, tmp_path)

    assert "104 and 208 mm from the top edge" in " ".join(pdf.text_of(made).split())
