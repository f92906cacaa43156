"""The one address block of the organisation, set in the window; P50."""

import pytest

from privet.domain import sheets, typeface
from tests import pdf
from tests.domain.letters import ADDRESS, WRITTEN, make_letter

ABROAD = (*ADDRESS, "UNITED STATES OF AMERICA")
SAFE_LETTER = (25.4, 66.675, 107.95, 85.725)


def sizes_of(address: tuple[str, ...], paper: str, size: str = "standard") -> set[float]:
    printed = sheets.render(make_letter(paper, size, address=address), WRITTEN)
    least = {"standard": 10.5, "large": 14}[size]
    footer = {"standard": 8.5, "large": 14}[size]
    return {sign.size for sign in pdf.signs(printed) if sign.size < least and sign.size != footer}


@pytest.mark.promise("P50")
def test_p50_four_lines_are_set_in_ten_points_and_more_in_large_print() -> None:
    assert sizes_of(ADDRESS, "letter") == {10.0}
    assert sizes_of(ADDRESS, "a4") == {10.0}
    assert sizes_of(ADDRESS, "letter", "large") == {11.0}


@pytest.mark.promise("P50")
def test_p50_five_lines_with_a_country_still_stand_in_the_window() -> None:
    printed = sheets.render(make_letter(address=ABROAD), WRITTEN)

    found = [line for line in pdf.lines_of(printed) if 51 < line.top < 92]

    assert [line.text for line in found] == list(ABROAD)
    assert min(line.left for line in found) >= SAFE_LETTER[0] - 0.01
    assert max(line.bottom for line in found) <= SAFE_LETTER[3] + 0.01
    assert sizes_of(ABROAD, "letter") == {9.0}
    assert sizes_of(ABROAD, "a4") == {10.0}


@pytest.mark.promise("P50")
def test_p50_a_long_line_makes_the_type_smaller() -> None:
    long = ("LARKSPUR AND WILLOWBROOK BENEFIT TRUST INC", *ADDRESS[1:])

    assert sizes_of(long, "letter") == {9.5}


def test_lines_are_as_wide_as_the_font_file_says() -> None:
    printed = sheets.render(make_letter(), WRITTEN)

    for line in pdf.lines_of(printed):
        if line.text in ADDRESS:
            assert line.right - line.left == pytest.approx(
                typeface.width(line.text) * 10 * 25.4 / 72, abs=0.05
            )


@pytest.mark.promise("P50")
def test_p50_an_address_that_fits_passes() -> None:
    sheets.check_address(ABROAD, "letter", "window-10")
    sheets.check_address(ABROAD, "a4", "plain")


@pytest.mark.promise("P50")
@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (
            ("LARKSPUR BENEFIT TRUST FOR THE ELECTRICAL AND MECHANICAL TRADES", *ADDRESS[1:]),
            "“LARKSPUR BENEFIT",
        ),
        ((*ABROAD, "EARTH"), "6 lines"),
        (("中文", *ADDRESS[1:]), "lacks 中 文"),
        (("", *ADDRESS[1:]), "empty"),
        ((), "empty"),
    ],
)
def test_p50_an_address_that_does_not_fit_is_refused_with_the_reason(
    address: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(sheets.AddressDoesNotFit, match=reason):
        sheets.check_address(address, "letter", "window-10")
    with pytest.raises((sheets.AddressDoesNotFit, sheets.UnprintableText)):
        sheets.render(make_letter(address=address), WRITTEN)
