"""``privet members`` and ``privet groups``: what the office types, and what it is told."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import events
from privet.domain.signed import signed
from privet.opening import open_store
from privet.storage.accounts import Account
from privet.storage.people import Person
from privet.storage.store import Store
from tests import people
from tests.lists import row, written

TODAY = date(2026, 11, 23)


def run(instance: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--instance", str(instance)])


def members(instance: Path, *rows: dict[str, str], more: tuple[str, ...] = ("--yes",)) -> Result:
    file = instance / "members.csv"
    file.write_bytes(written(*rows))
    return run(instance, "members", "import", str(file), *more)


def store_of(instance: Path) -> Store:
    return open_store(instance, config.load(instance))


def on_record(instance: Path) -> dict[str, str]:
    store = store_of(instance)
    with store.reading():
        return {person.number: person.status for person in Person.select()}


def test_dry_run_shows_what_would_be_done_and_does_nothing(instance: Path) -> None:
    told = members(instance, row("A-1"), row("A-2"), more=())

    assert told.exit_code == 0, told.output
    assert "2 new\n" in told.output
    assert told.output.endswith("Nothing was changed. To do it, run the same again with --yes.\n")
    assert on_record(instance) == {}


@pytest.mark.promise("P12")
def test_comparing_and_importing_leave_events_with_a_purpose(instance: Path) -> None:
    """P12: whoever holds a list against the records reads them, for enrolment."""
    members(instance, row("A-1"), more=())
    members(instance, row("A-1"))

    found = [(event.action, event.purpose) for event in events.listed(store_of(instance))]
    assert found == [(f"members.{word}", "enrolment") for word in ("compared", "compared", "imported")]


def test_faults_are_told_without_the_values_and_nothing_is_taken(instance: Path) -> None:
    told = members(instance, row("A-1"), row("A-2", birth_date="Feb 1984", ssn_last4="44177", email="ana@"))

    assert told.exit_code == 1
    assert "line 3, birth_date: is no date; write it as 1984-02-29\nline 3, email: " in told.output
    assert told.output.endswith("3 faults; nothing was changed\n")
    assert not any(word in told.output for word in ("Feb", "44177", "ana@", "Ana"))
    assert on_record(instance) == {}


def test_truncated_list_asks_first(instance: Path) -> None:
    everybody = [row(f"A-{number}") for number in range(5)]
    members(instance, *everybody)

    refused = members(instance, *everybody[:2])
    kept = on_record(instance)
    done = members(instance, *everybody[:2], more=("--yes", "--leavers-too"))

    assert refused.exit_code == 1
    assert "3 of 5 who are covered would become former; is the file whole?" in refused.output
    assert set(kept.values()) == {"current"}
    assert "3 become former" in done.output
    assert sorted(on_record(instance).values()) == ["current"] * 2 + ["former"] * 3


def test_file_that_is_no_list_ends_with_one_line(instance: Path) -> None:
    file = instance / "members.csv"
    file.write_bytes("number,name".encode("utf-16"))

    told = run(instance, "members", "import", str(file), "--yes")

    assert told.exit_code == 1
    assert (
        told.output
        == "Error: line 1: is written in UTF-16; save the file as “CSV UTF-8”; nothing was changed\n"
    )


@pytest.mark.promise("P11", "P12")
def test_looking_at_a_record_is_seen_and_masks_the_number(instance: Path) -> None:
    """P11, P12: the office's own look leaves a trace, and counting people shows none of them."""
    members(instance, row("A-1", ssn_last4="4417", email="ana@example.org"))

    counted = run(instance, "members", "list").output
    before = len(events.listed(store_of(instance), "record.read"))
    named = run(instance, "members", "list", "--names").output
    shown = run(instance, "members", "show", "a-1").output

    assert counted == "current: 1 members, 0 dependents\nformer: 0 members, 0 dependents\n"
    assert before == 0
    assert named.startswith("A-1  Ana María Ruiz  current\n")
    assert "birth_date: 1984-02-29  (employer, 20" in shown
    looks = events.listed(store_of(instance), "record.read")
    assert [(event.actor, event.purpose) for event in looks] == [("command", "service")] * 2
    assert "nobody on record has it" in run(instance, "members", "show", "B-9").output


@pytest.mark.promise("P44")
def test_former_member_keeps_the_account_and_the_record(instance: Path) -> None:
    """P44: who left signs in as before, and sees the own record."""
    members(instance, row("A-1"), row("A-2", holder="A-1", relation="spouse"), row("A-3"))
    store = store_of(instance)
    with store.reading():
        person = Person.by_number("A-1")
        assert person
    account = people.account(store, person=person.id)

    told = run(instance, "members", "leave", "A-1")
    again = run(instance, "members", "leave", "A-1")

    assert "The coverage ended, and with it that of 1 dependents." in told.output
    assert again.exit_code == 2
    who = signed(store, account, TODAY)
    assert who
    assert (who.former, who.subject) == (True, person.id)
    assert "the clock stopped" in run(instance, "members", "come-back", "A-1").output
    assert "lies in the future" in run(instance, "members", "leave", "A-1", "--on", "2199-01-01").output


def group(instance: Path, name: str = "hollis-mills") -> Result:
    words = ("--name", "Hollis Mills", "--office", "Benefits office", "--phone", "1-614-555-0177")
    return run(instance, "groups", "add", name, *words)


def representative(instance: Path, name: str = "hollis-office", of: str = "hollis-mills") -> Result:
    words = ("--name", "Jo Marsh", "--phone", "1-614-555-0178", "--address", "1 Mill Street | Columbus, OH")
    return run(instance, "groups", "representative", name, "--group", of, *words)


@pytest.mark.promise("P25")
def test_representative_is_shut_out_on_the_last_day(instance: Path) -> None:
    """P25: who represents a group no more sees nothing of it from that moment on."""
    group(instance)
    made = representative(instance)
    store = store_of(instance)
    with store.writing():
        account = Account.get(Account.representative == "hollis-office")
        assert account.begun_at is None
        account.begun_at = 1
        account.save()
    before = signed(store, account.id, TODAY)

    told = run(instance, "groups", "end-representative", "hollis-office", "--on", "2026-11-23")

    assert "hollis-office looks after hollis-mills" in made.output
    assert before
    assert before.group == "hollis-mills"
    assert "nobody can sign in" in told.output
    assert signed(store, account.id, TODAY) is None
    assert "hollis-office, ended on 2026-11-23" in run(instance, "groups", "list").output
    assert not any("Jo" in str(event.detail) for event in events.listed(store))


def test_group_ends_with_its_representatives_and_takes_no_new_ones(instance: Path) -> None:
    group(instance)
    representative(instance)

    ended = run(instance, "groups", "end", "hollis-mills", "--on", "2026-11-23")

    assert ended.output == "hollis-mills ended on 2026-11-23, and with it 1 of its representatives.\n"
    assert "is no group that is here" in representative(instance, "other").output
    assert "is there already" in group(instance).output
    assert "takes 2 to 32 small letters" in group(instance, "Hollis Mills").output
    assert "has ended" in members(instance, row("A-1", group="hollis-mills")).output
