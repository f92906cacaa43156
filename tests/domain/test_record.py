"""The fields of the record, what may be done with each, and what a member sees of dependents."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from privet.domain import dependents, record
from privet.domain.datafiles import SHIPPED, BadFile
from privet.domain.dependents import Day
from privet.storage.events import Event
from privet.storage.people import Person
from privet.storage.provenance import GIVEN
from privet.storage.store import Store
from tests import people


@pytest.fixture
def store(app: Flask) -> Store:
    """Give a fresh store."""
    found: Store = app.extensions["privet"].store
    return found


def changed(folder: Path, old: str, new: str) -> Path:
    """Give a folder of data in which our file is changed."""
    text = (SHIPPED / "record.toml").read_text("utf-8")
    assert old in text
    (folder / "record.toml").write_text(text.replace(old, new, 1), "utf-8")
    return folder


def test_each_value_of_a_person_belongs_to_a_field() -> None:
    held = set(record.columns(record.fields()))

    assert set(GIVEN) - held == {"holder", "relation"}
    assert held <= set(Person._meta.fields)


@pytest.mark.promise("P25")
def test_employers_see_enrolment_facts_and_nothing_else() -> None:
    seen = {field.id for field in record.enrolment()}

    assert seen == {"number", "name", "address", "plan", "covered_from", "covered_until", "status", "group"}


@pytest.mark.promise("P25")
@pytest.mark.parametrize("name", ["ssn", "birth_date", "dependents", "email", "confidential_address"])
@pytest.mark.parametrize("line", ["enrolment = true", 'asks = "representative"'])
def test_no_file_opens_to_employers_what_is_never_theirs(tmp_path: Path, name: str, line: str) -> None:
    text = (SHIPPED / "record.toml").read_text("utf-8")
    head, _, rest = text.partition(f"[{name}]\n")
    rest = rest.replace('asks = "self"\n', "", 1)
    (tmp_path / "record.toml").write_text(f"{head}[{name}]\n{line}\n{rest}", "utf-8")

    with pytest.raises(BadFile, match=rf"{name}: is never shown to an employer"):
        record.fields(tmp_path)


def test_an_own_file_may_change_names_but_neither_fields_nor_columns(tmp_path: Path) -> None:
    renamed = changed(tmp_path, '"Member number"', '"Policy number"')
    assert record.label("number", "en", renamed) == "Policy number"
    for number, (old, new) in enumerate([("[plan]", "[scheme]"), ("[plan]", '[plan]\ncolumns = ["ssn"]')]):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(BadFile):
            record.fields(changed(folder, old, new))
    shutil.rmtree(tmp_path)


TODAY = date(2026, 11, 23)


def seen(store: Store, holder: str, today: date, home: str = "US-OH") -> tuple[list[str], int]:
    """Give the names of minors and the number of adults that ``holder`` sees on a day."""
    found = dependents.seen_by(store, "member.x", holder, "enrolment", Day(today, home))
    return [minor.name for minor in found.minors], found.adults


@pytest.mark.promise("P11")
def test_a_parent_loses_sight_on_the_very_day_on_which_the_child_is_of_age(store: Store) -> None:
    holder = people.person(store, "LBT-1")
    people.person(store, "LBT-2", name="Bruno", birth_date="2008-11-23", holder=holder, relation="child")

    assert seen(store, holder, TODAY - timedelta(days=1)) == (["Bruno"], 0)
    assert seen(store, holder, TODAY) == ([], 1)


@pytest.mark.parametrize(
    ("address", "home", "minors"),
    [
        ("1 Bay Road\nMobile, AL 36601", "US-OH", ["Bruno"]),
        ("1 Bay Road\nColumbus, OH 43004", "US-AL", []),
        ("Bay Road", "US-AL", ["Bruno"]),
    ],
)
def test_the_day_goes_by_where_the_child_lives(
    store: Store, address: str, home: str, minors: list[str]
) -> None:
    holder = people.person(store, "LBT-1")
    people.person(store, "LBT-2", name="Bruno", birth_date="2008-11-23", holder=holder, address=address)

    assert seen(store, holder, TODAY, home)[0] == minors


@pytest.mark.parametrize(("relation", "born"), [("spouse", "2010-01-01"), ("child", "unreadable")])
def test_spouses_and_doubtful_ages_count_as_adults(store: Store, relation: str, born: str) -> None:
    holder = people.person(store, "LBT-1")
    person = people.person(store, "LBT-2", name="Robin", birth_date=born, holder=holder, relation=relation)

    assert seen(store, holder, TODAY) == ([], 1)
    with store.reading():
        assert Event.about(person) == []


@pytest.mark.promise("P12")
def test_what_is_seen_of_a_child_is_noted_in_the_record_of_the_child(store: Store) -> None:
    holder = people.person(store, "LBT-1")
    child = people.person(store, "LBT-2", name="Bruno", birth_date="2016-11-23", holder=holder)
    people.person(store, "LBT-3", name="Other", birth_date="2016-11-23", holder=people.person(store, "LBT-9"))

    assert seen(store, holder, TODAY) == (["Bruno"], 0)

    with store.reading():
        [event] = Event.about(child)
        assert (event.actor, event.action, event.purpose) == ("member.x", "record.read", "enrolment")
        assert event.opened() == {"fields": list(dependents.FACTS)}
