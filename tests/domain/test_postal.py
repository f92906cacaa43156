"""Postal addresses: what a letter could not reach is refused, and the block is as the post reads it."""

import pytest

from privet.domain.postal import PostalAddress, states


def ours(**other: object) -> PostalAddress:
    parts = {
        "recipient": ("Larkspur Benefit Trust", "Privacy Desk"),
        "street": ("P.O. Box 4100",),
        "city": "Columbus",
        "region": "OH",
        "postcode": "43299-4100",
    }
    return PostalAddress(**(parts | other))  # type: ignore[arg-type]


def test_block_is_capitals_without_punctuation() -> None:
    assert ours().block("US") == (
        "LARKSPUR BENEFIT TRUST",
        "PRIVACY DESK",
        "P O BOX 4100",
        "COLUMBUS OH 43299-4100",
    )


def test_block_names_the_country_when_sent_from_abroad() -> None:
    assert ours().block("DE")[-1] == "UNITED STATES"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"postcode": "4321"}, "no ZIP code"),
        ({"postcode": "90210"}, "does not lie in Ohio"),
        ({"region": "XX"}, "no two-letter state"),
        ({"country": "ZZZ"}, "ISO 3166-1"),
        ({"street": ()}, "a line each"),
        ({"city": " "}, "empty line"),
        ({"recipient": ("a", "b", "c", "d")}, "a window shows 4"),
    ],
)
def test_address_that_post_cannot_reach_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ours(**wrong)


def test_foreign_address_puts_the_postcode_where_its_country_does() -> None:
    german = ours(city="Bonn", postcode="53117", region="", country="DE")
    british = ours(city="London", postcode="SW1A 1AA", recipient=("Larkspur",), region="", country="GB")

    assert german.lines()[-1] == "53117 Bonn"
    assert british.lines()[-2:] == ("LONDON", "SW1A 1AA")


@pytest.mark.parametrize(
    ("code", "postcode"),
    [("NY", "10001"), ("CT", "06152"), ("TX", "88510"), ("DC", "20500"), ("PR", "00901"), ("VA", "20101")],
)
def test_states_hold_their_zip_codes(code: str, postcode: str) -> None:
    assert states()[code].holds(postcode)
