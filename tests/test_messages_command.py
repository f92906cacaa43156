"""``privet messages`` and ``privet mail``: the office’s side, until the desk has pages for it."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import mail, messages
from privet.domain.attachment_pdf import deadline
from privet.domain.attachments import check
from privet.domain.mail import Outgoing
from privet.domain.message_drafts import Draft
from privet.domain.message_parties import Party
from privet.opening import open_store
from privet.storage.events import Event
from privet.storage.store import Store
from tests import files, people

NOW = datetime.now(UTC)


def run(instance: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, [*words, "--instance", str(instance)], input=typed)


@pytest.fixture
def store(instance: Path) -> Store:
    return open_store(instance, config.load(instance))


@pytest.fixture
def conversation(store: Store) -> str:
    """Give a conversation that a member began with the office."""
    people.group(store)
    person = people.person(store, "ana-1", group="hollis-mills")
    account = people.account(store, person=person, user_name="ana", email="ana@example.org")
    party = Party(f"member.{account}", "person", "own-record", person=person)
    draft = Draft("Hello \x1b[31m office", (check("../../evil.png", files.png(), deadline()),), "My card")
    return messages.begin(store, party, "office", draft, NOW)


def test_list_shows_what_is_unread_and_nothing_personal(
    instance: Path, store: Store, conversation: str
) -> None:
    answer = run(instance, "messages", "list")

    assert answer.output.startswith(conversation)
    assert "UNREAD" in answer.output
    assert "card" not in answer.output
    assert "Ana" not in answer.output


def test_show_reads_and_leaves_an_event(instance: Path, store: Store, conversation: str) -> None:
    answer = run(instance, "messages", "show", conversation)

    assert "Ana María Ruiz: My card" in answer.output
    assert "Hello  [31m office" in answer.output
    assert "evil.png" in answer.output
    assert "\x1b" not in answer.output
    assert "UNREAD" not in run(instance, "messages", "list").output
    with store.reading():
        looks = [(e.actor, e.purpose) for e in Event.of_action("record.read")]
    assert looks == [("command", "message")]


def test_files_are_saved_under_our_names_for_their_owner(
    instance: Path, store: Store, conversation: str, tmp_path: Path
) -> None:
    folder = tmp_path / "saved"

    answer = run(instance, "messages", "show", conversation, "--save", str(folder))

    (file,) = folder.iterdir()
    assert str(file) in answer.output
    assert file.name.startswith("attachment-")
    assert file.suffix == ".png"
    assert check("x", file.read_bytes(), deadline()).kind == "png"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = run(instance, "messages", "show", conversation, "--save", str(folder))
    assert again.exit_code == 1
    assert "exists already" in again.output


def test_answer_reaches_the_person_and_a_mail_says_so(
    instance: Path, store: Store, conversation: str
) -> None:
    answer = run(
        instance, "messages", "answer", conversation, "--text-file", "-", typed="It is on its way.\n"
    )
    sent = run(instance, "mail", "send")

    assert answer.output == f"Answered in {conversation}.\n"
    assert "The office" in run(instance, "messages", "show", conversation).output
    assert sent.output.startswith("Sent 1 as files into")
    (file,) = (instance / "mail").iterdir()
    assert b"To: ana@example.org" in file.read_bytes()
    assert b"on its way." not in file.read_bytes().replace(b"a mail on\r\nits way", b"")
    assert run(instance, "mail", "send").output.startswith("Sent 0")


@pytest.mark.parametrize("words", [("show",), ("answer", "--text-file", "-")])
def test_unknown_conversation_is_said(instance: Path, store: Store, words: tuple[str, ...]) -> None:
    answer = run(instance, "messages", words[0], "nobodys", *words[1:], typed="text")

    assert answer.exit_code == 2
    assert "There is no conversation nobodys with the office" in answer.output


@pytest.mark.parametrize("typed", ["", "x" * 10_001])
def test_answer_has_a_length(instance: Path, store: Store, conversation: str, typed: str) -> None:
    answer = run(instance, "messages", "answer", conversation, "--text-file", "-", typed=typed)

    assert "an answer has 1 to 10000 characters" in answer.output


def test_many_mails_are_all_sent(instance: Path, store: Store) -> None:
    account = people.account(store)
    for number in range(mail.AT_ONCE * 2 + 1):
        mail.queue(store, account, Outgoing("message", f"m{number}@example.org"), NOW)

    assert run(instance, "mail", "send").output.startswith(f"Sent {mail.AT_ONCE * 2 + 1} ")


@pytest.mark.parametrize(
    "words", [("messages", "list"), ("messages", "show"), ("messages", "answer"), ("mail", "send")]
)
def test_help_has_an_example(words: tuple[str, str]) -> None:
    assert f"privet {' '.join(words)}" in CliRunner().invoke(main, [*words, "--help"]).output
