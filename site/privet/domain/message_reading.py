"""Reading messages: each look at them leaves an event that the person can see."""

from dataclasses import dataclass
from datetime import datetime

from privet.domain import events, looking
from privet.domain.attachments import Enclosed
from privet.domain.events import Act
from privet.domain.message_parties import OFFICE, PERSON, REPRESENTATIVE, Party, has_part, opened
from privet.domain.messages import LONGEST_CONVERSATION
from privet.domain.refusals import NotYours
from privet.domain.roles import AGENT, role_of
from privet.domain.times import at, micro
from privet.storage.accounts import Account
from privet.storage.messages import Attachment, Conversation, Message
from privet.storage.store import Store

PAGE = 25


@dataclass(frozen=True)
class Listed:
    """A conversation in a list; ``name`` is the person’s, for a representative."""

    id: str
    other: str
    subject: str
    newest: datetime
    is_unread: bool
    name: str = ""


@dataclass(frozen=True)
class Said:
    """One message: from which side, by whom as far as that is told, and whether the reader’s own."""

    id: str
    side: str
    is_agent: bool
    name: str
    is_own: bool
    is_new: bool
    text: str
    sent: datetime
    files: tuple[Enclosed, ...]


@dataclass(frozen=True)
class Thread:
    """A conversation as one side reads it."""

    id: str
    person: str
    other: str
    subject: str
    name: str
    said: tuple[Said, ...]

    @property
    def is_full(self) -> bool:
        """Say whether another one should begin."""
        return len(self.said) >= LONGEST_CONVERSATION


def waiting(store: Store, party: Party) -> int:
    """Count the newest conversations in which something waits to be read, and open none of them."""
    with store.reading():
        rows = [row.id for row in _rows(party, 1)]
        return len({row for row, author in Message.unread(rows) if not _is_own(party, author)})


def listed(store: Store, party: Party, page: int) -> tuple[list[Listed], bool]:
    """Give a page of the conversations of ``party``, newest first, and whether there are more.

    The office’s list holds neither names nor subjects: for those, it opens the conversation.
    """
    with store.writing():
        rows = _rows(party, page)
        shown = rows[:PAGE]
        unread = {
            row for row, author in Message.unread([row.id for row in shown]) if not _is_own(party, author)
        }
        people = {row.person_id for row in shown} if party.side != OFFICE else set()
        names = {person: _look(store, party, person, "conversations") for person in sorted(people)}
        told = [
            Listed(
                id=row.id,
                other=row.other,
                subject=row.subject if party.side != OFFICE else "",
                newest=at(row.newest_at),
                is_unread=row.id in unread,
                name=names.get(row.person_id, ""),
            )
            for row in shown
        ]
    return told, len(rows) > PAGE


def read(store: Store, party: Party, conversation: str, now: datetime) -> Thread:
    """Give a conversation, and note that what the other side wrote was read.

    :raises NotYours: when there is no such conversation, or it is somebody else’s.
    """
    with store.writing():
        row = opened(party, conversation)
        name = _look(store, party, row.person_id, "messages")
        messages = Message.of(row.id)
        new = {m.id for m in messages if m.read_at is None and not _is_own(party, m.author)}
        Message.mark_read(sorted(new), micro(now))
        said = _said(party, messages, new)
        return Thread(row.id, row.person_id, row.other, row.subject, name, said)


def attachment(store: Store, party: Party, attachment: str) -> Enclosed:
    """Give one file with what it holds.

    :raises NotYours: when there is no such file, or it came with somebody else’s message.
    """
    with store.writing():
        row = Attachment.by_id(attachment)
        if row is None or not has_part(party, row.message.conversation):
            raise NotYours
        _look(store, party, row.message.conversation.person_id, "attachment")
        return Enclosed(row.id, row.name, row.kind, row.size, row.content)


def _rows(party: Party, page: int) -> list[Conversation]:
    """Give one conversation more than a page shows, which tells whether there is another page."""
    first = (page - 1) * PAGE
    if party.side == PERSON:
        return Conversation.of_person(party.person, first, PAGE + 1)
    if party.side == REPRESENTATIVE:
        return Conversation.of_group(party.group, first, PAGE + 1)
    return Conversation.of_office(first, PAGE + 1)


def _look(store: Store, party: Party, person: str, what: str) -> str:
    """Leave an event; gives the person’s name where others read, since people know their own."""
    if party.side != PERSON:
        return str(looking.read(store, party.actor, person, "message", ("name",))["name"])
    act = Act(
        actor=party.actor,
        action="record.read",
        subject=person,
        purpose=party.purpose,
        detail={"fields": [what]},
    )
    try:
        events.record(store, act)
    except LookupError as error:
        raise NotYours from error
    return ""


def _said(party: Party, messages: list[Message], new: set[str]) -> tuple[Said, ...]:
    files: dict[str, list[Enclosed]] = {}
    for file in Attachment.listed([message.id for message in messages]):
        files.setdefault(file.message_id, []).append(Enclosed(file.id, file.name, file.kind, file.size))
    names = {author: _name(author) for author in {message.author for message in messages}}
    return tuple(
        Said(
            id=message.id,
            side=party.side_of(message.author),
            is_agent=role_of(message.author) == AGENT,
            name=names[message.author],
            is_own=_is_own(party, message.author),
            is_new=message.id in new,
            text=message.text,
            sent=at(message.sent_at),
            files=tuple(files.get(message.id, ())),
        )
        for message in messages
    )


def _is_own(party: Party, author: str) -> bool:
    return party.side_of(author) == party.side


def _name(author: str) -> str:
    """Give the name on file of a representative or an agent; the office writes as the office."""
    role, _dot, account = author.partition(".")
    row = Account.by_id(account) if role in {REPRESENTATIVE, AGENT} else None
    if row is None:
        return ""
    return row.representative.name if row.representative else row.name or ""
