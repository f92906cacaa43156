"""Where a form can be filled in on screen, told and checked against what is drawn."""

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, product

import pytest

from privet.domain import sheets
from privet.domain.letters import Field, Letter, Request
from privet.domain.sheets import Spot
from tests import pdf
from tests.domain.letters import WRITTEN, make_blank, make_letter

SHEETS = list(product(("letter", "a4"), ("standard", "large")))
HOW = Field("how", "How shall we send it?", why="As you like.", choices=("On paper", "On a disc"))


def form(paper: str = "letter", size: str = "standard") -> Letter:
    blank = make_blank(paper, size)
    asked = Request("access", "Send me a copy", (HOW,), ticked=False, group="My records")
    return make_blank(paper, size, requests=(*blank.requests[:8], asked), enclosures=("One", "Two"))


@pytest.mark.parametrize(("paper", "size"), SHEETS)
def test_every_place_to_write_or_tick_is_told_in_reading_order(paper: str, size: str) -> None:
    _printed, spots = sheets.spots(form(paper, size), WRITTEN)

    found = [(spot.id, spot.kind, spot.lines) for spot in spots]

    kinds = [(f"kind.{it.kind}", "tick", 1) for it in form().requests]
    before = [
        ("date", "line", 1),
        ("name", "line", 1),
        ("address_lines", "lines", 3),
        ("member_last4", "line", 1),
    ]
    chosen = [("how.0", "tick", 1), ("how.1", "tick", 1)]
    after = [("details", "lines", 5), ("answer_to", "lines", 2)]
    last = [("enclosure.0", "tick", 1), ("enclosure.1", "tick", 1), ("printed_name", "line", 1)]
    assert found == [*before, *kinds, *chosen, *after, *last]
    said = {spot.id: (spot.label, spot.why) for spot in spots}
    assert said["how.1"] == ("How shall we send it?: On a disc", "As you like.")
    assert said["kind.access"] == ("Send me a copy", "")
    assert said["name"] == ("Name", "So that we find your record.")


@pytest.mark.parametrize(("paper", "size"), SHEETS)
def test_spots_are_where_the_lines_and_boxes_are_drawn(paper: str, size: str) -> None:
    printed, spots = sheets.spots(form(paper, size), WRITTEN)
    drawn = {page: list(pdf.strokes(printed, page)) for page in range(1, 10) if page <= spots[-1].page}

    for spot in spots:
        edges = (spot.left, spot.top, spot.left + spot.width, spot.top + spot.height)
        if spot.kind == "line":
            edges = (edges[0], edges[3], edges[2], edges[3])
        assert [stroke for stroke in drawn[spot.page] if close(stroke, edges)], spot
        assert spot.height >= (5.9 if spot.kind != "tick" else 4.7)
    for one, other in combinations(spots, 2):
        assert one.page != other.page or apart(one, other), (one, other)


def close(stroke: pdf.Stroke, edges: tuple[float, ...]) -> bool:
    return all(abs(at - edge) < 0.25 for at, edge in zip(stroke, edges, strict=True))


def apart(one: Spot, other: Spot) -> bool:
    return (
        one.left + one.width <= other.left
        or other.left + other.width <= one.left
        or one.top + one.height <= other.top + 0.01
        or other.top + other.height <= one.top + 0.01
    )


@pytest.mark.parametrize(("paper", "size"), SHEETS)
def test_no_text_stands_where_somebody_types(paper: str, size: str) -> None:
    printed, spots = sheets.spots(form(paper, size), WRITTEN)

    for spot in spots:
        for line in pdf.lines_of(printed, spot.page):
            middle = (line.top + line.bottom) / 2
            inside = spot.top < middle < spot.top + spot.height
            assert not (inside and line.left < spot.left + spot.width and line.right > spot.left), (
                spot,
                line,
            )


def test_what_is_filled_in_already_has_no_spot() -> None:
    _printed, spots = sheets.spots(make_letter(signature="I am."), WRITTEN)

    assert [spot.id for spot in spots] == ["answer_to"]


def test_a_field_of_many_lines_is_no_higher_than_a_page() -> None:
    for size in ("standard", "large"):
        field = Field("what", "What?", lines=40)
        letter = make_letter(size=size, requests=(Request("access", "Send me a copy", (field,)),))
        (spot,) = (spot for spot in sheets.spots(letter, WRITTEN)[1] if spot.id == "what")
        assert spot.top + spot.height < 279.4 - 20
        assert spot.lines == 40


def test_a_printed_form_is_not_changed_by_spots() -> None:
    before = sheets.render(form(), WRITTEN)
    _printed, spots = sheets.spots(form(), WRITTEN)

    assert sheets.render(form(), WRITTEN) == before
    assert spots == sheets.spots(form(), WRITTEN)[1]


def test_threads_that_ask_for_spots_do_not_disturb_each_other() -> None:
    letters = [make_letter(about_me=(Field(f"field_{n}", "Name"),)) for n in range(12)]

    with ThreadPoolExecutor(6) as pool:
        made = list(
            pool.map(lambda letter: (sheets.render(letter, WRITTEN), sheets.spots(letter, WRITTEN)), letters)
        )

    for n, (letter, (printed, (file, spots))) in enumerate(zip(letters, made, strict=True)):
        assert spots[0].id == f"field_{n}"
        assert printed == sheets.render(letter, WRITTEN)
        assert file == sheets.spots(letter, WRITTEN)[0]
