"""What is asked of conversations and mails, on both databases."""

from datetime import UTC, datetime, timedelta

from privet.domain import mail, message_reading, messages
from privet.domain.attachments import Checked
from privet.domain.mail import Outgoing, Sent
from privet.domain.mail_guard import Finished
from privet.domain.mail_templates import Ours
from privet.domain.message_drafts import Draft
from privet.domain.message_parties import OFFICE_COMMAND, Party
from privet.storage.store import Store
from tests import people

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
OURS = Ours("Larkspur", "1-614-555-0142", "https://www.larkspur.example", "office@larkspur.example")


class Kept:
    """A sender that keeps what it is given."""

    def __init__(self) -> None:
        self.given: list[Finished] = []

    def send(self, finished: Finished) -> None:
        """Keep it."""
        self.given.append(finished)


def test_messages_and_their_mails_on_both_databases(store: Store) -> None:
    group = people.group(store)
    office = people.representative(store)
    people.account(store, "representative", representative=office, user_name="r", email="r@example.org")
    person = people.person(store, "ana-1", group=group)
    account = people.account(store, person=person, user_name="ana", email="ana@example.org")
    member = Party(f"member.{account}", "person", "own-record", person=person)
    office_side = Party("representative.x", "representative", group=group)
    draft = Draft("Hello", (Checked("a.png", "png", b"content"),), "My card")

    with_group = messages.begin(store, member, "representative", draft, NOW)
    with_office = messages.begin(store, member, "office", draft, NOW)
    messages.answer(store, OFFICE_COMMAND, with_office, Draft("Yes"), NOW + timedelta(seconds=1))

    own, more = message_reading.listed(store, member, 1)
    assert ({each.id for each in own}, more) == ({with_group, with_office}, False)
    assert [each.id for each in message_reading.listed(store, office_side, 1)[0]] == [with_group]
    assert [each.id for each in message_reading.listed(store, OFFICE_COMMAND, 1)[0]] == [with_office]
    thread = message_reading.read(store, member, with_office, NOW)
    assert [said.is_new for said in thread.said] == [False, True]
    file = message_reading.attachment(store, member, thread.said[0].files[0].id)
    assert (file.content, file.size) == (b"content", 7)
    kept = Kept()
    mail.queue(store, account, Outgoing("confirm", "new@example.org", "es", "T" * 43), NOW)
    assert mail.send_due(store, OURS, kept, NOW + timedelta(seconds=1)) == Sent(3)
    assert {each.recipient for each in kept.given} == {"r@example.org", "ana@example.org", "new@example.org"}
    assert mail.send_due(store, OURS, kept, NOW + timedelta(seconds=1)) == Sent()
