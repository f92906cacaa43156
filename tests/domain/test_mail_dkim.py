"""Signatures of mails: both headers for one click are under them, and a bad key stops the start."""

from pathlib import Path
from types import SimpleNamespace

import dkim  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from privet.config_mail import Mail as MailSettings
from privet.domain import mail_relay
from privet.domain.datafiles import CannotStart
from privet.domain.mail_dkim import Signer, signer_of
from tests import mails
from tests.mails import ID, NOW, TO, TOKEN
from tests.relay import relay

SETTINGS = MailSettings(dkim_key_file="dkim.pem", dkim_selector="s2026", dkim_domain="larkspur.example")
ALICE = rsa.generate_private_key(65537, 2048)
PEM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def record(name: bytes, timeout: int = 5) -> bytes:
    """Answer as the DNS would."""
    assert name == b"s2026._domainkey.larkspur.example."
    public = ALICE.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    import base64  # noqa: PLC0415

    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "dkim.pem"
    file.write_bytes(ALICE.private_bytes(*PEM))
    file.chmod(0o600)
    return file


def signer(key: Path) -> Signer:
    made = signer_of(key.parent, SETTINGS)
    assert made
    return made


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_signature_holds_and_covers_both_headers(key: Path, form: PrivateFormat) -> None:
    key.write_bytes(ALICE.private_bytes(Encoding.PEM, form, NoEncryption()))
    raw = mails.campaign().finished(ID, TO, TOKEN, NOW).raw

    signed = signer(key).signed(raw)

    assert signed.endswith(raw)
    assert dkim.verify(signed, dnsfunc=record)
    under = mails.parsed(signed)["DKIM-Signature"].partition(" h=")[2].partition(";")[0].split(":")
    names = {name.strip() for name in under}
    assert {
        "list-unsubscribe",
        "list-unsubscribe-post",
        "from",
        "to",
        "subject",
        "date",
        "message-id",
    } <= names


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Lost"),
        (b"List-Unsubscribe: <https://www.", b"List-Unsubscribe: <https://bad."),
        (b"List-Unsubscribe: ", b"List-Unsubscribe: <https://bad.example/>\r\nList-Unsubscribe: "),
        (b"Subject: ", b"Subject: Other words\r\nSubject: "),
        (b"List-Id: ", b"List-Id: <other.example>\r\nList-Id: "),
        (b"From: ", b"From: else@example.org\r\nFrom: "),
        (b"Enrolment", b"enrolment"),
    ],
)
def test_signature_of_a_changed_mail_is_void(key: Path, before: bytes, after: bytes) -> None:
    signed = signer(key).signed(mails.campaign().finished(ID, TO, TOKEN, NOW).raw)

    assert before in signed
    assert not dkim.verify(signed.replace(before, after, 1), dnsfunc=record)


def test_relay_and_folder_get_what_was_signed(key: Path) -> None:
    with relay(key.parent) as there:
        settings = there.settings(key.parent)
        both = {name: getattr(settings, name) for name in ("host", "port", "security", "ca_file")}
        signing = {
            name: getattr(SETTINGS, name) for name in ("dkim_key_file", "dkim_selector", "dkim_domain")
        }
        carrier = mail_relay.sender_of(key.parent, SimpleNamespace(mail=MailSettings(**both, **signing)))  # type: ignore[arg-type]
        carrier.send(mails.fixed()[1])
    mail_relay.sender_of(key.parent, SimpleNamespace(mail=SETTINGS)).send(mails.fixed()[1])  # type: ignore[arg-type]

    assert dkim.verify(there.mails[0], dnsfunc=record)
    assert dkim.verify((key.parent / "mail" / f"{ID}.eml").read_bytes(), dnsfunc=record)


def test_key_that_cannot_be_used_stops_the_start(key: Path) -> None:
    key.chmod(0o640)
    with pytest.raises(CannotStart, match=r"dkim\.pem: others may read this key; chmod 600"):
        signer(key)
    key.chmod(0o600)
    for content in (
        b"nonsense",
        ec.generate_private_key(ec.SECP256R1()).private_bytes(*PEM),
        rsa.generate_private_key(65537, 1024).private_bytes(*PEM),  # noqa: S505 - refused, as it must be
    ):
        key.write_bytes(content)
        with pytest.raises(CannotStart, match=r"dkim\.pem: (is no RSA key|holds no private key)"):
            signer(key)
    key.unlink()
    with pytest.raises(CannotStart, match="No such file"):
        signer(key)
    assert signer_of(key.parent, MailSettings()) is None


@pytest.mark.parametrize(
    "facts", [{"dkim_key_file": "x"}, {"dkim_selector": "s", "dkim_domain": "a.example"}]
)
def test_signing_needs_all_three_settings(facts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="belong together"):
        MailSettings(**facts)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="dkim_selector"):
        MailSettings(dkim_key_file="x", dkim_selector="a b", dkim_domain="a.example")
