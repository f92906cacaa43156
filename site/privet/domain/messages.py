"""Messages between people on record, their representatives and the office; none of it ever goes by e-mail."""

from datetime import datetime, timedelta

from privet.domain import attempts, events, mail
from privet.domain.events import Act
from privet.domain.message_drafts import Draft
from privet.domain.message_parties import OFFICE, REPRESENTATIVE, Party, opened
from privet.domain.refusals import NotYours
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.ids import new_id
from privet.storage.messages import Attachment, Conversation, Message
from privet.storage.people import Person
from privet.storage.store import Store

LONGEST_CONVERSATION = 100  # Messages, so that a page stays one that can be read.
DAY = timedelta(days=1)
MESSAGES_A_DAY = 40  # Of one account, so that nobody fills the disk.
BYTES_A_DAY = 60 * 1024 * 1024


class TooMuch(Exception):
    """So much can’t be sent in one day; it must wait until tomorrow."""


class TooLong(Exception):
    """The conversation has so many messages that another one should begin."""


def recipients(store: Store, person: str) -> tuple[str, ...]:
    """Give to whom a person may write: the office, and a member also to the group’s representatives."""
    with store.reading():
        row = Person.by_id(person)
        return (OFFICE, REPRESENTATIVE) if row is not None and _group(row) else (OFFICE,)


def begin(store: Store, party: Party, to: str, draft: Draft, now: datetime) -> str:
    """Begin a conversation, which only the person may whom it is about; gives its id.

    :raises NotYours: when they may not write to ``to``.
    :raises TooMuch: when it is too much for one day.
    """
    with store.writing():
        person = Person.by_id(party.person) if party.person else None
        group = _group(person) if person and to == REPRESENTATIVE else None
        if person is None or to not in {OFFICE, REPRESENTATIVE} or (to == REPRESENTATIVE and not group):
            raise NotYours
        moment = micro(now)
        row = Conversation(id=new_id(), person=person.id, other=to, group=group)
        row.subject, row.begun_at, row.newest_at = draft.subject, moment, moment
        row.save(force_insert=True)
        _send(store, party, row, draft, now)
        return str(row.id)


def answer(store: Store, party: Party, conversation: str, draft: Draft, now: datetime) -> None:
    """Write into a conversation that ``party`` has a part in.

    :raises NotYours: when there is no such conversation, or it is somebody else’s.
    :raises TooLong: when it has too many messages.
    :raises TooMuch: when it is too much for one day.
    """
    with store.writing():
        row = opened(party, conversation)
        if len(Message.of(row.id)) >= LONGEST_CONVERSATION:
            raise TooLong
        _send(store, party, row, draft, now)
        Conversation.update(newest_at=micro(now)).where(Conversation.id == row.id).execute()


def _send(store: Store, party: Party, row: Conversation, draft: Draft, now: datetime) -> None:
    _check_day(party, draft, now)
    is_first = party.side not in {party.side_of(author) for _id, author in Message.unread([row.id])}
    message = Message(id=new_id(), conversation=row.id, author=party.actor)
    message.text, message.sent_at = draft.text, micro(now)
    message.save(force_insert=True)
    for file in draft.files:
        kept = Attachment(id=new_id(), message=message.id, kind=file.kind)
        kept.name, kept.size, kept.content = file.name, len(file.content), file.content
        kept.save(force_insert=True)
    account = party.actor.partition(".")[2]
    if draft.files and account:  # Its form counted as an upload that may go wrong.
        attempts.give_back(store, "upload", (account,))
    detail = {"conversation": row.id, "message": message.id, "files": len(draft.files)}
    _record(store, Act(actor=party.actor, action="message.sent", subject=row.person_id, detail=detail))
    if is_first:  # One mail until it is read, however many messages follow.
        _tell(store, party, row, now)


def _check_day(party: Party, draft: Draft, now: datetime) -> None:
    count, size = Message.sent_since(party.actor, micro(now - DAY))
    if party.side == OFFICE:
        return
    if count >= MESSAGES_A_DAY or size + sum(len(file.content) for file in draft.files) > BYTES_A_DAY:
        raise TooMuch


def _record(store: Store, act: Act) -> None:
    try:
        events.record(store, act)
    except LookupError as error:  # Somebody who was erased meanwhile.
        raise NotYours from error


def _tell(store: Store, party: Party, row: Conversation, now: datetime) -> None:
    """Have the other side told by e-mail that there is a message, and nothing else (P27)."""
    if party.side in {OFFICE, REPRESENTATIVE}:
        own = Account.of_person(row.person_id)
        accounts = [own] if own is not None else []
    else:
        accounts = Account.of_group(row.group_id or "")
    for account in accounts:
        mail.tell(store, account.id, "message", now)


def _group(person: Person) -> str | None:
    """Give the group to whose representatives somebody may write: members who are covered, no dependents."""
    fits = person.status == "current" and not person.holder_id and person.group_id
    return person.group_id if fits and Account.of_group(person.group_id or "") else None
