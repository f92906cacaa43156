"""The inventory against what the code stores: nothing is missing, and each row has one of the classes."""

from pathlib import Path

import pytest

from privet.domain import inventory
from privet.domain.datafiles import SHIPPED, BadFile
from privet.domain.inventory import CLASSES, FILE, NO_NOTICE, difference, load
from privet.storage import shape
from tests.running import serving


@pytest.mark.promise("P3")
def test_inventory_lists_exactly_the_columns_that_are_declared() -> None:
    """P3: a stored field without purpose, ground, protection and retention fails here."""
    unlisted, gone = difference(load().tables(), shape.declared())

    assert not unlisted, f"{unlisted}: say in {FILE} what it is for, and how long it stays"
    assert not gone, f"{gone}: no record has it; take it out of {FILE}"


@pytest.mark.promise("P3")
def test_every_file_that_a_served_site_writes_is_listed(instance: Path) -> None:
    """P3: files, too."""
    known = [name for row in load().kept.values() if row.place == "file" for name in row.columns]

    with serving(instance):
        written = [path.relative_to(instance) for path in instance.rglob("*") if path.is_file()]

    assert {"keys/privet.keys", "privet.db"} <= {path.as_posix() for path in written}
    unlisted = [path for path in written if not any(path.match(name) for name in known)]
    assert not unlisted, f"{unlisted}: say in {FILE} what it is"


@pytest.mark.promise("P4")
def test_every_row_has_one_class_and_visitors_have_two() -> None:
    """P4: automatic and individualized; all else says nothing about visitors."""
    found = load()
    classes = {kind: found.tables(kind) for kind in CLASSES}

    assert set(CLASSES) - {"none"} == {"automatic", "individualized"}
    for kind, tables in classes.items():
        others = [other for name, other in classes.items() if name != kind]
        for table, columns in tables.items():
            assert not any(columns & other.get(table, frozenset()) for other in others), table
    assert [row.columns for row in found.cookies()] == [("__Host-privet",)]
    assert [row for row in found.kept.values() if row.place == "log"]


@pytest.mark.promise("P46")
def test_every_row_names_its_notice() -> None:
    """P46: what comes from visitors is covered by this statement."""
    found = load()
    for name, row in found.kept.items():
        assert row.notice == (NO_NOTICE if row.kind == "none" else "statement"), name


def test_every_text_is_there_in_both_languages() -> None:
    found = load()
    texts = [text for key in inventory.TEXTS for text in getattr(found, key).values()]
    assert all(set(text) == {"en", "es"} for text in [*texts, *(row.what for row in found.kept.values())])


def test_protection_is_said_as_it_is_with_a_database_server() -> None:
    found = load()
    row = found.kept["visits"]

    assert "encrypted" in str(found.protection(row))
    assert "encrypted" not in str(found.protection(row, "server"))
    assert "database-file" in found.of("individualized", "file")
    assert "database-file" not in found.of("individualized", "server")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('class = "automatic"', 'class = "secret"', "Invalid enum value 'secret'"),
        ('purpose = "needs"', 'purpose = "fun"', "kept.visits.purpose: “fun” is not among purposes"),
        ('retention = "days"\n', "", "kept.visits: Object missing required field retention"),
        ('notice = "statement"', 'notice = "none"', "kept.visits.notice: is “none” for what says nothing"),
        ('name = "visit_total"', 'name = ""', "kept.visits: needs columns, and a name"),
        ('"day", "route", "topic", "count"', '"day", "day2"', ""),
        (
            'name = "compatibility_total"',
            'name = "visit_total"',
            "kept.compatibility.columns: table visit_total",
        ),
        ("[purposes]\n", '[purposes]\nvoid = { en = "x", es = "" }\n', "purposes.void: is empty"),
        ('place = "table"', 'place = "cloud"', "kept.visits: Invalid enum value 'cloud' - at $.place"),
        (
            'place = "table"',
            'place = "table"\nforever = true',
            "kept.visits: Object contains unknown field forever",
        ),
    ],
)
def test_bad_inventory_is_refused_with_file_key_and_reason(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = (SHIPPED / FILE).read_text("utf-8")
    assert before in text
    (tmp_path / FILE).write_text(text.replace(before, after, 1), "utf-8")

    if said:
        with pytest.raises(BadFile) as refused:
            load(tmp_path)
        assert said in str(refused.value)
        assert str(tmp_path / FILE) in str(refused.value)
    else:
        assert "visit_total.topic" in difference(load(tmp_path).tables(), load().tables())[0]
