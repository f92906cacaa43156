"""``privet agents``: what the office types, and what it is told."""

from pathlib import Path

from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.opening import open_store
from privet.storage.events import Event
from privet.storage.people import Person
from tests import people


def run(instance: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["agents", *words, "--instance", str(instance)])


def allow(instance: Path, *more: str) -> Result:
    usual = ("--kind", "personal-representative", "--scope", "see, copy", "--paper", "folder 12")
    return run(instance, "allow", "liu.law", "LBT-1", *usual, *more)


def test_agent_is_added_allowed_listed_and_stopped(instance: Path) -> None:
    store = open_store(instance, config.load(instance))
    people.person(store, "LBT-1")
    store.close()

    added = run(instance, "add", "liu.law", "--name", "Liu & Partners")
    allowed = allow(instance, "--from", "2026-01-01", "--until", "2099-12-31")
    given = allowed.output.strip().rpartition(" ")[2]
    listed = run(instance, "list", "LBT-1").output
    stopped = run(instance, "stop", given)
    again = run(instance, "stop", given)

    assert added.output.startswith("Liu & Partners has an account")
    assert "privet staff proof liu.law --out letter.pdf" in added.output
    assert "liu.law may act for LBT-1 from 2026-01-01 on; the person sees it as well." in allowed.output
    assert f"{given}: Liu & Partners (personal-representative), acts now" in listed
    assert "see, copy; from 2026-01-01 to 2099-12-31; paper: folder 12\n1 of 1 may act now." in listed
    assert stopped.output == f"{given} is ended.\n"
    assert "nothing was changed" in again.output
    assert "ended\n" in run(instance, "list", "LBT-1").output


def test_faults_name_the_option_to_mend(instance: Path) -> None:
    unknown = allow(instance)
    run(instance, "add", "liu.law", "--name", "Liu & Partners")
    nobody = allow(instance)
    scope = run(
        instance, "allow", "liu.law", "x", "--kind", "authorised-agent", "--scope", "all", "--paper", "abc"
    )
    taken = run(instance, "add", "Liu.Law", "--name", "Other")

    for result, words in (
        (unknown, "USER_NAME: is no agent’s"),
        (nobody, "NUMBER: nobody on record has it"),
        (scope, "--scope: write one or more of see,correct,copy,messages"),
        (taken, "USER_NAME: This one can’t be used"),
        (run(instance, "list", "LBT-9"), "NUMBER"),
        (run(instance, "stop", "nothing"), "ID: is no delegation’s"),
    ):
        assert result.exit_code == 2
        assert words in result.output


def test_looking_at_the_list_leaves_an_event(instance: Path) -> None:
    store = open_store(instance, config.load(instance))
    subject = people.person(store, "LBT-1")
    store.close()

    run(instance, "list", "LBT-1")

    with store.reading():
        assert Person.by_id(subject) is not None
        assert [(event.actor, event.purpose) for event in Event.about(subject)] == [("command", "service")]
