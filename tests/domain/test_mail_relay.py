"""Carrying mails: TLS or nothing, one connection for several, and what is known of a mail when it breaks."""

import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from privet import config
from privet.config_mail import Mail as MailSettings
from privet.domain import mail_door, mail_relay
from privet.domain.datafiles import CannotStart
from privet.domain.mail_door import NotSent, Sender
from privet.domain.mail_templates import Ours
from tests import mails
from tests.mails import ID
from tests.relay import relay


def sender(tmp_path: Path, settings: MailSettings) -> Sender:
    return mail_relay.sender_of(tmp_path, SimpleNamespace(mail=settings))  # type: ignore[arg-type]


@pytest.mark.promise("P13")
@pytest.mark.parametrize("at_once", [True, False])
def test_relay_is_talked_to_over_tls_alone(tmp_path: Path, at_once: bool) -> None:
    """P13: before the handshake nothing is said but EHLO and STARTTLS."""
    with relay(tmp_path, at_once=at_once) as there:
        sender(tmp_path, there.settings(tmp_path)).send(mails.fixed()[1])

    assert there.plain == ([] if at_once else ["ehlo larkspur.example", "STARTTLS"])
    assert "rcpt TO:<ana.ruiz@example.org>" in there.sealed
    assert len(there.mails) == 1
    assert b"Subject: There is a message for you" in there.mails[0]


@pytest.mark.promise("P13")
def test_relay_without_tls_gets_nothing(tmp_path: Path) -> None:
    """P13: a relay, or somebody in between, who doesn't offer TLS learns neither address nor text."""
    with relay(tmp_path, starttls=False) as there, pytest.raises(NotSent):
        sender(tmp_path, there.settings(tmp_path)).send(mails.fixed()[1])

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
            sender(tmp_path, strange).send(mails.fixed()[1])

    assert "SSLCertVerificationError" in str(refused.value)
    assert not there.sealed
    assert not there.mails


@pytest.mark.parametrize(
    ("said", "for_good"),
    [
        ("550 no such user", True),
        ("550 5.1.1 unknown", True),
        ("450 try later", False),
        ("554 5.7.1 relaying denied", False),
        ("530 5.7.0 authenticate first", False),
    ],
)
def test_refused_address_is_given_up_only_for_good(tmp_path: Path, said: str, for_good: bool) -> None:
    with relay(tmp_path, refuse={"RCPT": said}) as there, pytest.raises(NotSent) as refused:
        sender(tmp_path, there.settings(tmp_path)).send(mails.fixed()[1])

    assert refused.value.for_good is for_good
    assert "ana.ruiz" not in str(refused.value)


def test_relay_that_is_gone_is_no_fault_of_the_mail(tmp_path: Path) -> None:
    with relay(tmp_path) as there:
        settings = there.settings(tmp_path)
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        sender(tmp_path, settings).send(mails.fixed()[1])


def test_without_a_relay_mails_are_files_for_their_owner(tmp_path: Path) -> None:
    sender(tmp_path, MailSettings()).send(mails.fixed("changed")[1])

    (file,) = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert file.name == f"{ID}.eml"


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


def test_several_mails_share_a_connection(tmp_path: Path) -> None:
    with relay(tmp_path) as there:
        carrier = sender(tmp_path, there.settings(tmp_path))
        with mail_door.together(carrier):
            for _ in range(3):
                carrier.send(mails.fixed()[1])
        assert (there.connections, len(there.mails)) == (1, 3)
        carrier.send(mails.fixed()[1])

    assert (there.connections, len(there.mails)) == (2, 4)
    assert there.sealed.count("quit") == 2


def test_connection_that_broke_is_replaced_at_the_next_mail(tmp_path: Path) -> None:
    with relay(tmp_path, cut="MAIL", times=1) as there:
        carrier = sender(tmp_path, there.settings(tmp_path))
        with mail_door.together(carrier):
            with pytest.raises(NotSent) as failed:
                carrier.send(mails.fixed()[1])
            carrier.send(mails.fixed()[1])
            carrier.send(mails.fixed()[1])

    assert not failed.value.unknown
    assert (there.connections, len(there.mails)) == (2, 2)


def test_refused_address_keeps_the_connection_for_the_others(tmp_path: Path) -> None:
    with relay(tmp_path, refuse={"RCPT": "550 no"}, times=1) as there:
        carrier = sender(tmp_path, there.settings(tmp_path))
        with mail_door.together(carrier):
            with pytest.raises(NotSent):
                carrier.send(mails.fixed()[1])
            carrier.send(mails.fixed()[1])

    assert (there.connections, len(there.mails)) == (1, 1)


@pytest.mark.parametrize(
    ("cut", "unknown"),
    [
        ("EHLO", False),
        ("STAR", False),
        ("MAIL", False),
        ("RCPT", False),
        ("DATA", False),
        ("content", True),
        ("end", True),
    ],
)
def test_outcome_is_unknown_only_once_the_content_was_on_its_way(
    tmp_path: Path, cut: str, unknown: bool
) -> None:
    with relay(tmp_path, cut=cut) as there, pytest.raises(NotSent) as failed:
        sender(tmp_path, there.settings(tmp_path)).send(mails.fixed()[1])

    assert (failed.value.unknown, failed.value.for_good) == (unknown, False)
    assert "ana.ruiz" not in str(failed.value)


@pytest.mark.parametrize("verb", ["MAIL", "DATA", "content"])
@pytest.mark.parametrize("code", ["451 later", "554 no, ana.ruiz@example.org"])
def test_refused_content_is_known_not_to_be_there(tmp_path: Path, verb: str, code: str) -> None:
    with relay(tmp_path, refuse={verb: code}) as there, pytest.raises(NotSent) as failed:
        sender(tmp_path, there.settings(tmp_path)).send(mails.fixed()[1])

    assert (failed.value.unknown, failed.value.for_good) == (False, False)
    assert "ana.ruiz" not in str(failed.value)


def test_relay_that_says_nothing_is_left_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_relay, "SECONDS", 0.2)
    with relay(tmp_path, slow=1.0) as there, pytest.raises(NotSent) as failed:
        sender(tmp_path, there.settings(tmp_path)).send(mails.fixed()[1])

    assert failed.value.unknown


def test_each_mail_has_its_own_way_back(tmp_path: Path) -> None:
    with relay(tmp_path) as there:
        sender(tmp_path, there.settings(tmp_path)).send(
            mails.campaign().finished(ID, mails.TO, mails.TOKEN, mails.NOW)
        )

    assert f"mail FROM:<bounces+{ID}@mail.larkspur.example>" in there.sealed


@pytest.mark.parametrize("address", ["bounces", f"{'b' * 37}@a.example", "a b@c.example"])
def test_address_for_bounces_must_leave_room_for_a_number(address: str) -> None:
    with pytest.raises(ValueError, match="bounce_address"):
        MailSettings(bounce_address=address)
    assert MailSettings(bounce_address="bounces@mail.example.org")
