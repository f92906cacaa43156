"""Advice on postal addresses: by country, in words, and never a reason to refuse."""

import pytest

from privet.domain import addressing, places


@pytest.mark.parametrize(
    ("country", "language", "order", "example"),
    [
        ("DE", "en", "street and number, or post office box; postcode, town or city", "26133"),
        ("US", "en", "town or city, state, ZIP Code", "95014"),
        ("GB", "es", "ciudad o localidad; código postal", "EC1Y 8SY"),
        ("JP", "en", "postcode; state, province or region; street", "154-0023"),
    ],
)
def test_order_and_postcode_are_those_of_the_country(
    country: str, language: str, order: str, example: str
) -> None:
    first, second = addressing.advice(country, language)

    assert order in first
    assert example in second


def test_every_place_that_can_be_chosen_gets_advice_or_none() -> None:
    for country, _name in places.countries("en"):
        assert all(addressing.advice(country, "es")), country
        assert not addressing.doubts("", country, "en"), "an empty field is left for the hand"


@pytest.mark.parametrize(
    ("country", "address"),
    [
        ("US", "12 Elm Street\nSacramento CA 95814-1234"),
        ("DE", "Lange Straße 5\n26133 Oldenburg"),
        ("GB", "10 Downing Street\nLondon\nsw1a 2aa"),
        ("NL", "Dorpsstraat 1\n1234 AB Utrecht"),
        ("HK", "1 Queen's Road\nCentral"),
    ],
)
def test_good_addresses_raise_no_doubt(country: str, address: str) -> None:
    assert addressing.doubts(address, country, "en") == ()


def test_what_seems_to_be_missing_is_said_with_an_example() -> None:
    postcode, lines = addressing.doubts("Lange Straße 5", "DE", "en")

    assert "26133" in postcode
    assert "leave it so" in postcode
    assert "more lines" in lines


def test_long_address_is_looked_through_quickly() -> None:
    assert addressing.doubts("x " * 300, "GB", "en")


def test_nearer_postcode_is_a_better_example() -> None:
    assert "43299" in addressing.advice("US", "en", "43299-4100")[1]


@pytest.mark.promise("P30")
@pytest.mark.parametrize("sent", ["us", "al", "all", "zz", "../US", "US-CA", "x" * 200_000, "\0"])
def test_what_is_no_country_gets_nothing_and_is_not_remembered(sent: str) -> None:
    """P30: what somebody typed is kept in no cache, and breaks nothing."""
    before = addressing._rules.cache_info().currsize

    assert addressing.advice(sent, "en") == () or sent == "US-CA"
    assert addressing.doubts("12 Elm Street", sent, "en") == ()
    assert addressing._rules.cache_info().currsize <= before + (sent == "US-CA")
