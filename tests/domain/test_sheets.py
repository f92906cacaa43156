"""What the printed sheet says, read from the PDF itself; P30."""

import re
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest

from privet.domain import sheets
from privet.domain.letters import Field
from tests import pdf
from tests.domain.letters import NAME, WRITTEN, about_me, make_blank, make_letter, writing

TYPED = [
    "O'Brien",
    NAME,
    "Łukasz Żółć",
    "Γιώργος Ångström",
    "Ngô Đình, Šťastný, Çağla, Ærø, Йовчев",
    "# *bold* _slanted_ $x^2$ @ref <label> \\n \\[ ] { } ~ ` ``` // /* */ = - + / 1.",
    '"straight" \'quotes\' -- --- ... https://example.org/?a=1&b=2 #let x = 1; #read("x")',
    "fi fl ffi ffl; a\u00a0b; e\u0301; 50 % & 100 €",
]


@pytest.mark.promise("P30")
@pytest.mark.parametrize("size", ["standard", "large"])
@pytest.mark.parametrize("typed", TYPED)
def test_p30_what_was_typed_is_printed_as_it_was_typed(typed: str, size: str) -> None:
    printed = sheets.render(writing(typed, size=size), WRITTEN)

    assert "".join(typed.split()) in pdf.flat_text(printed)
    if size == "standard":
        assert typed.replace("\u00a0", " ") in " ".join(pdf.text_of(printed).replace("\u00a0", " ").split())


@pytest.mark.promise("P30")
def test_p30_spaces_and_line_breaks_are_kept() -> None:
    printed = sheets.render(writing("§    §\r\n\r\n§ §\n    indented"), WRITTEN)

    left, far, same, near = (sign.left for sign in pdf.signs(printed) if sign.character == "§")
    lines = {line.text: line for line in pdf.lines_of(printed)}
    assert left == same
    assert far - left > near - left + 2
    assert lines["indented"].left > left + 3
    assert 4 < lines["indented"].top - lines["§ §"].top < 6


@pytest.mark.promise("P30")
@pytest.mark.parametrize("size", ["standard", "large"])
def test_p30_long_texts_flow_on_and_are_never_cut(size: str) -> None:
    words = [f"w{n:04d}" for n in range(1700)]

    printed = sheets.render(writing(" ".join(words), size=size), WRITTEN)

    assert re.findall(r"w\d{4}", pdf.text_of(printed, "-raw")) == words


@pytest.mark.promise("P30")
@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("size", ["standard", "large"])
def test_p30_long_words_break_before_the_edge(paper: str, size: str) -> None:
    edge = {"letter": 215.9, "a4": 210.0}[paper] - 19.9
    name = Field("name", "Name", "Ψ" * 200)

    printed = sheets.render(
        writing("see " + "Ω" * 3000, paper=paper, size=size, about_me=(name,), signature="I am."), WRITTEN
    )

    found = list(pdf.signs(printed))
    assert sum(sign.character == "Ω" for sign in found) == 3000
    assert sum(sign.character == "Ψ" for sign in found) == 200 * 3, "sender, about me, signature"
    assert max(sign.right for sign in found) <= edge


@pytest.mark.promise("P30")
def test_p30_kinds_without_proof_of_identity_ask_for_no_signature() -> None:
    text = pdf.text_of(sheets.render(make_letter(signature=""), WRITTEN))

    assert "Signature" not in text
    assert "Printed name" not in text


@pytest.mark.promise("P30")
def test_p30_kinds_with_a_declaration_have_lines_to_sign() -> None:
    for size in ("standard", "large"):
        letter = make_letter(size=size, signature="I declare that this is true.")
        text = pdf.text_of(sheets.render(letter, WRITTEN))
        (page,) = (page for page in text.split("\f") if "I declare that this is true." in page)
        below = page.partition("I declare that this is true.")[2]
        assert all(word in below for word in ("Signature", "Date", "Printed name", NAME))


@pytest.mark.promise("P30")
def test_p30_a_form_of_two_requests_takes_two_pages() -> None:
    for paper in ("letter", "a4"):
        for filled in (True, False):
            letter = make_letter(paper, filled=filled, signature="I am the person named on this form.")
            assert pdf.text_of(sheets.render(letter, WRITTEN)).count("\f") <= 2


@pytest.mark.promise("P30")
def test_p30_the_sender_stands_at_the_top_or_can_be_written_there() -> None:
    filled = [line.text for line in pdf.lines_of(sheets.render(make_letter(), WRITTEN)) if line.top < 50]
    empty = [
        line.text for line in pdf.lines_of(sheets.render(make_letter(filled=False), WRITTEN)) if line.top < 50
    ]

    assert {NAME, "1200 Elm Street Apt 4B", "Springfield, IL 62704"} <= set(filled)
    assert "From (optional)" in empty


@pytest.mark.promise("P30")
def test_p30_a_sender_too_long_for_the_top_is_printed_whole_below() -> None:
    address = "\n".join(f"Line {n} of a very long address" for n in range(14))

    printed = sheets.render(make_letter(about_me=(Field("address_lines", "Address", address),)), WRITTEN)

    assert "stand under “About me”" in " ".join(pdf.text_of(printed).split())
    assert pdf.flat_text(printed).count("Line13of") == 1


def test_what_cannot_be_printed_is_named() -> None:
    with pytest.raises(sheets.UnprintableText) as caught:
        sheets.render(writing("中 and 文, then 中 ❤"), WRITTEN)

    assert caught.value.characters == "中文❤"


def test_signs_that_show_on_no_paper_are_left_out() -> None:
    printed = sheets.render(writing("a\u200bb\u202ec\ufe0fd\x07e\tf\u2028g"), WRITTEN)

    assert "abcdefg" in pdf.flat_text(printed)


@pytest.mark.promise("P30")
def test_p30_the_file_is_tagged_and_says_nothing_of_who_writes(tmp_path: Path) -> None:
    file = tmp_path / "form.pdf"
    file.write_bytes(sheets.render(make_letter(signature="I am."), WRITTEN))

    with pikepdf.open(file) as document:
        root = document.Root
        assert root.MarkInfo.Marked
        assert root.Lang == "en"
        assert set(document.docinfo.keys()) == {"/Title", "/Creator", "/CreationDate", "/ModDate"}
        assert document.docinfo["/Title"] == "Customer request 7K3M-9QXZ-4P"
        fonts = [entry for entry in document.objects if isinstance(entry, pikepdf.Dictionary)]
        descriptors = [entry for entry in fonts if entry.get("/Type") == "/FontDescriptor"]
        assert descriptors
        assert all("/FontFile2" in entry for entry in descriptors)
    outside = pdf.said_outside_pages(file.read_bytes())
    assert "Ticked" in outside, "the ticks have their words"
    assert not [word for field in about_me() for word in field.value.split() if word in outside]


@pytest.mark.promise("P30")
def test_p30_checkers_of_pdf_find_no_fault(tmp_path: Path) -> None:
    references = [("7K3M-9QXZ-4P", "https://a.example/?ref=1"), ("7K3M-9QXZ-5R", "https://a.example/?ref=2")]
    enclosed: dict[str, Any] = {"enclosures": ("The authorisation, signed",), "envelope": "plain"}
    made = {
        "standard": sheets.render(make_letter(), WRITTEN),
        "large": sheets.render(make_letter(size="large", **enclosed), WRITTEN),
        "blank": sheets.render(make_blank(**enclosed), WRITTEN),
        "blank-large": sheets.render(make_blank("a4", "large"), WRITTEN),
        "copies": sheets.render_copies(make_blank(), references, WRITTEN),
        "fillable": sheets.spots(make_blank(), WRITTEN)[0],
    }
    for name, printed in made.items():
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(printed)
        assert not list(pdfua.validate(str(file)).findings)
        raw = file.read_bytes()
        assert not [word for word in (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/URI") if word in raw]
        assert b"No syntax or stream encoding errors" in pdf.checked(file)
