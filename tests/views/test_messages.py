"""Secure messages: who may read and write which, what is taken with them, and what it leaves behind."""

import re
import tempfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import werkzeug.formparser
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from privet.domain import attachment_pdf, attempts, events, message_reading, messages
from privet.domain import sessions as live_sessions
from privet.domain.attachments import LARGEST
from privet.domain.message_drafts import Draft
from privet.domain.message_parties import OFFICE_COMMAND
from privet.domain.refusals import NotYours
from privet.domain.roles import OWNERS
from privet.storage.delegations import Delegation
from privet.storage.events import Event
from privet.storage.ids import new_id
from privet.storage.messages import Attachment, Mail, Message
from privet.storage.people import Person
from privet.storage.store import Store
from privet.web import access, sessions, uploads
from tests import files, people

MARK = "Marked-Quercus-7351"


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions["privet"].store
    return found


@pytest.fixture
def cast(app: Flask, store: Store) -> dict[str, Any]:
    """Give a member, another one of the same group, one of another group, and the representatives of both."""
    cast: dict[str, Any] = {}
    for name, group in (("ana", "hollis-mills"), ("bob", "hollis-mills"), ("cleo", "other-works")):
        people.group(store, group)
        cast[name] = people.person(store, f"{name}-1", group=group, name=f"{name.title()} Ruiz")
        cast[f"{name}-account"] = people.account(
            store, person=cast[name], user_name=name, email=f"{name}@example.org"
        )
    for name, group in (("hollis", "hollis-mills"), ("other", "other-works")):
        office = people.representative(store, f"{name}-office", group)
        cast[f"{name}-account"] = people.account(
            store, "representative", representative=office, user_name=name, email=f"{name}@example.org"
        )
    return cast


def signed(app: Flask, cast: dict[str, Any], name: str) -> FlaskClient:
    return people.signed_in(app, cast[f"{name}-account"])


def send(
    client: FlaskClient, path: str, *sent: tuple[str, bytes], page: str = "", **values: str
) -> TestResponse:
    """Send a form as a browser does: with an empty part where no file was chosen."""
    token = people.token(client.get(page or path).text)
    return post(client, path, *sent, csrf_token=token, **values)


def post(client: FlaskClient, path: str, *sent: tuple[str, bytes], **values: str) -> TestResponse:
    """Send a form in several parts; Werkzeug’s client would use a temporary file."""
    chosen = [FileStorage(BytesIO(content), name) for name, content in sent or [("", b"")]]
    boundary, body = encode_multipart(values | {"files": chosen})
    return client.post(path, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def begin(client: FlaskClient, *sent: tuple[str, bytes], to: str = "office", text: str = MARK) -> str:
    answer = send(client, "/account/messages/write", *sent, to=to, subject="My card", text=text)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def about(store: Store, person: str, action: str) -> list[tuple[str, str]]:
    with store.reading():
        return [(e.actor, e.purpose) for e in Event.about(person) if e.action == action]


def test_member_writes_to_the_office_and_reads_the_answer(
    app: Flask, store: Store, cast: dict[str, Any]
) -> None:
    ana = signed(app, cast, "ana")
    place = begin(ana, ("my card.png", files.png()), text="Hello <b>there</b>\n\nsecond line")
    conversation = place.rpartition("/")[2]
    now = sessions.now()

    page = ana.get(place).text
    assert "Hello &lt;b&gt;there&lt;/b&gt;\n\nsecond line" in page
    assert "my card.png" in page
    messages.answer(store, OFFICE_COMMAND, conversation, Draft("It is on its way."), now)
    assert ">new<" in ana.get("/account/messages/").text
    assert "It is on its way." in ana.get(place).text
    assert ">new<" not in ana.get("/account/messages/").text
    assert about(store, cast["ana"], "message.sent") == [
        (f"member.{cast['ana-account']}", ""),
        ("command", ""),
    ]


@pytest.mark.promise("P25")
def test_member_and_representative_write_to_each_other(
    app: Flask, store: Store, cast: dict[str, Any]
) -> None:
    """P25: the member reaches the own representative, who answers by name."""
    ana, hollis = signed(app, cast, "ana"), signed(app, cast, "hollis")
    place = begin(ana, to="representative")

    assert "Ana Ruiz" in hollis.get("/account/messages/").text
    assert MARK in hollis.get(place).text
    assert send(hollis, place, text="We will look.").status_code == 303
    page = ana.get(place).text
    assert "Your representative, Office of hollis-mills" in page
    assert "We will look." in page
    actor = f"representative.{cast['hollis-account']}"
    assert set(about(store, cast["ana"], "record.read")) >= {(actor, "message")}


@pytest.mark.promise("P36")
def test_conversations_of_others_are_like_unknown_ones(
    app: Flask, store: Store, cast: dict[str, Any]
) -> None:
    """P36: whatever stands between two, nobody else can read, answer or tell from nothing."""
    ana = signed(app, cast, "ana")
    theirs = begin(ana, ("a.pdf", files.pdf()), to="representative")
    office = begin(ana, ("b.pdf", files.pdf()))
    found = {
        place: re.findall(r"/account/messages/files/[\w-]+", ana.get(place).text)
        for place in (theirs, office)
    }
    events_before = len(events.listed(store))
    strangers = {
        "bob": [theirs, office],
        "cleo": [theirs, office],
        "other": [theirs, office],
        "hollis": [office],
    }

    for name, places in strangers.items():
        client = signed(app, cast, name)
        for place in places:
            for path in (place, *found[place]):
                foreign = client.get(path)
                nowhere = path.rpartition("/")[0] + "/" + new_id()
                unknown = client.get(nowhere).text.replace(nowhere, path)
                assert (foreign.status_code, foreign.text) == (404, unknown), (name, path)
            token = people.token(client.get("/account/messages/").text)
            assert post(client, place, csrf_token=token, text="x").status_code == 404
        assert MARK not in client.get("/account/messages/").text
    about_ana = [e for e in events.listed(store)[events_before:] if e.subject == cast["ana"]]
    own_list = f"representative.{cast['hollis-account']}"
    assert {event.actor for event in about_ana} == {own_list}
    with pytest.raises(NotYours):
        message_reading.read(store, OFFICE_COMMAND, theirs.rpartition("/")[2], sessions.now())


def test_who_changes_the_group_takes_no_messages_along(
    app: Flask, store: Store, cast: dict[str, Any]
) -> None:
    place = begin(signed(app, cast, "ana"), to="representative")
    with store.writing():
        Person.update(group="other-works").where(Person.id == cast["ana"]).execute()

    for name in ("hollis", "other"):
        client = signed(app, cast, name)
        assert client.get(place).status_code == 404
        assert "Ana Ruiz" not in client.get("/account/messages/").text


def test_only_members_begin_and_only_with_their_own_representatives(
    app: Flask, store: Store, cast: dict[str, Any]
) -> None:
    hollis = signed(app, cast, "hollis")
    child = people.person(store, "child-1", holder=cast["ana"], relation="child", group="hollis-mills")
    alone = people.person(store, "alone-1")

    assert hollis.get("/account/messages/write").status_code == 403
    for person in (child, alone):
        client = people.signed_in(app, people.account(store, person=person, user_name=new_id()))
        assert 'value="representative"' not in client.get("/account/messages/write").text
        forged = send(client, "/account/messages/write", to="representative", subject="x", text="x")
        assert forged.status_code == 422


def test_holder_reads_nothing_of_a_dependent(app: Flask, store: Store, cast: dict[str, Any]) -> None:
    child = people.person(store, "child-1", holder=cast["ana"], relation="child")
    place = begin(people.signed_in(app, people.account(store, person=child, user_name="kim")))

    assert signed(app, cast, "ana").get(place).status_code == 404


def test_every_page_of_messages_asks_an_agent_for_its_scope(app: Flask) -> None:
    for name in ("messages", "write_message", "conversation", "answer", "attachment"):
        declared = access.of(app.view_functions[f"account.{name}"])
        assert declared is not None
        assert declared.scope == "messages"
        assert declared.roles <= {*OWNERS, "representative"}


@pytest.mark.parametrize(("scope", "status"), [('["see", "messages"]', 200), ('["see"]', 403)])
def test_agent_writes_as_far_as_the_paper_goes(
    app: Flask, store: Store, cast: dict[str, Any], scope: str, status: int
) -> None:
    agent = people.account(store, "agent", name="Lee Agent", user_name="lee")
    with store.writing():
        Delegation.create(
            id=new_id(),
            person=cast["ana"],
            agent=agent,
            kind="agent",
            scope=scope,
            paper="in the file",
            starts_on=date(2020, 1, 1),
        )
    value, live = live_sessions.begin(store, agent, half=False, browser="", now=sessions.now())
    live.data["for"] = cast["ana"]
    live_sessions.keep(store, live)
    client = app.test_client()
    client.set_cookie(sessions.COOKIE, value, domain="localhost", path="/", secure=True, httponly=True)

    assert client.get("/account/messages/").status_code == status
    if status == 200:
        page = signed(app, cast, "ana").get(begin(client)).text
        assert "Lee Agent, who acts for the member" in page
        assert (f"agent.{agent}", "") in about(store, cast["ana"], "message.sent")
        assert client.get("/account/messages/").status_code == 200
        assert (f"agent.{agent}", "acting") in about(store, cast["ana"], "record.read")


def test_file_comes_back_as_it_was_under_a_name_of_ours(
    app: Flask, store: Store, cast: dict[str, Any]
) -> None:
    ana = signed(app, cast, "ana")
    sent = files.pdf()
    page = ana.get(begin(ana, (f"../{MARK}<script>.exe", sent))).text
    (path,) = re.findall(r"/account/messages/files/[\w-]+", page)

    answer = ana.get(path)

    assert f"{MARK}&lt;script&gt;.exe" in page
    assert answer.data == sent
    assert answer.mimetype == "application/pdf"
    assert re.fullmatch(
        r'attachment; filename="attachment-[\w-]{22}\.pdf"', answer.headers["Content-Disposition"]
    )
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox ; frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert MARK not in str(answer.headers)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ([("scan.pdf", b"<html><script>")], "scan.pdf: We take PDF, PNG and JPEG files."),
        ([("big.png", files.png() + bytes(LARGEST))], "big.png: This file is larger than 5 MB."),
        ([("empty.pdf", b"")], "empty.pdf: This file is empty."),
        ([("half.pdf", files.pdf()[:300])], "half.pdf: We can’t read this file"),
        ([(f"{n}.png", files.png()) for n in range(4)], "A message takes 3 files."),
        ([("good.png", files.png()), ("bad.gif", b"GIF89a")], "bad.gif: We take"),
    ],
)
def test_refused_file_says_what_to_send_and_keeps_what_was_typed(
    app: Flask, store: Store, cast: dict[str, Any], sent: list[tuple[str, bytes]], said: str
) -> None:
    ana = signed(app, cast, "ana")

    answer = send(ana, "/account/messages/write", *sent, to="office", subject="My card", text=f"Kept {MARK}")

    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-describedby="files-why files-fault"' in answer.text
    assert f"Kept {MARK}" in answer.text
    assert 'value="My card"' in answer.text
    with store.reading():
        assert Message.select().count() == Attachment.select().count() == 0


def write(client: FlaskClient, *sent: tuple[str, bytes], text: str = "Hello") -> TestResponse:
    return send(client, "/account/messages/write", *sent, to="office", subject="My card", text=text)


@pytest.mark.parametrize(("file", "text"), [(b"GIF89a", "Hello"), (files.png(), "")])
def test_files_that_become_no_message_end_after_twenty_an_hour(
    app: Flask, store: Store, cast: dict[str, Any], file: bytes, text: str
) -> None:
    ana, bob = signed(app, cast, "ana"), signed(app, cast, "bob")
    for number in range(20):
        if number == 10:
            begin(ana, ("good.png", files.png()))  # What is sent clears nothing but itself.
        assert "Many files came from you" not in write(ana, ("a", file), text=text).text

    attempts.forgive(store, cast["ana-account"])  # As signing in anew does.
    answer = write(ana, ("good.png", files.png()))

    assert answer.status_code == 422
    assert "Many files came from you" in answer.text
    assert write(ana, text="Without files").status_code == 303
    assert write(bob, ("good.png", files.png())).status_code == 303


def test_files_that_are_sent_count_towards_no_refusal(app: Flask, cast: dict[str, Any]) -> None:
    ana = signed(app, cast, "ana")

    assert {write(ana, ("a.png", files.png())).status_code for _ in range(22)} == {303}


def test_whoever_finds_many_files_looked_through_is_asked_to_come_back(
    app: Flask, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = signed(app, cast, "ana")
    monkeypatch.setattr(attachment_pdf, "PATIENCE", 0.1)

    with attachment_pdf.TURN:
        answer = write(ana, ("a.pdf", files.pdf()), text=f"Kept {MARK}")

    assert answer.status_code == 422
    assert "We are looking at many files" in answer.text
    assert f"Kept {MARK}" in answer.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": " \n "}, "Please write your message."),
        ({"text": "é" * 10_001}, "This has 10001 characters"),
        ({"subject": "x" * 121}, "Please say in at most 120 characters"),
        ({"to": "everybody"}, "Please choose one of the answers"),
    ],
)
def test_fault_stands_beside_its_field(
    app: Flask, cast: dict[str, Any], values: dict[str, str], said: str
) -> None:
    usual = {"to": "office", "subject": "My card", "text": "Hello"} | values

    answer = send(signed(app, cast, "ana"), "/account/messages/write", **usual)

    assert answer.status_code == 422
    assert said in answer.text


def test_longest_text_arrives_whole(app: Flask, cast: dict[str, Any]) -> None:
    ana, text = signed(app, cast, "ana"), "中" * 10_000

    assert text in ana.get(begin(ana, text=text)).text


def test_form_that_was_carried_through_signing_in_asks_for_its_files_again(
    app: Flask, store: Store, cast: dict[str, Any]
) -> None:
    ana = signed(app, cast, "ana")
    token = people.token(ana.get("/account/messages/write").text)
    typed = {"csrf_token": token, "to": "office", "subject": "My card", "text": MARK, "files": "lost"}

    answer = ana.post("/account/messages/write", data=typed)

    assert answer.status_code == 422
    assert "Signing in came in between." in answer.text
    assert MARK in answer.text


@pytest.mark.promise("P30", "P11")
def test_upload_makes_no_temporary_file(
    app: Flask, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """P30, P11: even the largest file is taken apart in memory; no temporary file is ever asked for."""

    def sabotaged(*_options: object, **_more: object) -> None:
        raise AssertionError("a temporary file was asked for")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, sabotaged)
        monkeypatch.setattr(werkzeug.formparser, name, sabotaged, raising=False)
    ana = signed(app, cast, "ana")
    large = files.jpeg(1500, 1500, quality=100)
    assert 2_000_000 < len(large) < LARGEST

    begin(ana, *[(f"{n}.jpg", large) for n in range(3)])


def test_other_forms_take_no_more_than_before(app: Flask, cast: dict[str, Any]) -> None:
    ana = signed(app, cast, "ana")
    token = people.token(ana.get("/account/messages/").text)

    assert ana.post("/account/sign-off", data={"csrf_token": token, "x": "x" * 300_000}).status_code == 413
    too_large = post(ana, "/account/messages/write", ("a.png", bytes(uploads.LARGEST)))
    assert too_large.status_code == 413
    assert "three files of at most 5 MB" in too_large.text


def test_server_knows_the_cookie_and_the_addresses(app: Flask) -> None:
    assert uploads.COOKIE == sessions.COOKIE
    declared = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "largest_body", 0)
    ]
    assert declared
    assert all(path.startswith(uploads.PATHS) for path in declared)


@pytest.mark.promise("P27")
def test_mail_says_that_there_is_a_message_once_until_it_is_read(
    app: Flask, store: Store, cast: dict[str, Any]
) -> None:
    """P27: who is told by e-mail learns that there is a message; many messages make one mail."""
    ana, hollis = signed(app, cast, "ana"), signed(app, cast, "hollis")
    place = begin(ana, to="representative")
    send(ana, place, text="And another thing")

    def told() -> list[tuple[str, str, str | None]]:
        with store.reading():
            return [
                (row.template, row.recipient, row.token) for row in Mail.select().order_by(Mail.queued_at)
            ]

    assert told() == [("message", "hollis@example.org", None)]
    send(hollis, place, text="Answer")
    assert told()[1:] == [("message", "ana@example.org", None)]


def test_message_and_files_are_sealed(app: Flask, store: Store, cast: dict[str, Any]) -> None:
    begin(signed(app, cast, "ana"), (f"{MARK}.png", files.png()))

    cursor = store.database.execute_sql("SELECT subject FROM conversation UNION ALL SELECT text FROM message")
    held = [bytes(row[0]) for row in cursor.fetchall()]
    cursor = store.database.execute_sql("SELECT name, content FROM attachment")
    held += [bytes(part) for row in cursor.fetchall() for part in row]
    assert len(held) == 4
    assert all(MARK.encode() not in part and b"My card" not in part and b"IHDR" not in part for part in held)


def test_day_has_a_limit(
    app: Flask, store: Store, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "MESSAGES_A_DAY", 1)
    ana = signed(app, cast, "ana")
    place = begin(ana)

    answer = send(ana, place, text=MARK)

    assert answer.status_code == 422
    assert "as much as we can take in one day" in answer.text
    assert MARK in answer.text


def test_long_conversation_asks_for_a_new_one(
    app: Flask, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = signed(app, cast, "ana")
    place = begin(ana)
    monkeypatch.setattr(messages, "LONGEST_CONVERSATION", 1)

    answer = send(ana, place, text="more")

    assert answer.status_code == 422
    assert "Please begin a new one." in answer.text


@pytest.mark.promise("P24")
def test_each_look_leaves_one_event(app: Flask, store: Store, cast: dict[str, Any]) -> None:
    """P24: the member sees who has read the messages, and when."""
    place = begin(signed(app, cast, "ana"), to="representative")
    hollis = signed(app, cast, "hollis")
    before = len(about(store, cast["ana"], "record.read"))

    hollis.get(place)

    looks = about(store, cast["ana"], "record.read")[before:]
    assert looks == [(f"representative.{cast['hollis-account']}", "message")]
