"""``privet corrections`` and ``privet disclosures``: what the office types, and what it is told."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.opening import open_store
from tests import people
from tests.corrections import Scene


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """Stand in the month in which the requests are due."""
    with time_machine.travel(datetime(2026, 12, 14, 17, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def found(instance: Path) -> Scene:
    """Give a member of a group in the store of the instance."""
    return Scene(open_store(instance, config.load(instance)))


def run(instance: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--instance", str(instance)])


def code_of(made: str) -> str:
    return f"{made[:3]}-{made[3:6]}-{made[6:]}"


def test_office_lists_shows_and_approves(instance: Path, found: Scene) -> None:
    people.account(found.store, "clerk", name="Jo", user_name="jo")
    noted = run(
        instance,
        "disclosures",
        "note",
        "hollis-mills-1",
        "--to",
        "Riverbank Clinic",
        "--fields",
        "birth_date, name",
        "--purpose",
        "billing",
        "--basis",
        "payment",
    )
    made = found.ask("birth_date", "1984-02-28")
    code = code_of(made)

    listed = run(instance, "corrections", "list").output
    shown = run(instance, "corrections", "show", code.lower().replace("-", " ")).output
    done = run(instance, "corrections", "approve", code, "--by", "jo").output
    tasks = run(instance, "corrections", "notices").output
    told = run(instance, "corrections", "told", tasks.split()[0])

    assert noted.output == "Noted.\n"
    assert f"{code}  due " in listed
    assert "birth_date: office" in listed
    assert "1984-02-29 → 1984-02-28" in shown
    assert "asked by member" in shown
    assert done == f"{code} is approved, and the record changed. Whom to tell: privet corrections notices\n"
    assert found.fact("birth_date") == "1984-02-28"
    assert found.row(made).decided_by.startswith("clerk.")
    assert "tell Riverbank Clinic the new value: birth_date of hollis-mills-1" in tasks
    assert "is done." in told.output
    assert "0 to tell." in run(instance, "corrections", "notices").output
    assert "0 to decide." in run(instance, "corrections", "list").output
    assert (
        "Riverbank Clinic: birth_date, name" in run(instance, "disclosures", "list", "hollis-mills-1").output
    )


def test_office_refuses_with_a_reason_and_passes_to_the_representative(instance: Path, found: Scene) -> None:
    code, name = code_of(found.ask("birth_date", "1984-02-28")), code_of(found.ask())

    wrong = run(instance, "corrections", "refuse", code, "--reason", "because")
    right = run(instance, "corrections", "refuse", code, "--reason", "accurate", "--note", "As on the card.")
    again = run(instance, "corrections", "approve", code)
    passed = run(instance, "corrections", "pass", name)

    assert "accurate (What the record says is accurate and complete.)" in wrong.output
    assert "is refused" in right.output
    assert "decided already" in again.output
    assert "No representative may decide on this" in passed.output
    assert again.exit_code == passed.exit_code == wrong.exit_code == 1


def test_conflict_is_shown_and_overcome_knowingly(instance: Path, found: Scene) -> None:
    made = found.ask()
    found.change(name="Ana M. Ruiz")

    refused = run(instance, "corrections", "approve", code_of(made))
    shown = run(instance, "corrections", "show", code_of(made)).output
    done = run(instance, "corrections", "approve", code_of(made), "--seen", "2")

    assert "The record says something else by now" in refused.output
    assert "CHANGED MEANWHILE: the record now says Ana M. Ruiz" in shown
    assert "--seen 2" in shown
    assert "is approved" in done.output


def test_late_requests_are_marked_and_listed_alone(instance: Path, found: Scene) -> None:
    found.ask()
    with time_machine.travel(datetime(2027, 6, 1, 17, tzinfo=UTC), tick=False):
        late = run(instance, "corrections", "list", "--due").output

    assert "LATE  name: representative" in late
    assert "0 to decide." in run(instance, "corrections", "list", "--due").output


@pytest.mark.parametrize("role", ["auditor", "member", "representative"])
def test_only_staff_who_decide_can_be_named(instance: Path, found: Scene, role: str) -> None:
    people.account(found.store, role, name="Al", user_name="al")
    code = code_of(found.ask("birth_date", "1984-02-28"))

    for name in ("al", "nobody"):
        answer = run(instance, "corrections", "approve", code, "--by", name)
        assert "--by names nobody of the staff who may decide." in answer.output
    assert found.fact("birth_date") == "1984-02-29"


@pytest.mark.parametrize("code", ["7QK-2M4-XY0", "x", "", "'; DROP TABLE correction"])
def test_unknown_codes_are_told(instance: Path, found: Scene, code: str) -> None:
    assert "Nothing that is open has this code." in run(instance, "corrections", "show", code).output


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--fields", "claims", "name fields of the record"),
        ("--fields", "", "name fields of the record"),
        ("--on", "2027-01-01", "still to come"),
        ("--to", " ", "one to 200 characters"),
        ("--basis", "sale", "is not one of"),
    ],
)
def test_release_that_cannot_be_noted_names_the_option(
    instance: Path, found: Scene, option: str, value: str, said: str
) -> None:
    usual = {"--to": "A clinic", "--fields": "name", "--purpose": "billing", "--basis": "payment"} | {
        option: value
    }
    words = [word for pair in usual.items() for word in pair]

    answer = run(instance, "disclosures", "note", "hollis-mills-1", *words)

    assert said in answer.output
    assert answer.exit_code == 2
    assert "0 noted." in run(instance, "disclosures", "list", "hollis-mills-1").output


def test_release_about_nobody_is_refused(instance: Path, found: Scene) -> None:
    answer = run(instance, "disclosures", "list", "nobody")

    assert "nobody on record has this number" in answer.output
