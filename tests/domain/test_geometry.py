"""Where a window falls on a folded sheet; P30 and P50: the letter arrives where it should."""

from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privet.domain import geometry
from privet.domain.datafiles import SHIPPED, BadFile
from privet.domain.geometry import Envelope, Layout, NoLayout, Paper, Window, layout

TODAY = date(2026, 11, 23)
LETTER = Paper("in", 8.5, 11, (4.0, 7.5), "window-10", "made up", TODAY)
NUMBER_TEN = Envelope(("letter",), "made up", TODAY, "in", 9.5, 4.125, 0.125, Window(0.875, 0.5, 4.5, 1.125))
SLIDE = st.floats(0, 1)


def rounded(box: geometry.Box, unit: float) -> list[float]:
    return [round(float(length) / unit, 2) for length in msgspec.structs.astuple(box)]


@pytest.mark.promise("P30")
def test_p30_letter_in_number_ten_shows_what_was_worked_out_by_hand() -> None:
    place = layout("letter", "window-10")

    assert rounded(place.safe, 25.4) == [1.0, 2.62, 4.25, 3.38]
    assert rounded(place.visible, 25.4) == [0.0, 2.38, 5.38, 3.62]
    assert [fold / 25.4 for fold in place.folds] == [4.0, 7.5]


@pytest.mark.promise("P30")
def test_p30_a4_in_dl_shows_what_was_worked_out_by_hand() -> None:
    place = layout("a4", "window-dl")

    assert [round(length, 1) for length in rounded(place.safe, 1)] == [23.2, 60.2, 96.8, 83.8]
    assert rounded(place.visible, 1) == [10.0, 52.0, 110.0, 92.0]
    assert place.folds == (105.0, 210.0)


def test_a_sheet_folded_in_thirds_still_hides_what_stands_above_the_window() -> None:
    assert round(layout("letter", "window-10").hidden / 25.4, 2) == 2.04
    assert layout("a4", "window-dl").hidden == 46.0


@pytest.mark.parametrize(("paper", "window"), [("letter", "window-10"), ("a4", "window-dl")])
def test_a_plain_envelope_changes_nothing(paper: str, window: str) -> None:
    assert layout(paper, "plain") == layout(paper, window)


@pytest.mark.parametrize(("paper", "envelope"), [("letter", "window-dl"), ("a3", "plain"), ("a4", "box")])
def test_what_does_not_go_together_has_no_layout(paper: str, envelope: str) -> None:
    with pytest.raises(NoLayout, match=envelope):
        layout(paper, envelope)


def test_a_sheet_larger_than_its_envelope_has_no_layout() -> None:
    flat = msgspec.structs.replace(LETTER, folds=(5.5,))

    with pytest.raises(NoLayout, match="larger"):
        geometry.compute(flat, NUMBER_TEN)


def test_a_window_that_does_not_always_show_the_same_place_has_no_layout() -> None:
    slit = msgspec.structs.replace(NUMBER_TEN, window=Window(0.875, 0.5, 4.5, 0.25))

    with pytest.raises(NoLayout, match="always in sight"):
        geometry.compute(LETTER, slit)


def write_own(folder: Path, name: str, old: str, new: str) -> None:
    shipped = (SHIPPED / name).read_text("utf-8")
    assert old in shipped
    (folder / name).write_text(shipped.replace(old, new), "utf-8")


@pytest.mark.promise("P30")
def test_p30_the_organisations_own_measures_go_before_the_shipped_ones(tmp_path: Path) -> None:
    write_own(tmp_path, "envelopes.toml", "left = 20.0, bottom = 18.0", "left = 22.0, bottom = 18.0")

    assert layout("a4", "window-dl", tmp_path).safe.left == pytest.approx(25.175)
    assert layout("a4", "window-dl").safe.left == pytest.approx(23.175)
    assert layout("letter", "window-10", tmp_path) == layout("letter", "window-10")


def test_shipped_and_missing_own_measures_pass_the_check_at_the_start(tmp_path: Path) -> None:
    geometry.check()
    geometry.check(tmp_path)


@pytest.mark.promise("P30")
@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("papers.toml", "[4.0, 7.5]", "[5.5]", "window-10: can't be used for “letter”: .*larger"),
        ("papers.toml", 'layout = "window-10"', 'layout = "box"', "letter.layout: envelope “box” is unknown"),
        ("envelopes.toml", 'papers = ["a4"]', 'papers = ["a5"]', "window-dl: can't be used for “a5”"),
        ("envelopes.toml", "height = 35.0", "height = 9.0", "window-dl: .*always in sight"),
    ],
)
def test_p30_own_measures_that_fit_no_sheet_stop_the_start(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    write_own(tmp_path, name, old, new)

    with pytest.raises(BadFile, match=rf"{tmp_path / name}: {said}"):
        geometry.check(tmp_path)


@pytest.mark.parametrize("row", [Paper, Envelope, Window])
def test_data_with_an_unknown_key_are_refused(row: type) -> None:
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.convert({"colour": "red"}, row)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Paper, Envelope]:
    """Draw a paper folded in three, and an envelope with some room and a window in its lower part."""
    folded, width = draw(st.floats(90, 120)), draw(st.floats(180, 220))
    paper = Paper("mm", width, folded * 2.8, (folded, folded * 1.9), "any", "made up", TODAY)
    room, depth = width + draw(st.floats(0, 25)), folded + draw(st.floats(0, 8))
    hole = Window(
        draw(st.floats(15, 25)), draw(st.floats(12, 20)), draw(st.floats(60, 100)), draw(st.floats(25, 40))
    )
    return paper, Envelope(("any",), "made up", TODAY, "mm", room, depth, 3.0, hole)


def window_on(paper: Paper, cover: Envelope, right: float, down: float) -> tuple[float, float, float, float]:
    """Say what the window shows of a sheet that lies so far from the envelope's upper left corner."""
    assert cover.window
    top = cover.height - cover.window.bottom - cover.window.height
    left = cover.window.left - right
    return left, top - down, left + cover.window.width, top - down + cover.window.height


@pytest.mark.promise("P30")
@given(pair=pairs(), right=SLIDE, down=SLIDE)
def test_p30_the_safe_box_shows_with_clearance_wherever_the_sheet_slides(
    pair: tuple[Paper, Envelope], right: float, down: float
) -> None:
    paper, cover = pair
    place = geometry.compute(paper, cover)
    slack = cover.width - paper.width, cover.height - paper.folds[0]

    left, top, end, bottom = window_on(paper, cover, right * slack[0], down * slack[1])

    assert place.safe.left - left >= 3 - 1e-6
    assert place.safe.top - top >= 3 - 1e-6
    assert end - place.safe.right >= 3 - 1e-6
    assert bottom - place.safe.bottom >= 3 - 1e-6
    check_nothing_else_shows(place, left, top, end, bottom)


def check_nothing_else_shows(place: Layout, left: float, top: float, end: float, bottom: float) -> None:
    assert place.visible.left <= max(left, 0) + 1e-6
    assert place.visible.top <= top + 1e-6
    assert place.visible.right >= min(end, place.width) - 1e-6
    assert place.visible.bottom >= bottom - 1e-6
    assert place.hidden <= place.visible.top
    assert place.body >= place.visible.bottom + 3
