"""Mails that come back: the address is turned off, and nothing else can be done by sending us one."""

import logging
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from privet.domain import bounce_reports, bounces, campaign_sending, mail_ids, reader_sending
from privet.domain.bounce_reports import MOST, Report
from privet.storage.campaigns import CampaignMail
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.storage.subscriptions import Subscription
from privet.storage.suppressions import Suppression
from tests.campaigning import NOW, OURS, Kept, reader, started, states

HARD, SOFT = ("failed", "5.1.1"), ("failed", "4.4.7")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(Place(tmp_path, tmp_path / "keys", ""), NOW.date())
    yield store
    store.close()


def sent(store: Store, address: str = "ana@example.org") -> tuple[str, str]:
    """Send a mail; gives its id and its campaign."""
    reader(store, address)
    campaign, kept = started(store), Kept()
    campaign_sending.send_due(store, OURS, kept, None, NOW)
    return kept.given[-1].id, campaign


def returned(
    mail: str, said: tuple[str, str], to: str = "bounces+{}@larkspur.example", line: str = "\n"
) -> bytes:
    """Make what a mail server sends back (RFC 3464)."""
    action, status = said
    text = f"""From: MAILER-DAEMON@mx.example.net
To: {to.format(mail)}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}

--b
Content-Type: message/rfc822

Return-Path: <bounces+{mail}@larkspur.example>
Message-ID: <{mail}@larkspur.example>
Subject: News

text

--b--
"""
    return text.replace("\n", line).encode()


def complaint(mail: str, kind: str = "abuse") -> bytes:
    """Make what a provider sends when somebody calls a mail unwanted (RFC 5965)."""
    return f"""From: fbl@provider.example
To: fbl@larkspur.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

A complaint.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: x/1
Version: 1
Original-Mail-From: <bounces+{mail}@larkspur.example>

--b
Content-Type: text/rfc822-headers

Message-ID: <{mail}@larkspur.example>
--b--
""".encode()


def is_off(store: Store, address: str = "ana@example.org") -> bool:
    with store.reading():
        row = Reader.by_address(address)
        assert row
        return Suppression.holds(address) and not Subscription.of(row.id)


@pytest.mark.parametrize("line", ["\n", "\r\n"])
@pytest.mark.parametrize("to", ["bounces+{}@larkspur.example", "office@larkspur.example"])
def test_a_dead_address_is_turned_off_at_once(store: Store, to: str, line: str) -> None:
    mail, campaign = sent(store)

    assert bounces.take(store, returned(mail, HARD, to, line), NOW) == "hard"

    assert is_off(store)
    assert states(store, campaign) == {("bounced", "hard"): 1}
    assert bounces.take(store, returned(mail, HARD, to), NOW) == "repeated"


@pytest.mark.parametrize("kind", ["abuse", "fraud"])
def test_a_complaint_turns_the_address_off(store: Store, kind: str) -> None:
    mail, campaign = sent(store)

    assert bounces.take(store, complaint(mail, kind), NOW) == "complaint"

    assert is_off(store)
    assert states(store, campaign) == {("bounced", "complaint"): 1}


def test_the_contrary_of_a_complaint_changes_nothing(store: Store) -> None:
    mail, campaign = sent(store)

    assert bounces.take(store, complaint(mail, "not-spam"), NOW) == "silent"

    assert states(store, campaign) == {("sent", ""): 1}


def test_what_comes_back_for_a_while_counts_and_five_in_a_row_turn_the_address_off(store: Store) -> None:
    reader(store, "ana@example.org")
    mails = []
    for number in range(reader_sending.SOFT):
        later = NOW.replace(year=2027 + number)
        kept = Kept()
        started(store, now=later)
        campaign_sending.send_due(store, OURS, kept, None, later)
        mails.append(kept.given[-1].id)

    for mail in mails:
        assert not is_off(store)
        assert bounces.take(store, returned(mail, SOFT), NOW) == "soft"
        assert bounces.take(store, returned(mail, SOFT), NOW) == "repeated"

    assert is_off(store)


def test_a_mail_that_was_late_and_then_failed_for_good_turns_the_address_off(store: Store) -> None:
    mail, _campaign = sent(store)

    assert bounces.take(store, returned(mail, ("delayed", "4.4.1")), NOW) == "silent"
    assert bounces.take(store, returned(mail, SOFT), NOW) == "soft"
    assert bounces.take(store, returned(mail, HARD), NOW) == "hard"

    assert is_off(store)


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "5.3.0"])
def test_a_full_mailbox_or_a_suspicion_is_no_dead_address(store: Store, status: str) -> None:
    mail, _campaign = sent(store)

    assert bounces.take(store, returned(mail, ("failed", status)), NOW) == "soft"

    assert not is_off(store)


def test_who_guesses_or_repeats_ids_changes_nothing(store: Store) -> None:
    mail, campaign = sent(store)
    reader(store, "ben@example.org")
    waiting = started(store, now=NOW)
    with store.reading():
        queued = CampaignMail.get(CampaignMail.state == "waiting").id
    strangers = [mail_ids.new(), "a" * 26, queued, mail[:-1] + "?", f"{mail}x", ""]

    answers = [bounces.take(store, returned(each, HARD), NOW) for each in strangers]

    assert set(answers) == {"unknown"}
    assert states(store, campaign) == {("sent", ""): 1}
    assert not is_off(store)
    assert states(store, waiting) == {("waiting", ""): 2}


DEEP = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000))
NESTED = "Content-Type: message/rfc822\n\n" * 20_000
HOSTILE = {
    "nothing": b"",
    "noise": bytes(range(256)) * 5000,
    "deep": DEEP.encode(),
    "nested": NESTED.encode(),
    "huge": b"To: bounces+" + b"a" * 10_000_000,
    "charset": returned("x", HARD).replace(
        b"message/delivery-status", b'message/delivery-status; charset="no such\x00"'
    ),
    "no end": returned("x", HARD).split(b"Final")[0],
    "no parts": b"Content-Type: multipart/report; boundary=b\n\n",
    "no boundary": b"Content-Type: multipart/report\n\nStatus: 5.1.1\nAction: failed\n",
    "base64": b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n!!!!",
    "fields": returned("x", ("failed\n failed", "5." + "1" * 100_000)),
    "header": b"Content-Type: " + b"multipart/report;" * 20_000 + b"\n\n",
    "bad type": b"Content-Type: message/feedback-report; a*0*=x; a*1=utf-8''%ff\"\nTo: =?utf-8?q?=ff?=\n\n"
    b"Feedback-Type: abuse\n",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mails_change_nothing_and_break_nothing(store: Store, raw: bytes) -> None:
    _mail, campaign = sent(store)

    assert bounces.take(store, raw, NOW) in {"silent", "unknown"}

    assert states(store, campaign) == {("sent", ""): 1}


def test_no_mail_takes_long_to_read_however_deep_it_is() -> None:
    heads = "".join(
        f'Content-Type: multipart/mixed; boundary="{number}"\n\n--{number}\n' for number in range(150)
    )
    begun = time.process_time()

    assert bounce_reports.read(heads.encode() + b"\n" + b"--x\n" * 120_000) == Report()

    assert time.process_time() - begun < 5  # Without the limits it takes fifteen.


def test_a_report_before_ten_megabytes_of_mail_is_read(store: Store) -> None:
    mail, _campaign = sent(store)
    whole = returned(mail, HARD).replace(b"\ntext\n", b"\n" + b"text\n" * 2_000_000)

    assert len(whole) > MOST * 10
    assert bounces.take(store, whole, NOW) == "hard"


def test_nothing_of_what_came_back_is_kept_or_logged(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "privet")
    mail, _campaign = sent(store)
    report = bounce_reports.read(returned(mail, HARD))

    bounces.take(store, returned(mail, HARD), NOW)

    assert report == Report((mail,), "hard")
    assert "example.org" not in caplog.text
    assert mail not in caplog.text


def test_a_holiday_notice_changes_nothing(store: Store) -> None:
    mail, campaign = sent(store)
    notice = EmailMessage()
    notice["To"] = f"bounces+{mail}@larkspur.example"
    notice["Auto-Submitted"] = "auto-replied"
    notice.set_content("I am away. Action: failed\nStatus: 5.1.1\n")

    assert bounces.take(store, notice.as_bytes(), NOW) == "silent"

    assert states(store, campaign) == {("sent", ""): 1}
