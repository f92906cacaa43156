"""What the sender keeps: the part to cut off, the line that shows the scale, the label; P30 and P50."""

from itertools import product

import pytest

from privet.domain import sheets
from privet.domain.letters import Letter
from tests import pdf
from tests.domain.letters import ADDRESS, DUE, WRITTEN, make_blank, make_letter

PAPERS = ["letter", "a4"]
SHEETS = list(product(PAPERS, ("standard", "large")))
RULER = {"letter": 101.6, "a4": 100.0}
LABEL = {"letter": (101.6, 50.8), "a4": (100.0, 50.0)}
BOTTOM = {"letter": 279.4, "a4": 297.0}
SIGNATURE = "I am the person named on this form."


def pages_of(letter: Letter) -> tuple[bytes, list[str]]:
    printed = sheets.render(letter, WRITTEN)
    return printed, pdf.text_of(printed).split("\f")[:-1]


@pytest.mark.parametrize("paper", PAPERS)
def test_the_part_to_keep_says_everything_once_below_the_cut(paper: str) -> None:
    letter = make_letter(paper, signature=SIGNATURE)
    printed, pages = pages_of(letter)

    (cut,) = (
        line for line in pdf.lines_of(printed, len(pages)) if "Cut here and keep this part" in line.text
    )
    below = " ".join(
        line.text for line in pdf.lines_of(printed, len(pages)) if cut.top - 1 < line.top < BOTTOM[paper] - 20
    )

    for text in (letter.organisation, letter.reference, letter.date, "Posted on", "If you are not content"):
        assert text in below
    for request in letter.requests:
        assert request.box in below
    whole = " ".join(" ".join(pages).split())
    assert "".join(whole.split()).count("".join(DUE.split())) == 1, "nothing is said twice"
    for step in letter.next_steps:
        assert "".join(whole.split()).count("".join(step.split())) == 1
    assert "What happens next" not in whole
    office = [" ".join(line) for line in letter.complaints]
    assert all(all(word in below for word in text.split()) for text in office)


@pytest.mark.parametrize("paper", PAPERS)
def test_above_the_cut_stands_all_that_the_office_needs(paper: str) -> None:
    letter = make_letter(paper, signature=SIGNATURE)
    printed, pages = pages_of(letter)
    dashed = cut_of(printed, len(pages))

    last = [line for line in pdf.lines_of(printed, len(pages)) if line.top < dashed]

    above = " ".join(" ".join(pages[:-1]).split()) + " ".join(line.text for line in last)
    for text in (
        *(it.box for it in letter.requests),
        SIGNATURE,
        "For office use",
        letter.reference,
        "Signature",
    ):
        assert text in above
    assert not [line for line in pdf.lines_of(printed, len(pages)) if line.top < dashed < line.bottom]


def cut_of(printed: bytes, page: int) -> float:
    """Find the line that is dashed: the one with gaps."""
    (title,) = (line for line in pdf.lines_of(printed, page) if "Cut here" in line.text)
    (line,) = {
        s.top for s in pdf.strokes(printed, page) if s.right - s.left > 150 and 0 < title.top - s.top < 6
    }
    row = pdf.cut(pdf.picture(printed, page - 1), 30, line - 0.3, 180, line + 0.3)
    dark = [row.crop((x, 0, x + 1, row.height)).getextrema()[0] < 128 for x in range(row.width)]  # type: ignore[operator]
    assert 0.3 < sum(dark) / len(dark) < 0.7, "half of a dashed line is paper"
    return line


@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_kept_is_never_torn(paper: str) -> None:
    lengths = range(0, 30, 3)
    for lines in lengths:
        letter = make_letter(paper, signature=SIGNATURE, answer_to="\n".join(["So."] * lines) + ":")
        pages = pages_of(letter)[1]
        (page,) = (page for page in pages if "keep this part" in page.casefold())
        assert "Posted on" in page
        assert "when printed at" in page or "printed at 100 %" in " ".join(page.split())
        assert page is pages[-1]


@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_too_long_for_a_part_of_a_page_gets_pages_of_its_own(paper: str) -> None:
    steps = tuple(
        f"Step {n} of a long way, which takes more than a line to tell you all about." for n in range(60)
    )

    pages = pages_of(make_letter(paper, next_steps=steps))[1]

    said = "".join("".join(pages).split())
    assert all("".join(step.split()) in said for step in steps)
    (first,) = (page for page in pages if "Keep this part" in page)
    assert "Signature" not in first
    assert "Cut here" not in said


@pytest.mark.promise("P50")
@pytest.mark.parametrize(("paper", "size"), SHEETS)
def test_p50_the_line_that_shows_the_scale_has_its_length(paper: str, size: str) -> None:
    printed, pages = pages_of(make_letter(paper, size))

    found = [
        stroke
        for page in range(1, len(pages) + 1)
        for stroke in pdf.strokes(printed, page)
        if abs(stroke.right - stroke.left - RULER[paper]) < 0.001 and stroke.bottom - stroke.top < 0.1
    ]

    (line,) = found
    ends = [
        s for s in pdf.strokes(printed, len(pages)) if s.top < line.top < s.bottom and s.right - s.left < 0.1
    ]
    assert sorted(end.left for end in ends) == pytest.approx([line.left, line.right], abs=0.001)
    words = {"letter": "This line is 4 inches long", "a4": "This line is 100 mm long"}
    assert words[paper] in " ".join(pages[-1].split())


def test_whoever_ticks_by_hand_can_note_what() -> None:
    printed, pages = pages_of(make_blank())

    (title,) = (line for line in pdf.lines_of(printed, len(pages)) if line.text == "What I ask for")

    below = [s for s in pdf.strokes(printed, len(pages)) if 0 < s.bottom - title.top < 20 and s.left > 80]
    assert len(below) == 2


@pytest.mark.promise("P50")
@pytest.mark.parametrize(("paper", "size"), SHEETS)
def test_p50_a_plain_envelope_gets_a_label_of_its_size_with_the_address_in_its_middle(
    paper: str, size: str
) -> None:
    printed, pages = pages_of(make_letter(paper, size, envelope="plain"))
    width, height = LABEL[paper]

    (label,) = (
        s
        for s in pdf.strokes(printed, len(pages))
        if abs(s.right - s.left - width) < 0.01 and abs(s.bottom - s.top - height) < 0.01
    )

    inside = [line for line in pdf.lines_of(printed, len(pages)) if label.top < line.top < label.bottom]
    assert [line.text for line in inside] == list(ADDRESS)
    left, right = min(line.left for line in inside), max(line.right for line in inside)
    assert left - label.left == pytest.approx(label.right - right, abs=0.6)
    top, bottom = min(line.top for line in inside), max(line.bottom for line in inside)
    assert top - label.top == pytest.approx(label.bottom - bottom, abs=1.5)
    assert min(line.bottom - line.top for line in inside) > 12 * 1.3 * 25.4 / 72, "at least 12 pt"
    assert "Cut out this label and stick it on your envelope." in pages[-1]


def test_a_window_envelope_gets_no_label() -> None:
    assert "Cut out this label" not in pages_of(make_letter())[1][-1]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Larkspur Benefit Trust of Ohio", "LARKSPUR BENEFIT TRUST OF OHIO"),
        ("Larkspur Benefit Trust " + "l" * 48, "Larkspur Benefit Trust " + "l" * 48),
    ],
)
def test_the_label_is_in_capitals_unless_they_are_too_wide(line: str, shown: str) -> None:
    letter = make_letter(address=(line, "Columbus OH 43299"), envelope="plain")
    printed, pages = pages_of(letter)

    assert shown in " ".join(pages[-1].split())
    assert max(sign.right for sign in pdf.signs(printed)) < 196.1
