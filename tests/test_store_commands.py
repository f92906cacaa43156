"""``privet keys`` and ``privet events``, as the office runs them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import events
from privet.domain.events import Act
from privet.opening import open_store


def run(instance: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--instance", str(instance)])


def fill(instance: Path) -> str:
    """Record three events, one about a person; gives the person’s subject."""
    store = open_store(instance, config.load(instance))
    subject = events.begin_person(store)
    for act in (
        Act(actor="command", action="test.done", detail={"number": 1}),
        Act(actor="desk", action="record.read", subject=subject, purpose="access", detail={"of": "Ana Ruiz"}),
        Act(actor="command", action="test.done", detail={"number": 2}),
    ):
        events.record(store, act)
    store.close()
    return subject


def test_head_is_printed_and_verified(instance: Path) -> None:
    fill(instance)
    head = run(instance, "events", "head").output.strip()

    assert head.startswith("3:")
    whole = run(instance, "events", "verify", "--head", head)
    assert (whole.exit_code, whole.output) == (
        0,
        "3 events, each following from the one before, and the head that you kept is in it.\n",
    )
    assert "only with --head" in run(instance, "events", "verify").output


def test_broken_chain_fails_and_names_the_row(instance: Path) -> None:
    fill(instance)
    store = open_store(instance, config.load(instance))
    with store.writing():
        store.database.execute_sql("DROP TRIGGER event_stays_delete")
        store.database.execute_sql("DELETE FROM event WHERE id = 2")
    store.close()

    result = run(instance, "events", "verify")
    assert (result.exit_code, result.output) == (1, "Error: event 2 is missing; the next one is 3\n")


def test_head_that_was_copied_wrongly_is_told(instance: Path) -> None:
    result = run(instance, "events", "verify", "--head", "three")

    assert result.exit_code == 2
    assert "a head is written like" in result.output


def test_list_shows_no_detail_of_a_person(instance: Path) -> None:
    subject = fill(instance)

    output = run(instance, "events", "list").output
    assert "Ana Ruiz" not in output
    assert f"record.read about {subject} for access  sealed" in output
    assert '{"number": 2}' in output
    assert "record.read" not in run(instance, "events", "list", "--action", "test.done").output


def test_keys_are_rotated_and_forgotten(instance: Path) -> None:
    fill(instance)

    assert "Made a fresh key and sealed 1 rows" in run(instance, "keys", "rotate").output
    assert "Removed 1 old key; backups" in run(instance, "keys", "rotate", "--forget").output
    assert "There is no old key" in run(instance, "keys", "rotate", "--forget").output
    listed = run(instance, "events", "list").output
    assert "keys.rotated" in listed
    assert "keys.forgotten" in listed
    assert run(instance, "events", "verify").exit_code == 0


@pytest.mark.parametrize("words", [("events", "verify"), ("keys", "rotate"), ("promises",)])
def test_keys_that_others_may_read_are_one_line(instance: Path, words: tuple[str, ...]) -> None:
    fill(instance)
    (instance / "keys" / "privet.keys").chmod(0o644)

    result = run(instance, *words)
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "chmod 600" in result.output
