"""Who has a part in a conversation: the person, the representatives of a group, or the office."""

from dataclasses import dataclass

from privet.domain.refusals import NotYours
from privet.domain.roles import AGENT, PEOPLE, role_of
from privet.domain.roles import REPRESENTATIVE as ROLE
from privet.domain.signed import Signed
from privet.storage.messages import Conversation

PERSON, REPRESENTATIVE, OFFICE = "person", "representative", "office"


@dataclass(frozen=True)
class Party:
    """Somebody who reads and writes messages: on which side, and for which person or group."""

    actor: str
    side: str
    purpose: str = "message"
    person: str = ""
    group: str = ""

    @staticmethod
    def side_of(author: str) -> str:
        """Give the side of whoever wrote a message."""
        role = role_of(author)
        return PERSON if role in {*PEOPLE, AGENT} else REPRESENTATIVE if role == ROLE else OFFICE


OFFICE_COMMAND = Party("command", OFFICE)


def party_of(who: Signed) -> Party:
    """Give on which side ``who`` is.

    :raises NotYours: when they look after no record and no group.
    """
    if who.is_staff:
        return Party(who.actor, OFFICE)
    if who.role == ROLE and who.group:
        return Party(who.actor, REPRESENTATIVE, group=who.group)
    if who.subject:
        purpose = "acting" if who.acting_for else "own-record"
        return Party(who.actor, PERSON, purpose, person=who.subject)
    raise NotYours


def opened(party: Party, conversation: str) -> Conversation:
    """Give a conversation in which ``party`` has a part, inside of a block that reads or writes.

    :raises NotYours: for everybody else’s, and for ids that nobody has.
    """
    row = Conversation.by_id(conversation)
    if row is None or not has_part(party, row):
        raise NotYours
    return row


def has_part(party: Party, row: Conversation) -> bool:
    """Say whether ``party`` may read and write there; it is asked each time, since people change groups."""
    if party.side == PERSON:
        return bool(party.person) and row.person_id == party.person
    if party.side == OFFICE:
        return row.other == OFFICE
    person = row.person
    theirs = bool(party.group) and row.group_id == party.group == person.group_id
    return row.other == REPRESENTATIVE and theirs and not person.holder_id
