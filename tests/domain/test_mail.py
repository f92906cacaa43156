"""Mails that wait: written with their cause, sent once, and to nobody who doesn’t want them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from privet.domain import events, mail, mail_names, mail_templates, times
from privet.domain.mail import NotSent, Outgoing, Sent
from privet.domain.mail_templates import NoSuchMail
from privet.storage.ids import new_id
from privet.storage.messages import Mail
from privet.storage.people import Person
from privet.storage.readers import Reader
from privet.storage.store import Store
from tests import mails, people
from tests.mails import NOW, OURS, TO, Kept

TOKEN = mails.TOKEN.value
MARK = "Marked-Quercus-7351"


@pytest.fixture
def store(app: Flask) -> Iterator[Store]:
    store: Store = app.extensions["privet"].store
    yield store
    store.close()


def waiting(store: Store) -> int:
    with store.reading():
        return Mail.select().count()


def queue(store: Store, name: str = "message", recipient: str = "ana.ruiz@example.org") -> None:
    outgoing = Outgoing(name, recipient, token=TOKEN if name == "confirm" else "")
    mail.queue(store, people.account(store), outgoing, NOW)


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
    with store.reading():
        (row,) = Mail.due(times.micro(NOW), 9)
    assert mail._claim(store, row, NOW)
    assert mail._claim(store, row, NOW) is None

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


def reader(store: Store, address: str = TO, **facts: object) -> str:
    with store.writing():
        made = Reader.create(id=new_id(), address=address, way="web", asked_at=times.micro(NOW), **facts)
        return str(made.id)


def preferences(language: str = "en") -> Outgoing:
    return Outgoing("preferences", TO, language, TOKEN)


def test_reader_is_asked_to_confirm_and_told_how_long_that_works(store: Store) -> None:
    mail.queue_for_reader(store, reader(store), preferences(), NOW)
    kept = Kept()

    assert mail.send_due(store, OURS, kept, NOW + timedelta(days=3)) == Sent(1)

    text = mails.part(kept.given[0].raw, "plain")
    assert f"https://www.larkspur.example/preferences/confirm/{TOKEN}/\n" in text
    assert "until November 30, 2026" in " ".join(text.split())
    assert kept.given[0].sender == OURS.sender


def test_link_for_preferences_is_not_sent_after_its_seven_days(store: Store) -> None:
    mail.queue_for_reader(store, reader(store), preferences("es"), NOW)

    assert mail.send_due(store, OURS, Kept(), NOW + timedelta(days=7, minutes=1)) == Sent(0, 0, 1)


def test_mail_of_a_reader_who_is_deleted_goes_with_them(store: Store) -> None:
    who = reader(store)
    mail.queue_for_reader(store, who, preferences(), NOW)
    with store.writing():
        Mail.delete().where(Mail.reader == who).execute()
        Reader.delete().where(Reader.id == who).execute()
    assert mail.send_due(store, OURS, Kept(), NOW) == Sent()


@pytest.mark.promise("P28")
def test_who_refuses_to_be_written_to_online_is_told_nothing(store: Store) -> None:
    """P28: whoever doesn’t want information collected online gets letters, no mails."""
    person = people.person(store, "ana-1", refused="collect")
    account = people.account(store, person=person, user_name="ana", email=TO)

    assert not mail.tell(store, account, "message", NOW)
    assert waiting(store) == 0


def test_what_guards_an_account_is_told_whatever_was_refused(store: Store) -> None:
    """Anybody may refuse for anybody; nobody shall silence the warning before an attack by that."""
    person = people.person(store, "ana-1", refused="collect use distribute")
    account = people.account(store, person=person, user_name="ana", email=TO)

    assert mail.tell(store, account, "changed", NOW)
    assert waiting(store) == 1


@pytest.mark.promise("P28")
def test_choice_made_after_a_mail_was_queued_is_obeyed(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """P28: what somebody refuses is asked again in the moment of sending."""
    person = people.person(store, "ana-1")
    account = people.account(store, person=person, user_name="ana", email=TO)
    assert mail.tell(store, account, "message", NOW)
    with store.writing():
        Person.refusing(person, "collect")
    kept = Kept()

    assert mail.send_due(store, OURS, kept, NOW) == Sent(0, 0, 1)
    assert kept.given == []
    assert "isn’t wanted any more" in caplog.text
    assert waiting(store) == 0


def test_necessary_mail_is_tried_again_under_the_same_number(store: Store) -> None:
    queue(store)
    unknown, kept = Kept(NotSent("SMTPServerDisconnected", unknown=True)), Kept()
    with store.reading():
        (row,) = Mail.due(times.micro(NOW), 9)

    assert mail.send_due(store, OURS, unknown, NOW) == Sent(0, 1, 0)
    assert mail.send_due(store, OURS, kept, NOW + timedelta(minutes=1)) == Sent(1)
    assert mails.parsed(kept.given[0].raw)["Message-ID"] == f"<{row.id}@larkspur.example>"


def family(store: Store) -> str:
    person = people.person(store, "ana-1")
    people.person(store, "leo-1", name="Leo Ruiz", holder=person, relation="child", email=None)
    return person


@pytest.mark.promise("P27")
def test_names_are_read_with_an_event_that_everybody_named_can_see(store: Store) -> None:
    """P27: the guard learns whom a mail mustn’t name; each sees under “Who has looked” that it did."""
    person = family(store)
    account = people.account(store, person=person, user_name="ana", email=TO)

    assert set(mail_names.of_account(store, account)) == {"Ana María Ruiz", "Leo Ruiz"}
    assert set(mail_names.of_reader(store, reader(store))) == {"Ana María Ruiz", "Leo Ruiz"}
    assert mail_names.of_account(store, people.account(store, role="desk")) == ()
    assert mail_names.of_reader(store, reader(store, "else@example.org")) == ()
    assert mail_names.of_reader(store, new_id()) == ()
    seen = events.listed(store, "record.read")
    assert {event.purpose for event in seen} == {"mail-check"}
    assert len({event.subject for event in seen}) == 2
    assert len(seen) == 4


def test_names_of_a_reader_whose_record_has_another_address_are_read_too(store: Store) -> None:
    person = family(store)

    assert len(mail_names.of_reader(store, reader(store, "second@example.org", person=person))) == 2


@pytest.mark.promise("P27")
def test_names_reach_the_guard(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """P27: a name that got into a mail is found at sending, and the log tells the kind alone."""
    account = people.account(store, person=family(store), user_name="ana", email=TO)
    mail.tell(store, account, "message", NOW)
    real = mail_templates.Text.filled
    monkeypatch.setattr(mail_templates.Text, "filled", lambda *given: f"Leo, 900-12-4417: {real(*given)}")

    assert mail.send_due(store, OURS, Kept(), NOW) == Sent(0, 1, 0)
    assert "a mail of the kind message waits: Guarded: name, ssn, text" in caplog.text
    assert not any(word in caplog.text for word in ("Leo", "4417", "ana.ruiz"))


def test_mail_is_claimed_right_before_it_is_sent(store: Store) -> None:
    """However slow the relay is, nobody holds mails that another process could send meanwhile."""
    for _ in range(3):
        queue(store)
    left: list[int] = []

    class Slow(Kept):
        def send(self, finished: object) -> None:
            with store.reading():
                left.append(len(Mail.due(times.micro(NOW), 9)))

    assert mail.send_due(store, OURS, Slow(), NOW) == Sent(3)
    assert left == [2, 1, 0]
