"""Places and authorities."""

from datetime import date

import pytest

from privet.domain import places, rules


@pytest.mark.parametrize("place", rules.load([]).regions["EU"])
def test_every_country_of_the_european_economic_area_has_an_authority(place: str) -> None:
    assert places.authorities_for(place)


def test_nearest_authority_comes_first() -> None:
    found = places.authorities_for("US-CA")

    assert "US-CA" in found[0].places
    assert "US" in found[-1].places


def test_authorities_name_places_that_exist_and_when_they_were_checked() -> None:
    for authority in places.authorities():
        assert all(place == "US" or places.is_place(place) for place in authority.places), authority.name
        assert {"en", "es"} <= set(authority.name)
        assert authority.checked >= date(2026, 1, 1)


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ("US-OH", True),
        ("DE", True),
        ("US-ZZ", False),
        ("DE-BY", False),
        ("EU", False),
        ("PR", False),
        ("US-PR", True),
    ],
)
def test_only_real_places_can_be_chosen(place: str, known: bool) -> None:
    assert places.is_place(place) is known


def test_places_are_sorted_as_the_language_reads_them() -> None:
    names = [name for _code, name in places.countries("es")]

    assert names.index("Alemania") < names.index("España") < names.index("Estados Unidos")
    assert places.residences("en", "US")[0] == ("US-AL", "Alabama")
    assert places.residences("en", "DE")[0][0] == "AF"
