"""Forms to be filled in by hand: boxes to tick, close lists of requests, lines for what is left open; P30."""

from itertools import pairwise, product

import pytest

from privet.domain import sheets
from privet.domain.letters import Field, Request
from tests import pdf
from tests.domain.letters import KINDS, WRITTEN, make_blank, make_letter, requests

SHEETS = list(product(("letter", "a4"), ("standard", "large")))
CHOICES = ("On paper", "On paper in large print", "As files on a disc", "As files that I can fetch myself")
HOW = Field("how", "How shall we send it?", why="Paper if you choose nothing.", choices=CHOICES)


def side_of(size: str) -> float:
    return 7.0 if size == "large" else 4.8


def boxes(printed: bytes, page: int, size: str) -> list[pdf.Stroke]:
    """Give the boxes to tick of a page: squares of the right size."""
    found = (stroke for stroke in pdf.strokes(printed, page) if stroke.bottom - stroke.top > 3)
    return [
        box
        for box in found
        if abs(box.right - box.left - side_of(size)) < 0.05
        and abs(box.bottom - box.top - side_of(size)) < 0.05
    ]


def pages_of(printed: bytes) -> int:
    return pdf.text_of(printed).count("\f")


def words_of(printed: bytes) -> str:
    return " ".join(pdf.text_of(printed).split())


@pytest.mark.parametrize(("paper", "size"), SHEETS)
def test_a_blank_form_has_an_empty_box_for_each_kind(paper: str, size: str) -> None:
    printed = sheets.render(make_blank(paper, size), WRITTEN)

    found = [(page, box) for page in range(1, pages_of(printed) + 1) for box in boxes(printed, page, size)]

    assert len(found) == sum(map(len, KINDS.values())) == 25
    inside = [
        pdf.cut(
            pdf.picture(printed, page - 1), box.left + 0.5, box.top + 0.5, box.right - 0.5, box.bottom - 0.5
        )
        for page, box in found
    ]
    assert not any(pdf.ink(image) for image in inside)
    outside = pdf.said_outside_pages(printed)
    assert outside.count("Box to tick") == 25
    assert "Ticked" not in outside


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_a_blank_form_of_all_kinds_takes_two_pages_and_what_is_kept(paper: str) -> None:
    printed = sheets.render(make_blank(paper), WRITTEN)

    pages = pdf.text_of(printed).split("\f")[:-1]

    assert len(pages) <= 3
    assert "Printed name" in pages[1], "the form itself ends on its second page"
    assert "keep this part" in pages[-1].casefold()


@pytest.mark.parametrize(("size", "columns"), [("standard", 2), ("large", 1)])
def test_a_list_of_boxes_has_two_columns_or_one_in_large_print(size: str, columns: int) -> None:
    printed = sheets.render(make_blank(size=size), WRITTEN)

    found = {round(box.left) for page in (1, 2, 3) for box in boxes(printed, page, size)}

    assert len(found) == columns


def test_each_group_has_one_heading_below_that_of_its_section() -> None:
    printed = sheets.render(make_blank(), WRITTEN)

    kinds = pdf.headings(printed)

    assert [pdf.text_of(printed).count(group) for group in KINDS] == [1] * len(KINDS)
    assert kinds[0] == "H1"
    assert kinds.count("H1") == 1
    assert kinds[2:7] == ["H2", "H3", "H3", "H3", "H3"]
    assert all(int(after[1]) <= int(before[1]) + 1 for before, after in pairwise(kinds))


def test_requests_with_questions_stand_under_their_group_too() -> None:
    asked = tuple(
        Request(it.kind, it.box, it.fields, ticked=n == 0, group="My records", signed=True)
        for n, it in enumerate(requests(filled=False))
    )
    printed = sheets.render(make_letter(requests=asked), WRITTEN)

    kinds = pdf.headings(printed)
    said = words_of(printed)

    assert said.count("My records") == 1
    assert all(int(after[1]) <= int(before[1]) + 1 for before, after in pairwise(kinds))
    assert said.count("(sign below)") == 1, "what is ticked already is named above the signature"


def test_requests_to_be_signed_for_say_so() -> None:
    said = words_of(sheets.render(make_blank(), WRITTEN))

    assert said.count("(sign below)") == len(KINDS["My records"])
    assert "Correct my information (sign below)" in said


@pytest.mark.parametrize("size", ["standard", "large"])
def test_choices_are_boxes_in_rows_until_one_is_chosen(size: str) -> None:
    def printed(field: Field) -> bytes:
        asked = (Request("access", "Send me a copy", (field,)),)
        return sheets.render(make_letter(size=size, requests=asked), WRITTEN)

    empty = printed(HOW)
    full = printed(Field("how", HOW.label, CHOICES[1], choices=CHOICES))

    found = [box for page in (1, 2) for box in boxes(empty, page, size)]
    assert len(found) == len(CHOICES) + 1, "and the one of the request"
    assert 1 < len({round(box.top) for box in found[1:]}) < len(CHOICES), "some side by side, in several rows"
    assert max(box.right for box in found) < 196
    assert all(choice in words_of(empty) for choice in CHOICES)
    assert CHOICES[1] in words_of(full)
    assert CHOICES[2] not in words_of(full)


@pytest.mark.parametrize(("paper", "size"), SHEETS)
def test_a_form_without_a_date_has_a_line_for_it(paper: str, size: str) -> None:
    printed = sheets.render(make_letter(paper, size, date=""), WRITTEN)

    (date,) = (line for line in pdf.lines_of(printed) if line.text == "Date" and line.top < 50)

    level = [stroke for stroke in pdf.strokes(printed) if date.top < stroke.bottom < date.bottom + 1]
    assert max(stroke.right - stroke.left for stroke in level) > 40
    assert max(stroke.bottom for stroke in level) < (50.8 if paper == "letter" else 46), "out of the window"


def test_details_have_lines_after_the_requests() -> None:
    details = Field("details", "Anything else", lines=6, why="Only what we need to know.")

    printed = sheets.render(make_blank(details=details), WRITTEN)

    (label,) = (line for line in pdf.lines_of(printed, 2) if line.text == "Anything else")
    lines = sorted(
        stroke.bottom
        for stroke in pdf.strokes(printed, 2)
        if stroke.bottom - stroke.top < 1 and label.top < stroke.bottom < label.top + 53 and stroke.left > 60
    )
    assert len(lines) == 6
    assert all(abs(after - before - 8) < 0.1 for before, after in pairwise(lines))


def test_enclosures_are_a_list_to_tick_only_if_there_are_any() -> None:
    papers = ("The authorisation, signed", "A copy of the court's order")

    said = words_of(
        sheets.render(make_letter(enclosures=papers, never="No copy of a card, please."), WRITTEN)
    )

    assert "I enclose" in said
    assert all(said.count(paper) == 1 for paper in papers)
    assert said.count("No copy of a card, please.") == 1
    bare = words_of(sheets.render(make_letter(never="No copy of a card, please."), WRITTEN))
    assert "I enclose" not in bare
    assert bare.count("No copy of a card, please.") == 1
