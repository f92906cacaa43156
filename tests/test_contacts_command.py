"""``privet contacts``: the office’s side of the contact page, until the desk has pages for it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import contacts
from privet.domain.contacts import Ask
from privet.opening import open_store
from privet.storage.events import Event
from privet.storage.store import Store

NOW = datetime.now(UTC)


def run(instance: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["contacts", *words, "--instance", str(instance)])


@pytest.fixture
def store(instance: Path) -> Store:
    return open_store(instance, config.load(instance))


@pytest.fixture
def waiting(store: Store) -> str:
    ask = Ask("question", "Ana \u202eRuiz", "a@example.org", text="Why?\n\x1b[31mred", language="es")
    contacts.ask(store, ask, date(2026, 1, 5), NOW)
    return contacts.waiting(store)[0].id


def test_list_shows_what_waits_and_no_names(instance: Path, waiting: str) -> None:
    answer = run(instance, "list")

    assert waiting in answer.output
    assert "question" in answer.output
    assert "OVERDUE" in answer.output
    assert "Ana" not in answer.output
    assert "Why" not in answer.output


def test_empty_list_says_so(instance: Path) -> None:
    assert run(instance, "list").output == "Nobody waits.\n"


def test_show_tells_whom_to_answer_and_steers_no_terminal(instance: Path, store: Store, waiting: str) -> None:
    answer = run(instance, "show", waiting)

    assert "Ruiz" in answer.output
    assert "a@example.org" in answer.output
    assert "Why?" in answer.output
    assert "language es" in answer.output
    assert "\x1b" not in answer.output
    assert "\u202e" not in answer.output
    with store.reading():
        assert len(list(Event.of_action("contact.read"))) == 1


def test_closed_one_waits_no_more(instance: Path, store: Store, waiting: str) -> None:
    answer = run(instance, "close", waiting)

    assert answer.output == f"{waiting} is answered; it will be deleted in 30 days.\n"
    assert contacts.waiting(store) == []
    with store.reading():
        assert len(list(Event.of_action("contact.closed"))) == 1


@pytest.mark.parametrize("command", ["show", "close"])
def test_unknown_one_is_explained(instance: Path, command: str) -> None:
    answer = run(instance, command, "nobody")

    assert answer.exit_code == 2
    assert "privet contacts list" in answer.output
