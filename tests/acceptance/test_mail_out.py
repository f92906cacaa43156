"""Mails on their way: what arrives at a real server, what two parsers make of it, and every fault.

A necessary mail is tried again under the same Message-ID until the server says that it has it; a mail of a
campaign whose outcome is unknown is left alone. No page waits for any of this.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import fast_mail_parser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet.domain import mail, mail_door, mail_relay
from privet.domain.mail import Outgoing, Sent
from privet.domain.mail_door import NotSent, Sender, Single
from privet.domain.mail_templates import LINKS, NAMES, NoSuchMail
from privet.storage.messages import Mail
from privet.storage.store import Store
from tests import mails, people
from tests.mail_server import Server, mail_server
from tests.mails import ID, NOW, OURS, TO, TOKEN

LATER = [timedelta(0), *mail.WAITS]


@pytest.fixture
def store(app: Flask) -> Iterator[Store]:
    store: Store = app.extensions["privet"].store
    yield store
    store.close()


def carrier(folder: Path, settings: object) -> Sender:
    return mail_relay.sender_of(folder, SimpleNamespace(mail=settings))  # type: ignore[arg-type]


def queue(store: Store, name: str = "message", language: str = "en") -> None:
    token = TOKEN.value if name in LINKS else ""
    mail.queue(store, people.account(store), Outgoing(name, TO, language, token), NOW)


def send_campaign(sender: Sender, language: str = "en") -> None:
    mail_door.send(sender, mails.campaign(language=language), Single(ID, TO, TOKEN.value, ["Ana Ruiz"]), NOW)


@pytest.mark.promise("P13")
def test_what_arrives_is_the_same_to_two_parsers(tmp_path: Path, store: Store) -> None:
    """P13: every fixed mail and a campaign, in both languages, over TLS; two parsers agree on all of it."""
    for name in NAMES:
        for language in ("en", "es"):
            queue(store, name, language)
    with mail_server(tmp_path) as (server, settings):
        sender = carrier(tmp_path, settings)
        assert mail.send_due(store, OURS, sender, NOW) == Sent(2 * len(NAMES))
        send_campaign(sender)
        send_campaign(sender, "es")

    assert len(server.got) == 2 * len(NAMES) + 2
    assert all(server.over_tls)
    for number in range(len(server.got)):
        agree(server.raw(number))
        assert server.got[number].rcpt_tos == [TO]
    assert server.got[0].mail_from == OURS.sender
    assert server.got[-1].mail_from == f"bounces+{ID}@mail.larkspur.example"


def agree(raw: bytes) -> None:
    """Hold what two parsers say of a mail against each other."""
    ours, theirs = mails.parsed(raw), fast_mail_parser.parse_email(raw)
    assert theirs.warnings == []
    assert not ours.defects
    assert theirs.attachments == []
    assert {name: [str(value)] for name, value in ours.items()} == dict(theirs.headers)
    assert theirs.subject == str(ours["Subject"])
    assert [one.replace("\r\n", "\n") for one in theirs.text_plain] == [mails.part(raw, "plain")]
    assert [one.replace("\r\n", "\n") for one in theirs.text_html] == [mails.part(raw, "html")]
    assert all(len(line) <= 998 for line in raw.splitlines())
    assert raw.isascii(), "what every server on the way carries"


def test_campaign_arrives_byte_by_byte_as_it_was_made(tmp_path: Path) -> None:
    with mail_server(tmp_path) as (server, settings):
        send_campaign(carrier(tmp_path, settings))

    assert server.raw() == mails.campaign().finished(ID, TO, TOKEN, NOW).raw
    assert (
        f"\r\nList-Unsubscribe: <{OURS.base}/preferences/{TOKEN.value}/unsubscribe>\r\n".encode()
        in server.raw()
    )


FAULTS: dict[str, dict[str, object]] = {
    "450 at RCPT": {"answers": {"RCPT": "450 4.2.0 later"}},
    "451 at DATA": {"answers": {"DATA": "451 4.3.0 later"}},
    "554 at DATA": {"answers": {"DATA": "554 5.7.1 not this"}},
    "554 not you": {"answers": {"RCPT": "554 5.7.1 not you"}},
    "cut before": {"hang_up": "RCPT"},
    "cut after": {"hang_up": "DATA"},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_necessary_mail_survives_every_fault_of_the_server(
    tmp_path: Path, store: Store, fault: dict[str, object]
) -> None:
    """It is tried again until it is taken, under one number; once taken, never again."""
    queue(store)
    with store.reading():
        (row,) = Mail.select()
    with mail_server(tmp_path, **fault) as (server, settings):
        sender = carrier(tmp_path, settings)
        assert mail.send_due(store, OURS, sender, NOW) == Sent(0, 1, 0)
        server.answers, server.hang_up = {}, ""
        before = len(server.got)
        assert mail.send_due(store, OURS, sender, NOW + timedelta(minutes=1)) == Sent(1)
        assert mail.send_due(store, OURS, sender, NOW + timedelta(days=9)) == Sent()

    assert before == (fault.get("hang_up") == "DATA"), "the one fault after which a mail can come twice"
    numbers = {str(mails.parsed(server.raw(number))["Message-ID"]) for number in range(len(server.got))}
    assert numbers == {f"<{row.id}@larkspur.example>"}


def test_server_that_is_down_loses_nothing(tmp_path: Path, store: Store) -> None:
    for _ in range(3):
        queue(store)
    with mail_server(tmp_path) as (server, settings):
        pass
    assert mail.send_due(store, OURS, carrier(tmp_path, settings), NOW) == Sent(0, 3, 0)

    with mail_server(tmp_path) as (server, settings):
        sender = carrier(tmp_path, settings)
        assert mail.send_due(store, OURS, sender, NOW + timedelta(minutes=1)) == Sent(3)
        assert len({str(mails.parsed(server.raw(n))["Message-ID"]) for n in range(3)}) == 3


def test_unknown_address_is_given_up_and_the_others_are_sent(tmp_path: Path, store: Store) -> None:
    with mail_server(tmp_path, answers={"RCPT": "550 5.1.1 nobody"}) as (server, settings):
        sender = carrier(tmp_path, settings)
        queue(store)
        assert mail.send_due(store, OURS, sender, NOW) == Sent(0, 0, 1)
        server.answers = {}
        queue(store)
        assert mail.send_due(store, OURS, sender, NOW) == Sent(1)


@pytest.mark.parametrize(
    ("fault", "unknown"),
    [({"hang_up": "RCPT"}, False), ({"hang_up": "DATA"}, True), ({"answers": {"DATA": "451 later"}}, False)],
    ids=["cut before", "cut after", "refused"],
)
def test_campaign_knows_whether_its_outcome_is_known(
    tmp_path: Path, fault: dict[str, object], unknown: bool
) -> None:
    with mail_server(tmp_path, **fault) as (_server, settings), pytest.raises(NotSent) as failed:
        send_campaign(carrier(tmp_path, settings))

    assert failed.value.unknown is unknown


def test_no_page_waits_for_a_slow_server(tmp_path: Path, app: Flask, client: FlaskClient) -> None:
    """While a mail takes three seconds, pages come as ever, and queueing takes no longer than a row does."""
    house = app.extensions["privet"]
    import threading  # noqa: PLC0415

    with mail_server(tmp_path, wait=3.0) as (server, settings):
        queue(house.store)
        sender = carrier(tmp_path, settings)

        def work() -> None:
            mail.send_due(house.store, OURS, sender, NOW)
            house.store.close()

        thread = threading.Thread(target=work)
        thread.start()
        time.sleep(0.5)
        begun = time.monotonic()
        assert client.get("/").status_code == 200
        queue(house.store)
        taken = time.monotonic() - begun
        assert thread.is_alive(), "the mail was still on its way"
        thread.join(20)

    assert taken < 2
    assert len(server.got) == 1
    house.store.close()


@pytest.mark.promise("P27")
@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\u2028", "%0d%0a", "=0D=0A", "\\r\\n"])
def test_nobody_adds_a_header_through_an_address(tmp_path: Path, store: Store, break_: str) -> None:
    """P27: what people type is refused before it waits, or it stays an address; no header comes of it."""
    typed = f"a@example.org{break_}Bcc: other@example.org"
    with mail_server(tmp_path) as (server, settings):
        with pytest.raises(NoSuchMail):
            mail.queue(store, people.account(store), Outgoing("message", typed), NOW)
        with pytest.raises(ValueError, match="To"):
            mail_door.send(carrier(tmp_path, settings), mails.campaign(), Single(ID, typed, TOKEN.value), NOW)

    assert server.got == []


def test_line_that_is_a_single_dot_ends_no_mail(tmp_path: Path) -> None:
    prepared = mails.campaign("    .\n    .quit\n\nThe rest of it.\n\n    ..\n")
    with mail_server(tmp_path) as (server, settings):
        mail_door.send(carrier(tmp_path, settings), prepared, Single(ID, TO, TOKEN.value), NOW)

    assert server.raw() == prepared.finished(ID, TO, TOKEN, NOW).raw
    assert isinstance(server, Server)
    assert "The rest of it." in mails.part(server.raw(), "plain")
