"""``privet choices``: what the office types, and what it is told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import choice_requests, permissions
from privet.domain.choice_proof import Shown
from privet.domain.choice_requests import Asked, Said
from privet.opening import open_store
from privet.storage.choices import Choice
from privet.storage.events import Event
from privet.storage.people import Person
from privet.storage.store import Store
from tests import people


def run(instance: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["choices", *words, "--instance", str(instance)])


@pytest.fixture
def store(instance: Path) -> Store:
    """Give the store of an instance with one member."""
    found = open_store(instance, config.load(instance))
    people.person(found, "LBT-1")
    return found


def ask(store: Store, **said: str) -> str:
    asked = Asked(frozenset({"sale", "use"}), Said(**said))
    return choice_requests.ask(store, asked, Shown("page"), datetime.now(UTC))


def refused(store: Store) -> frozenset[str]:
    with store.reading():
        person = Person.by_number("LBT-1")
    assert person is not None
    return permissions.standing(store, person.id).refused


@pytest.mark.promise("P28")
def test_choice_by_phone_is_noted_and_holds_at_once(instance: Path, store: Store) -> None:
    """P28: no account and no screen needed."""
    noted = run(instance, "record", "LBT-1", "--way", "phone", "--refuse", "use, collect")
    again = run(instance, "record", "LBT-1", "--way", "post", "--refuse", "use")
    back = run(instance, "record", "LBT-1", "--way", "desk", "--allow", "collect", "--refuse", "sale")
    shown = run(instance, "show", "LBT-1").output

    assert noted.output == "Changed: collect, use.\n"
    assert again.output == "It stood so already.\n"
    assert back.output == "Changed: collect, sale.\n"
    assert refused(store) == {"use", "sale"}
    assert "collect: allowed (desk, " in shown
    assert "use: refused (phone, " in shown
    assert "affiliates: allowed\n" in shown
    with store.reading():
        row = Choice.get(Choice.topic == "use")
        assert (row.way, row.statement, bool(row.wording)) == ("phone", "1.0", True)
        looks = [event for event in Event.in_order() if event.action == "record.read"]
        assert [(event.actor, event.purpose) for event in looks] == [("command", "service")]


def test_request_is_listed_without_names_shown_matched_and_forgotten(instance: Path, store: Store) -> None:
    ask(store, name="Ana \x1b[2JRuiz", address="12 Juniper Lane\nColumbus", email="a.r@example.org")

    listed = run(instance, "list").output
    request = listed.partition(" ")[0]
    shown = run(instance, "show", request).output
    matched = run(instance, "match", request, "LBT-1")
    after = run(instance, "show", request)

    assert "refuses use,sale" in listed
    assert "Ana" not in listed
    assert "1 waits." in listed
    assert "name: Ana  [2JRuiz" in shown
    assert "e-mail: a.r@example.org" in shown
    assert "    Columbus\n" in shown
    assert matched.output == "Refused for LBT-1 from now on: use, sale.\n"
    assert refused(store) == {"use", "sale"}
    assert after.exit_code == 2
    assert "no request waits under it" in after.output
    assert run(instance, "list").output == "Nothing waits.\n"


def test_request_without_a_record_is_ended(instance: Path, store: Store) -> None:
    ask(store, number="LBT-9")
    ask(store, number="LBT-1", name="Ana", address="12 Juniper Lane")
    ids = [line.partition(" ")[0] for line in run(instance, "list").output.splitlines()[:2]]

    said = [run(instance, "close", each).output for each in ids]

    assert said == ["Ended; there was no record.\n", "Ended; it holds for the record found before.\n"]


def test_faults_name_what_to_mend(instance: Path, store: Store) -> None:
    del store
    for words, expected in (
        (("record", "LBT-9", "--way", "phone", "--refuse", "use"), "NUMBER: nobody on record has it"),
        (("record", "LBT-1", "--way", "phone", "--refuse", "mail"), "--refuse: there is no choice “mail”"),
        (("record", "LBT-1", "--way", "phone"), "each choice once"),
        (("record", "LBT-1", "--way", "phone", "--refuse", "use", "--allow", "use"), "each choice once"),
        (("record", "LBT-1", "--way", "signal", "--refuse", "use"), "--way"),
        (("match", "x" * 22, "LBT-1"), "ID: no request waits"),
        (("close", "x" * 22), "ID: no request waits"),
        (("show", "LBT-9"), "WHAT: nobody on record has it"),
        (("show", "x" * 22), "WHAT: no request waits"),
    ):
        result = run(instance, *words)
        assert result.exit_code == 2, words
        assert expected in " ".join(result.output.split()), result.output
