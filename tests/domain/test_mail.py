"""The door for mail: a closed list, no slot for anybody, TLS or nothing, and what waits is sent once."""

import stat
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from string import Template
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from privet import config
from privet.config_mail import Mail as MailSettings
from privet.domain import mail, mail_guard, mail_relay, mail_templates
from privet.domain.datafiles import CannotStart
from privet.domain.mail import NotSent, Outgoing, Sent
from privet.domain.mail_guard import Finished, Guarded
from privet.domain.mail_templates import NAMES, SLOTS, NoSuchMail, Ours
from privet.storage.ids import new_id
from privet.storage.messages import Mail
from privet.storage.store import Store
from tests import people
from tests.relay import relay

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TOKEN = "T" * 43
OURS = Ours(
    "Larkspur Benefit Trust", "1-614-555-0142", "https://www.larkspur.example", "office@larkspur.example"
)
MARK = "Marked-Quercus-7351"
HEADERS = [
    "Auto-Submitted",
    "Content-Transfer-Encoding",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Subject",
    "To",
]


class Kept:
    """A sender that keeps what it is given, or fails."""

    def __init__(self, error: NotSent | None = None) -> None:
        self.error, self.given = error, []  # type: ignore[var-annotated]

    def send(self, finished: Finished) -> None:
        """Keep it, or fail."""
        if self.error:
            raise self.error
        self.given.append(finished)


@pytest.fixture
def store(app: Flask) -> Iterator[Store]:
    store: Store = app.extensions["privet"].store
    yield store
    store.close()


def finished(name: str, language: str = "en") -> Finished:
    said = mail_templates.template(name, language)
    body = said.filled(OURS, TOKEN if name in mail_templates.LINKS else "")
    return mail_guard.finish(OURS, "row-1", "ana.ruiz@example.org", (said.subject, body), NOW)


def waiting(store: Store) -> int:
    with store.reading():
        return Mail.select().count()


def queue(store: Store, name: str = "message", recipient: str = "ana.ruiz@example.org") -> None:
    outgoing = Outgoing(name, recipient, token=TOKEN if name == "confirm" else "")
    mail.queue(store, people.account(store), outgoing, NOW)


@pytest.mark.promise("P27")
def test_no_mail_has_a_slot_for_anybody() -> None:
    """P27: the slots are our own words and one link; another one would need another statement."""
    assert SLOTS == ("organisation", "phone", "site", "link")
    assert [field.name for field in fields(Ours)] == ["organisation", "phone", "base", "sender"]
    assert [field.name for field in fields(Outgoing)] == ["template", "recipient", "language", "token"]
    columns = {"id", "account", "template", "recipient", "token", "language", "queued_at", "next_at", "tries"}
    assert set(Mail._meta.fields) == columns
    for file in Path("templates/emails").glob("*"):
        name, language = file.name.split(".")[:2]
        assert name in NAMES
        assert language in {"en", "es"}
        assert set(Template(file.read_text("utf-8")).get_identifiers()) <= set(SLOTS), file
        assert "$" not in file.read_text("utf-8").partition("\n")[0], f"{file}: a subject has no slot"


@pytest.mark.promise("P27")
def test_no_mail_holds_anything_of_the_person(app: Flask, store: Store) -> None:
    """P27: each mail there is, to somebody whose every fact is marked, in each language, holds no mark."""
    person = people.person(store, f"{MARK}-number", name=f"{MARK} name", address=MARK, plan=MARK)
    account = people.account(store, person=person, user_name=f"{MARK}-user", email="a@example.org")
    kept = Kept()
    for name in NAMES:
        for language in ("en", "es", "xx"):
            token = TOKEN if name == "confirm" else ""
            mail.queue(store, account, Outgoing(name, "a@example.org", language, token), NOW)
    assert mail.tell(store, account, "message", NOW)

    assert mail.send_due(store, OURS, kept, NOW) == Sent(10)
    for each in kept.given:
        parsed = message_from_bytes(each.raw, policy=policy.SMTP)
        assert isinstance(parsed, EmailMessage)
        whole = "".join(str(part) for part in parsed.values()) + parsed.get_content()
        assert MARK not in whole
        assert "Ana" not in whole
        assert "a@example.org" not in whole.replace(str(parsed["To"]), "", 1)


@pytest.mark.promise("P27")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_mail_has_fixed_headers_and_passes_the_guard(name: str, language: str) -> None:
    """P27: what leaves is the template and nothing else."""
    made = finished(name, language)

    mail_guard.check(OURS, made, mail_templates.template(name, language))

    parsed = message_from_bytes(made.raw, policy=policy.SMTP)
    assert sorted(parsed.keys()) == HEADERS
    assert str(parsed["From"]) == "Larkspur Benefit Trust <office@larkspur.example>"
    assert str(parsed["To"]) == "ana.ruiz@example.org"
    assert parsed["Message-ID"] == "<row-1@larkspur.example>"
    assert parsed["Auto-Submitted"] == "auto-generated"


def tampered() -> list[Any]:
    raw = finished("message").raw
    other = finished("confirm").raw
    return [
        raw + f"\r\nMember {MARK}\r\n".encode(),
        raw.replace(b"Hello,", f"Hello {MARK},".encode()),
        raw.replace(b"There is a message for you", f"About {MARK}".encode(), 1),
        raw.replace(b"To: ana", f"X-Member: {MARK}\r\nTo: ana".encode()),
        raw.replace(b"To: ana.ruiz@", b"To: somebody.else@"),
        raw.replace(b"To: ana", b"Bcc: other@example.org\r\nTo: ana"),
        raw.replace(b"<row-1@", f"<{MARK}@".encode()),
        raw.replace(b"From: Larkspur", f"From: {MARK}".encode()),
        raw.replace(b"Date: Mon", f"Date: {MARK}".encode()),
        raw.replace(b"text/plain", b"text/html"),
        raw.replace(b"larkspur.example>", f"larkspur.example> ({MARK})".encode(), 1),
        other.replace(TOKEN.encode(), TOKEN.encode() + b"?member=4417"),
        other,
    ]


@pytest.mark.promise("P27")
@pytest.mark.parametrize("raw", tampered(), ids=range(13))
def test_mail_that_differs_from_its_template_stays_here(raw: bytes) -> None:
    """P27: whatever is put into a finished mail, the guard finds it."""
    with pytest.raises(Guarded):
        mail_guard.check(
            OURS, replace(finished("message"), raw=raw), mail_templates.template("message", "en")
        )


@pytest.mark.promise("P27")
def test_guarded_mail_is_not_given_to_the_relay(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """P27: the guard stands between the template and the relay."""
    real = mail_templates.Text.filled
    monkeypatch.setattr(mail_templates.Text, "filled", lambda *given: real(*given) + MARK)
    queue(store)
    kept = Kept()

    assert mail.send_due(store, OURS, kept, NOW) == Sent(0, 1, 0)
    assert kept.given == []


@pytest.mark.parametrize(
    "recipient",
    [
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org, b@example.org",
        "Ana <a@example.org>",
        '"a b"@example.org',
        "a@example",
        "a@exa\x00mple.org",
        f"{'a' * 65}@example.org",
        "ä@example.org",
        "",
    ],
)
def test_address_that_a_header_could_trip_over_is_refused(store: Store, recipient: str) -> None:
    with pytest.raises(NoSuchMail):
        queue(store, recipient=recipient)


@pytest.mark.parametrize(
    ("name", "token"), [("confirm", ""), ("message", TOKEN), ("confirm", "../etc"), ("newsletter", "")]
)
def test_unknown_mails_and_other_tokens_are_refused(store: Store, name: str, token: str) -> None:
    with pytest.raises(NoSuchMail):
        mail.queue(store, new_id(), Outgoing(name, "a@example.org", token=token), NOW)
    assert waiting(store) == 0


def test_mail_waits_in_the_transaction_of_its_cause(store: Store) -> None:
    def cause() -> None:
        with store.writing():
            queue(store)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()

    assert waiting(store) == 0


def test_sent_mail_leaves_no_row_and_failed_ones_wait_longer_each_time(store: Store) -> None:
    queue(store)
    fails, now, tries = Kept(NotSent("SMTPServerDisconnected")), NOW, 0
    while waiting(store):
        came = mail.send_due(store, OURS, fails, now)
        assert came in {Sent(0, 1, 0), Sent(0, 0, 1)}
        assert mail.send_due(store, OURS, Kept(), now + timedelta(seconds=59)) == Sent()
        now, tries = now + mail.WAITS[min(tries, 6)], tries + 1

    assert tries == len(mail.WAITS) + 1
    queue(store)
    assert mail.send_due(store, OURS, Kept(), now) == Sent(1)
    assert waiting(store) == 0


def test_claimed_mail_is_left_to_whoever_claimed_it(store: Store) -> None:
    queue(store)
    assert len(mail._claim(store, NOW)) == 1

    assert mail.send_due(store, OURS, Kept(), NOW) == Sent()
    assert mail.send_due(store, OURS, Kept(), NOW + mail.CLAIM) == Sent(1)


def test_link_that_would_come_too_late_is_not_sent(store: Store) -> None:
    queue(store, "confirm")
    kept = Kept()

    assert mail.send_due(store, OURS, kept, NOW + timedelta(minutes=31)) == Sent(0, 0, 1)
    assert kept.given == []


def test_disabled_and_unconfirmed_accounts_are_told_nothing(store: Store) -> None:
    without = people.account(store, user_name="one")
    disabled = people.account(store, user_name="two", email="two@example.org", disabled_at=1)

    assert not mail.tell(store, without, "message", NOW)
    assert not mail.tell(store, disabled, "message", NOW)
    assert not mail.tell(store, "nobody", "message", NOW)


def test_log_names_the_kind_of_mail_and_nobody(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    queue(store, "confirm")

    mail.send_due(store, OURS, Kept(NotSent("SMTPServerDisconnected")), NOW)

    assert "SMTPServerDisconnected" in caplog.text
    assert "ana.ruiz" not in caplog.text
    assert TOKEN not in caplog.text


def sender(tmp_path: Path, settings: MailSettings) -> mail.Sender:
    return mail_relay.sender_of(tmp_path, SimpleNamespace(mail=settings))  # type: ignore[arg-type]


@pytest.mark.promise("P13")
@pytest.mark.parametrize("at_once", [True, False])
def test_relay_is_talked_to_over_tls_alone(tmp_path: Path, at_once: bool) -> None:
    """P13: before the handshake nothing is said but EHLO and STARTTLS."""
    with relay(tmp_path, at_once=at_once) as there:
        sender(tmp_path, there.settings(tmp_path)).send(finished("message"))

    assert there.plain == ([] if at_once else ["ehlo larkspur.example", "STARTTLS"])
    assert "rcpt TO:<ana.ruiz@example.org>" in there.sealed
    assert len(there.mails) == 1
    assert b"Subject: There is a message for you" in there.mails[0]


@pytest.mark.promise("P13")
def test_relay_without_tls_gets_nothing(tmp_path: Path) -> None:
    """P13: a relay, or somebody in between, who doesn't offer TLS learns neither address nor text."""
    with relay(tmp_path, starttls=False) as there, pytest.raises(NotSent):
        sender(tmp_path, there.settings(tmp_path)).send(finished("message"))

    assert there.plain == ["ehlo larkspur.example"]
    assert not there.sealed
    assert not there.mails


@pytest.mark.promise("P13")
@pytest.mark.parametrize("at_once", [True, False])
def test_relay_with_a_certificate_nobody_vouches_for_gets_nothing(tmp_path: Path, at_once: bool) -> None:
    """P13: the certificate is checked, against the system's or against the file that the office names."""
    with relay(tmp_path, at_once=at_once) as there:
        settings = there.settings(tmp_path)
        strange = MailSettings(host="localhost", port=settings.port, security=settings.security)
        with pytest.raises(NotSent) as refused:
            sender(tmp_path, strange).send(finished("message"))

    assert "SSLCertVerificationError" in str(refused.value)
    assert not there.sealed
    assert not there.mails


@pytest.mark.parametrize(("said", "for_good"), [("550 no such user", True), ("450 try later", False)])
def test_refused_address_is_given_up_only_for_good(tmp_path: Path, said: str, for_good: bool) -> None:
    with relay(tmp_path, refuse=said) as there, pytest.raises(NotSent) as refused:
        sender(tmp_path, there.settings(tmp_path)).send(finished("message"))

    assert refused.value.for_good is for_good
    assert "ana.ruiz" not in str(refused.value)


def test_relay_that_is_gone_is_no_fault_of_the_mail(tmp_path: Path) -> None:
    with relay(tmp_path) as there:
        settings = there.settings(tmp_path)
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        sender(tmp_path, settings).send(finished("message"))


def test_without_a_relay_mails_are_files_for_their_owner(tmp_path: Path) -> None:
    sender(tmp_path, MailSettings()).send(finished("changed"))

    (file,) = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert file.name == "row-1.eml"


def test_password_that_others_may_read_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "relay-password"
    settings = MailSettings(host="mail.example.org", user="privet", password_file=file.name)
    with pytest.raises(CannotStart, match="No such file"):
        sender(tmp_path, settings)
    file.write_text("secret\n")
    file.chmod(0o644)

    with pytest.raises(CannotStart, match="chmod 600"):
        sender(tmp_path, settings)
    file.chmod(0o600)
    assert sender(tmp_path, settings).password == "secret"  # type: ignore[attr-defined]  # noqa: S105


@pytest.mark.parametrize(
    "facts", [{"sender": "Larkspur"}, {"host": "mail example"}, {"user": "privet"}, {"password_file": "x"}]
)
def test_settings_that_cannot_work_are_refused(facts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        MailSettings(**facts)  # type: ignore[arg-type]
    assert Ours.of(config.load(Path("nowhere"))).domain == "larkspur.example"
