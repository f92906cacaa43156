"""The inventory against the tables that a database really has."""

import pytest

from privet.domain import events
from privet.domain.inventory import classes_evidence, inventory_evidence, notices_evidence
from privet.storage import shape
from privet.storage.store import Store
from tests.registers import witness


@pytest.mark.promise("P3", "P4")
def test_database_holds_what_the_inventory_lists(store: Store) -> None:
    """P3, P4: nothing is stored that isn't listed, and nothing is listed that isn't stored."""
    with store.reading():
        assert shape.found() == shape.declared()

    assert inventory_evidence(witness(store)).state == "kept"
    assert classes_evidence(witness(store)).state == "kept"


@pytest.mark.promise("P3", "P4")
def test_planted_column_is_found_and_named(store: Store) -> None:
    """P3, P4: a column that somebody adds shows as a broken promise."""
    with store.writing():
        store.database.execute_sql("ALTER TABLE event ADD COLUMN visitor VARCHAR(64)")

    listed, tagged = inventory_evidence(witness(store)), classes_evidence(witness(store))

    assert (listed.state, listed.text) == ("broken", "Not in the inventory: event.visitor.")
    assert (tagged.state, tagged.text) == ("broken", "Without a class: event.visitor.")


@pytest.mark.promise("P3")
def test_listed_column_that_is_gone_is_named(store: Store) -> None:
    """P3: the list can't promise more than there is."""
    with store.writing():
        store.database.execute_sql("ALTER TABLE attestation DROP COLUMN note")

    found = inventory_evidence(witness(store))

    assert (found.state, found.text) == ("broken", "In the inventory, and not stored: attestation.note.")


@pytest.mark.promise("P4")
def test_people_of_whom_something_is_held_are_counted(store: Store) -> None:
    """P4: how much of the second kind there is, is counted and not claimed."""
    before = classes_evidence(witness(store)).text
    subject = events.begin_person(store)
    with_one = classes_evidence(witness(store)).text

    events.erase(store, events.Act(actor="command", action="person.erased", subject=subject))

    assert "held of 0 people" in before
    assert "held of 1 person" in with_one
    assert classes_evidence(witness(store)).text == before


@pytest.mark.promise("P46")
def test_evidence_counts_what_the_statement_covers(store: Store) -> None:
    """P46: what is about anybody is covered by this statement."""
    assert "this statement covers them" in notices_evidence(witness(store)).text
