"""From which day on somebody is of age, and what a parent sees until then."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from privet.domain import majority
from privet.domain.datafiles import BadFile


@pytest.mark.parametrize(
    ("place", "age"),
    [
        ("US-OH", 18),
        ("US-AL", 19),
        ("US-NE", 19),
        ("US-MS", 21),
        ("US-PR", 21),
        ("CA-BC", 19),
        ("CA-ON", 18),
        ("CA", 18),
        ("DE", 18),
        ("KR", 19),
        ("XX", 18),
    ],
)
def test_each_place_has_its_age(place: str, age: int) -> None:
    born = date(2008, 5, 17)
    birthday = born.replace(year=2008 + age)

    assert majority.age_in(place) == age
    assert not majority.is_adult(born, place, birthday - timedelta(days=1))
    assert majority.is_adult(born.isoformat(), place, birthday)


def test_whoever_was_born_on_a_leap_day_is_of_age_on_the_last_of_february() -> None:
    born = date(2008, 2, 29)

    assert not majority.is_adult(born, "US-OH", date(2026, 2, 27))
    assert majority.is_adult(born, "US-OH", date(2026, 2, 28))
    assert majority.comes_of_age(date(2008, 2, 29), "TH") == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("12 Juniper Lane\nColumbus, OH 43004", "US-OH"),
        ("1 Bay Road\nMobile AL 36601-1234", "US-AL"),
        ("Calle Luna 3\nSan Juan, PR 00901\nUSA", "US-PR"),
        ("1 Main Street\nVancouver BC V6B 1A1\nCanada", "CA-BC"),
        ("1 Main Street\nVancouver BC V6B 1A1", "CA-BC"),
        ("Lindenweg 4\n10115 Berlin\nGermany", "DE"),
        ("Lindenweg 4\n10115 Berlin\nAlemania", "DE"),
        ("Rustaveli 1\n0108 Tbilisi\nGeorgia", "GE"),
        ("Somewhere 1\nNowhere", "US-NE"),
        ("ZZ 12345\nLast line XX 12345", "US-NE"),
        ("", "US-NE"),
    ],
)
def test_an_address_tells_its_place_or_else_it_is_at_home(address: str, place: str) -> None:
    assert majority.place_of(address, "US-NE") == place


def test_an_age_that_no_law_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "majority.toml").write_text("usual = 8\n[place]\n", "utf-8")

    with pytest.raises(BadFile, match="usual has an age of majority"):
        majority.ages(tmp_path)
