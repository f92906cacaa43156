"""Where things stand on the printed sheet, read from the PDF itself; P30 and P50.

The boxes are those of the envelopes, in mm, worked out by hand: our own layout code is not asked.
"""

from itertools import product

import pytest
import segno
from PIL import Image

from privet.domain import sheets
from privet.domain.letters import Field, Letter
from tests import pdf
from tests.domain.letters import ADDRESS, WRITTEN, make_letter

SAFE = {"letter": (25.4, 66.675, 107.95, 85.725), "a4": (23.175, 60.175, 96.825, 83.825)}
VISIBLE = {"letter": (0, 60.325, 136.525, 92.075), "a4": (0, 46, 120, 92)}
HIDDEN = {"letter": 50.8, "a4": 46.0}
BODY = {"letter": 95.25, "a4": 95.175}
FOLDS = {"letter": (101.6, 190.5), "a4": (105.0, 210.0)}
WIDTH = {"letter": 215.9, "a4": 210.0}
EVERY = list(
    product(("letter", "a4"), ("window", "plain"), ("standard", "large"), ("en", "es"), (True, False))
)


def letter_of(paper: str, envelope: str, size: str, language: str, filled: bool) -> Letter:
    other = {"envelope": "plain"} if envelope == "plain" else {}
    return make_letter(paper, size, language, filled, **other)


@pytest.fixture(params=EVERY, ids=lambda case: "-".join(map(str, case)), scope="module")
def letter(request: pytest.FixtureRequest) -> Letter:
    return letter_of(*request.param)


@pytest.fixture(scope="module")
def printed(letter: Letter) -> bytes:
    return sheets.render(letter, WRITTEN)


@pytest.fixture(scope="module")
def page_one(printed: bytes) -> Image.Image:
    return pdf.picture(printed)


@pytest.mark.promise("P30", "P50")
def test_p30_p50_every_line_of_the_address_stands_in_the_safe_box(letter: Letter, printed: bytes) -> None:
    left, top, right, bottom = SAFE[letter.paper]

    found = [line for line in pdf.lines_of(printed) if HIDDEN[letter.paper] < line.top < BODY[letter.paper]]

    assert [line.text for line in found] == list(ADDRESS)
    for line in found:
        assert line.left >= left - 0.01, line
        assert line.right <= right + 0.01, line
        assert line.top >= top - 0.01, line
        assert line.bottom <= bottom + 0.01, line


@pytest.mark.promise("P30")
def test_p30_nothing_else_can_show_in_the_window(letter: Letter, page_one: Image.Image) -> None:
    page = page_one.copy()
    address = pdf.cut(page, *SAFE[letter.paper])
    assert pdf.ink(address), "the address itself should show"

    page.paste(255, pdf.pixels(*SAFE[letter.paper]))

    assert pdf.ink(pdf.cut(page, *VISIBLE[letter.paper])) is None
    band = pdf.cut(page, 0, HIDDEN[letter.paper], WIDTH[letter.paper], BODY[letter.paper])
    assert pdf.ink(band) is None, "from the lowest hidden line to the form, the sheet holds the address only"


@pytest.mark.promise("P30")
def test_p30_fold_marks_stand_at_both_edges(letter: Letter, page_one: Image.Image) -> None:
    width = WIDTH[letter.paper]
    for left, right in ((0, 18), (width - 18, width)):
        page = page_one.copy()
        for fold in FOLDS[letter.paper]:
            mark = pdf.ink(pdf.cut(page, left, fold - 0.3, right, fold + 0.3))
            assert mark, f"no mark at {fold} mm"
            assert 5 <= (mark[2] - mark[0]) * 25.4 / 200 <= 15
            page.paste(255, pdf.pixels(left, fold - 0.3, right, fold + 0.3))
        assert pdf.ink(pdf.cut(page, left, 0, right, 275)) is None, "the margin holds nothing but marks"


@pytest.mark.promise("P30")
def test_p30_the_code_is_read_from_a_scan_at_200_dpi(letter: Letter, page_one: Image.Image) -> None:
    (code,) = pdf.codes(page_one)

    assert code.text == letter.intake_url
    corner, opposite = code.position.top_left, code.position.bottom_right
    assert (opposite.x - corner.x) * 25.4 / 200 >= 22
    assert corner.y > page_one.height / 2
    assert corner.y * 25.4 / 200 > FOLDS[letter.paper][1] + 5, "a fold would crack it"


@pytest.mark.promise("P30")
def test_p30_the_code_has_its_quiet_zone(letter: Letter, page_one: Image.Image) -> None:
    (code,) = pdf.codes(page_one)
    corner, opposite = code.position.top_left, code.position.bottom_right
    module = (opposite.x - corner.x) / segno.make(letter.intake_url, error="m").symbol_size(border=0)[0]
    page = page_one.copy()

    page.paste(255, (corner.x - 1, corner.y - 1, opposite.x + 2, opposite.y + 2))

    zone = round(4 * module)
    around = (corner.x - zone, corner.y - zone, opposite.x + zone, opposite.y + zone)
    assert pdf.ink(page.crop(around)) is None


@pytest.mark.promise("P30")
@pytest.mark.parametrize("size", ["standard", "large"])
def test_p30_first_line_of_the_sender_is_printed_as_high_as_elsewhere(size: str) -> None:
    name = "ÅÉŠ Ñandú Ǻ"
    made = sheets.render(make_letter(size=size, about_me=(Field("name", "Name", name),)), WRITTEN)
    page = pdf.picture(made)

    sender, answer = (
        pdf.ink(pdf.cut(page, line.left - 1, line.top - 2, line.right + 1, line.bottom + 1))
        for line in pdf.lines_of(made)
        if line.text == name
    )

    assert sender
    assert answer
    assert abs((sender[3] - sender[1]) - (answer[3] - answer[1])) <= 1, "in pixels of an eighth of a mm"


@pytest.mark.promise("P30")
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_p30_marks_below_the_sender_do_not_reach_the_window(paper: str) -> None:
    address = "\n".join(["x\u0330\u0323\u0331" * 6] * 8)

    page = pdf.picture(
        sheets.render(make_letter(paper, about_me=(Field("address_lines", "", address),)), WRITTEN)
    )

    page.paste(255, pdf.pixels(*SAFE[paper]))
    assert pdf.ink(pdf.cut(page, *VISIBLE[paper])) is None


@pytest.mark.promise("P30")
def test_p30_a_code_for_many_kinds_is_still_read() -> None:
    kinds = ".".join(["optout_sale", "limit_sensitive", "glba_nonaffiliate"] * 7)
    url = f"https://privacy.larkspur.example/desk/intake?ref=7K3M9QXZ4P&form=M1&kinds={kinds}"

    (code,) = pdf.codes(pdf.picture(sheets.render(make_letter(intake_url=url), WRITTEN)))

    assert code.text == url


def test_every_page_carries_reference_and_number(letter: Letter, printed: bytes) -> None:
    pages = pdf.text_of(printed).split("\f")[:-1]

    for number, text in enumerate(pages, 1):
        counted = {"en": f"Page {number} of {len(pages)}", "es": f"Página {number} de {len(pages)}"}
        assert counted[letter.language] in text
        assert letter.reference in text


def test_type_is_large_enough_and_dark_enough(letter: Letter, printed: bytes) -> None:
    body, footer = (18, 14) if letter.size == "large" else (10.5, 8.5)

    found = list(pdf.signs(printed))

    smaller = "".join(sign.character for sign in found if sign.size < body and sign.size != footer)
    assert smaller == "".join(ADDRESS).replace(" ", ""), "only the address is smaller than the body"
    footers = {sign.character for sign in found if sign.size == footer}
    assert footers <= set(letter.form + letter.reference + "Page0123456789ofáinde")
    assert min(sign.size for sign in found) >= 8
    assert all(contrast(sign.ink) >= 4.5 for sign in found)


def contrast(grey: float) -> float:
    """Give the contrast of a grey on white (WCAG 2.2, relative luminance)."""
    luminance = ((grey + 0.055) / 1.055) ** 2.4 if grey > 0.04045 else grey / 12.92
    return 1.05 / (luminance + 0.05)
