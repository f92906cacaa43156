"""Many copies of one form in one file, each with a reference of its own; P30."""

import time

import pytest

from privet.domain import sheets
from tests import pdf
from tests.domain.letters import WRITTEN, make_blank, make_letter

REFERENCES = [
    (reference, f"https://privacy.larkspur.example/desk/intake?ref={reference.replace('-', '')}&form=M1")
    for reference in ("7K3M-9QXZ-4P", "8K3M-9QXZ-5R", "9K3M-9QXZ-6S")
]


@pytest.mark.promise("P30")
@pytest.mark.parametrize("size", ["standard", "large"])
def test_p30_each_copy_is_complete_and_counts_its_own_pages(size: str) -> None:
    one = pdf.text_of(sheets.render(make_blank(size=size), WRITTEN)).split("\f")[:-1]

    pages = pdf.text_of(sheets.render_copies(make_blank(size=size), REFERENCES, WRITTEN)).split("\f")[:-1]

    assert len(pages) == len(one) * len(REFERENCES)
    for number, page in enumerate(pages):
        copy, within = divmod(number, len(one))
        reference = REFERENCES[copy][0]
        assert page.replace(reference, make_letter().reference) == one[within]
        assert f"Page {within + 1} of {len(one)}" in page
        assert not [other for other, _ in REFERENCES if other != reference and other in page]


@pytest.mark.promise("P30")
def test_p30_each_copy_has_its_own_code_and_fold_marks_on_its_first_page() -> None:
    printed = sheets.render_copies(make_letter(), REFERENCES, WRITTEN)

    pictures = [pdf.picture(printed, page) for page in range(6)]

    assert [[code.text for code in pdf.codes(page)] for page in pictures] == [
        found for _, url in REFERENCES for found in ([url], [])
    ]
    marked = [bool(pdf.ink(pdf.cut(page, 0, 0, 18, 275))) for page in pictures]
    assert marked == [True, False] * 3


def test_one_copy_is_the_letter_itself() -> None:
    letter = make_letter()

    copy = sheets.render_copies(letter, [(letter.reference, letter.intake_url)], WRITTEN)

    assert copy == sheets.render(letter, WRITTEN)
    with pytest.raises(ValueError, match="no copy"):
        sheets.render_copies(letter, [], WRITTEN)


@pytest.mark.promise("P30")
def test_p30_copies_are_tagged_and_titled_without_a_reference() -> None:
    printed = sheets.render_copies(make_letter(), REFERENCES, WRITTEN)

    assert pdf.headings(printed) == pdf.headings(sheets.render(make_letter(), WRITTEN)) * 3
    assert "Customer request" in pdf.said_outside_pages(printed)
    assert "Customer request 7" not in pdf.said_outside_pages(printed)


def test_two_hundred_copies_take_a_few_seconds() -> None:
    references = [(f"7K3M-9QXZ-{n:03}", f"https://a.example/?ref={n}") for n in range(200)]
    begun = time.process_time()

    printed = sheets.render_copies(make_letter(), references, WRITTEN)

    assert time.process_time() - begun < 15
    assert pdf.text_of(printed).count("\f") == 400
