"""``privet campaigns`` and ``privet mail bounces``, as the desk types them."""

import mailbox
import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.opening import open_store
from privet.storage.campaigns import CampaignMail
from privet.storage.readers import Reader
from privet.storage.store import Store
from tests import people
from tests.campaigning import reader, wants_paper
from tests.domain.test_bounces import HARD, complaint, returned

TEXT = "---\nsubject: {}\nlanguage: {}\n---\n\n# News\n\nThe office is *closed* on Friday.\n"


@pytest.fixture
def store(instance: Path) -> Store:
    return open_store(instance, config.load(instance))


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = []
    for language, subject in (("en", "News of the office"), ("es", "Noticias")):
        path = tmp_path / f"news.{language}.md"
        path.write_text(TEXT.format(subject, language), "utf-8")
        paths.append(str(path))
    return paths


def run(instance: Path, *words: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [*words, "--instance", str(instance)], input=given)


def added(instance: Path, files: list[str]) -> str:
    result = run(instance, "campaigns", "add", *files, "--kind", "informational")
    assert result.exit_code == 0, result.output
    found = re.search(r"Kept (\S+),", result.output)
    assert found
    return found[1]


def test_a_campaign_from_its_files_to_the_last_mail(
    instance: Path, tmp_path: Path, store: Store, files: list[str]
) -> None:
    reader(store, "ana@example.org")
    reader(store, "ben@example.org", language="es")
    wants_paper(store, people.person(store, "ana-1", email="paper@example.org"))
    campaign = added(instance, files)

    look = run(instance, "campaigns", "preview", campaign, "--output", str(tmp_path / "look"))
    refused = run(instance, "campaigns", "start", campaign, given="n\n")
    start = run(instance, "campaigns", "start", campaign, given="y\n")
    twice = run(instance, "campaigns", "start", campaign, "--yes")
    sent = run(instance, "mail", "send")
    shown = run(instance, "campaigns", "show", campaign)
    listed = run(instance, "campaigns", "list")

    assert look.exit_code == 0, look.output
    assert {path.suffix for path in (tmp_path / "look").iterdir()} == {".txt", ".html", ".eml"}
    mail = message_from_bytes((tmp_path / "look" / "es.eml").read_bytes(), policy=policy.SMTP)
    assert mail["To"] == "reader@example.org"
    assert "It would make 2 mails, and 1 letter on paper." in refused.output
    assert refused.exit_code == 1
    assert "Started. To be sent: 2 mails; to be printed: 1 letter." in start.output
    assert "It is sending; nothing was changed." in twice.output
    assert "Of campaigns: 2 sent." in sent.output
    assert "2  sent" in shown.output
    assert "1  on paper, 0 of them printed" in shown.output
    assert f"{campaign}  informational  done  2 of 2 sent  News of the office" in listed.output
    assert "example.org" not in shown.output + listed.output + sent.output.replace(str(instance), "")


def test_letters_are_printed_once_into_a_file_that_only_its_owner_reads(
    instance: Path, tmp_path: Path, store: Store, files: list[str]
) -> None:
    wants_paper(store, people.person(store, "ana-1"))
    left = people.person(store, "ben-1", status="former")
    wants_paper(store, left)
    campaign = added(instance, files)
    run(instance, "campaigns", "start", campaign, "--yes")
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"

    printed = run(instance, "campaigns", "letters", campaign, "--output", str(first))
    over = run(instance, "campaigns", "letters", campaign, "--output", str(first), "--again")
    nothing = run(instance, "campaigns", "letters", campaign, "--output", str(second))
    again = run(instance, "campaigns", "letters", campaign, "--output", str(second), "--again")

    assert ": 1 letter." in printed.output
    assert "Not printed: 1, former." in printed.output
    assert first.stat().st_mode & 0o077 == 0
    assert "exists already" in over.output
    assert "There is no letter to print." in nothing.output
    assert ": 1 letter." in again.output
    assert first.read_bytes()[:5] == second.read_bytes()[:5] == b"%PDF-"


def test_pause_resume_stop_and_resend_say_what_they_did(
    instance: Path, store: Store, files: list[str]
) -> None:
    reader(store, "ana@example.org")
    campaign = added(instance, files)
    run(instance, "campaigns", "start", campaign, "--yes")

    said = [
        run(instance, "campaigns", word, campaign).output for word in ("pause", "resume", "stop", "resume")
    ]
    again = run(instance, "campaigns", "resend-uncertain", campaign, "--yes")
    unknown = run(instance, "campaigns", "show", "nowhere")

    assert said[0] == "Paused.\n"
    assert said[1] == "Going on.\n"
    assert said[2] == "Stopped; 1 mail that waited won’t be sent.\n"
    assert "It is stopped" in said[3]
    assert "It is stopped" in again.output
    assert "There is no campaign with this id" in unknown.output


@pytest.mark.promise("P27")
def test_add_refuses_what_is_personal_and_keeps_nothing(instance: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.md"
    path.write_text("---\nsubject: News\n---\n\nYours is 123-45-6789.\n", "utf-8")

    for word in ("add", "check"):
        result = run(instance, "campaigns", word, str(path), "--kind", "informational")
        assert result.exit_code == 1
        assert f"{path}: line 5: holds what looks like a social security number" in result.output
        assert "6789" not in result.output
    assert "There is none yet" in run(instance, "campaigns", "list").output
    assert "is no kind of mail" in run(instance, "campaigns", "check", str(path), "--kind", "x").output


def test_the_desk_is_warned_of_readers_who_had_enough(instance: Path, store: Store, files: list[str]) -> None:
    reader(store, "ana@example.org")
    for _ in range(2):
        run(instance, "campaigns", "start", added(instance, files), "--yes")
        run(instance, "mail", "send")

    third = run(instance, "campaigns", "start", added(instance, files), "--yes")

    assert "1 of the readers had as much of this kind as it allows" in third.output
    assert "Of campaigns: 1 refused." in run(instance, "mail", "send").output


def test_bounces_come_through_a_pipe_an_mbox_or_a_maildir(
    instance: Path, tmp_path: Path, store: Store, files: list[str]
) -> None:
    for name in ("ana", "ben", "cy"):
        reader(store, f"{name}@example.org")
    run(instance, "campaigns", "start", added(instance, files), "--yes")
    run(instance, "mail", "send")
    with store.reading():
        one, two, three = [row.id for row in CampaignMail.select()]
    mbox, maildir = mailbox.mbox(tmp_path / "mbox"), mailbox.Maildir(tmp_path / "maildir")
    mbox.add(returned(two, HARD))
    mbox.add(b"To: x\n\nnothing")
    mbox.close()
    maildir.add(complaint(three))

    piped = run(instance, "mail", "bounces", given=returned(one, HARD))
    boxed = run(instance, "mail", "bounces", "--mbox", str(tmp_path / "mbox"))
    foldered = run(instance, "mail", "bounces", "--maildir", str(tmp_path / "maildir"))
    hostile = run(instance, "mail", "bounces", given=b"\xff\x00" * 3_000_000)

    assert piped.output == "1: turned an address off, since it is dead.\n"
    assert "1: turned an address off, since it is dead.\n1: no report of a mail" in boxed.output
    assert foldered.output == "1: turned an address off, since its owner complained.\n"
    assert hostile.exit_code == 0
    assert hostile.output == "1: no report of a mail that came back.\n"
    with store.reading():
        assert {row.state for row in CampaignMail.select()} == {"bounced"}
        assert Reader.select().count() == 3
