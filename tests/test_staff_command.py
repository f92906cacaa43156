"""``privet staff``: accounts of the office, none of which has a password that somebody else chose."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import activation_redeeming, events, sessions
from privet.domain.activation_redeeming import Entered
from privet.opening import open_store
from privet.storage.accounts import Account
from privet.storage.store import Store
from tests import pdf, people

NAME = ("--name", "Jo Marsh")


@pytest.fixture
def store(instance: Path) -> Store:
    return open_store(instance, config.load(instance))


def run(instance: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["staff", *words, "--instance", str(instance)])


def code_in(output: str) -> str:
    return output.partition("shown this once: ")[2][:11]


def account_of(store: Store, name: str = "jo.marsh") -> Account:
    with store.reading():
        found = Account.by_sign(name)
    assert found
    return found


def opens(store: Store, code: str, name: str = "jo.marsh") -> str:
    entered = Entered(code=code, user_name=name)
    return activation_redeeming.redeem(store, entered, datetime.now(UTC)).kind


def test_somebody_begins_with_a_code_and_no_password(instance: Path, store: Store) -> None:
    said = run(instance, "add", "jo.marsh", *NAME, "--role", "clerk", "--show")

    assert said.exit_code == 0, said.output
    row = account_of(store)
    assert (row.role, row.password, row.begun_at) == ("clerk", None, None)
    assert opens(store, code_in(said.output)) == "activate"
    assert [event.action for event in events.listed(store)][:2] == ["staff.added", "activation.issued"]


def test_a_letter_for_the_office_holds_the_code_and_no_user_name(
    instance: Path, store: Store, tmp_path: Path
) -> None:
    out = tmp_path / "letter.pdf"

    said = run(instance, "add", "jo.marsh", *NAME, "--role", "lead", "--out", str(out), "--large")

    assert said.exit_code == 0, said.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    text = pdf.text_of(out.read_bytes())
    assert "Jo Marsh" in text
    assert "jo.marsh" not in text
    (code,) = [word for word in text.split() if len(word) == 11 and word[5] == "-"]
    assert code not in said.output
    assert opens(store, code) == "activate"


@pytest.mark.parametrize("way", [(), ("--show", "--out", "letter.pdf")])
def test_the_way_of_the_code_must_be_said(instance: Path, way: tuple[str, ...]) -> None:
    said = run(instance, "add", "jo.marsh", *NAME, "--role", "clerk", *way)

    assert said.exit_code == 2
    assert "how the code is handed over" in said.output


@pytest.mark.parametrize("name", ["jo@example.org", "ab", "900-12-4417"])
def test_a_user_name_that_cannot_be_is_refused_whole(instance: Path, store: Store, name: str) -> None:
    said = run(instance, "add", name, *NAME, "--role", "clerk", "--show")

    assert said.exit_code == 1
    assert "Nothing was changed" in said.output
    assert not events.listed(store)


def test_a_file_that_cannot_be_written_leaves_no_account(instance: Path, store: Store) -> None:
    said = run(instance, "add", "jo.marsh", *NAME, "--role", "clerk", "--out", str(instance / "no" / "x.pdf"))

    assert said.exit_code == 1
    with store.reading():
        assert Account.by_sign("jo.marsh") is None


def test_who_lost_a_factor_gets_another_code(instance: Path, store: Store) -> None:
    people.account(store, "clerk", name="Jo Marsh", user_name="jo.marsh")

    said = run(instance, "proof", "jo.marsh", "--show")

    assert opens(store, code_in(said.output)) == "proof"


def test_whose_code_ran_out_gets_another_to_begin_with(instance: Path, store: Store) -> None:
    run(instance, "add", "jo.marsh", *NAME, "--role", "clerk", "--show")

    said = run(instance, "proof", "jo.marsh", "--show")

    assert opens(store, code_in(said.output)) == "activate"


def test_members_are_not_reached_by_their_user_names(instance: Path, store: Store) -> None:
    people.account(store, user_name="ana", person=people.person(store, "LBT-1"))

    for word in (("proof", "ana", "--show"), ("disable", "ana")):
        said = run(instance, *word)
        assert said.exit_code == 1
        assert "nobody of the office" in said.output


def test_disabling_ends_sessions_and_the_last_lead_stays(instance: Path, store: Store) -> None:
    lead = people.account(store, "lead", name="Jo Marsh", user_name="jo.marsh")
    sessions.begin(store, lead, half=False, browser="", now=datetime.now(UTC))

    refused = run(instance, "disable", "jo.marsh")
    forced = run(instance, "disable", "jo.marsh", "--force")
    listed = run(instance, "list")

    assert refused.exit_code == 1
    assert "the last lead" in refused.output
    assert "1 open sessions ended" in forced.output
    assert "DISABLED" in listed.output
    assert run(instance, "enable", "jo.marsh").exit_code == 0
    assert account_of(store).disabled_at is None


def test_a_second_lead_lets_the_first_go(instance: Path, store: Store) -> None:
    people.account(store, "lead", name="Jo Marsh", user_name="jo.marsh")
    people.account(store, "lead", name="Kit Rowan", user_name="kit.rowan")

    assert run(instance, "disable", "jo.marsh").exit_code == 0
    assert run(instance, "disable", "kit.rowan").exit_code == 1
