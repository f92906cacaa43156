"""All rows that are held on one person, for the copy of everything and for who has looked."""

from typing import Any

from privet.storage.access_copies import AccessCopy
from privet.storage.accounts import Account
from privet.storage.activations import Activation
from privet.storage.corrections import Correction, Disagreement, Disclosure, Notice
from privet.storage.delegations import Acknowledgement, Delegation
from privet.storage.events import Event
from privet.storage.factors import Factor, RecoveryCode
from privet.storage.messages import Attachment, Conversation, EmailProof, Message
from privet.storage.sessions import Session


def disclosures(person: str) -> list[Disclosure]:
    """Give what went to others, newest first."""
    order = (Disclosure.on.desc(), Disclosure.id)
    return list(Disclosure.select().where(Disclosure.person == person).order_by(*order))


def corrections(person: str) -> list[Correction]:
    """Give the corrections of a record, oldest first."""
    return list(Correction.select().where(Correction.person == person).order_by(Correction.asked_at))


def disagreements(person: str) -> list[Disagreement]:
    """Give the statements of disagreement, oldest first."""
    return list(Disagreement.select().where(Disagreement.person == person).order_by(Disagreement.filed_at))


def notices(person: str) -> list[Notice]:
    """Give who was to be told of a correction."""
    return list(Notice.select().where(Notice.person == person).order_by(Notice.due_on))


def conversations(person: str) -> list[Conversation]:
    """Give the conversations, oldest first."""
    return list(Conversation.select().where(Conversation.person == person).order_by(Conversation.begun_at))


def messages(conversation: str) -> list[Message]:
    """Give the messages of a conversation, oldest first."""
    return list(Message.select().where(Message.conversation == conversation).order_by(Message.sent_at))


def attachments(message: str) -> list[Attachment]:
    """Give the files that came with a message, without opening what they hold."""
    return list(Attachment.select().where(Attachment.message == message).order_by(Attachment.id))


def delegations(person: str) -> list[Delegation]:
    """Give who may or might act for a person."""
    return list(Delegation.select().where(Delegation.person == person).order_by(Delegation.starts_on))


def copies(person: str) -> list[AccessCopy]:
    """Give the copies of everything that wait to be downloaded."""
    return list(AccessCopy.select().where(AccessCopy.person == person).order_by(AccessCopy.made_at))


def factors(account: str) -> list[Factor]:
    """Give the second factors of an account."""
    return list(Factor.select().where(Factor.account == account).order_by(Factor.added_at))


def recovery_codes(account: str) -> int:
    """Count the printed recovery codes that are left."""
    count: int = RecoveryCode.select().where(RecoveryCode.account == account).count()
    return count


def activations(account: str) -> list[Activation]:
    """Give the letters with codes that went to an account."""
    return list(Activation.select().where(Activation.account == account).order_by(Activation.issued_at))


def sessions(account: str) -> list[Session]:
    """Give the sessions that live."""
    return list(Session.select().where(Session.account == account).order_by(Session.begun_at))


def acknowledgements(account: str) -> list[Acknowledgement]:
    """Give what was said to versions of the statement."""
    chosen = Acknowledgement.select().where(Acknowledgement.account == account)
    return list(chosen.order_by(Acknowledgement.at))


def email_proofs(account: str) -> list[EmailProof]:
    """Give the addresses that wait to be confirmed."""
    return list(EmailProof.select().where(EmailProof.account == account))


def events(person: str) -> list[tuple[Event, dict[str, Any] | None]]:
    """Give what was done with the record and read of it, with details, oldest first."""
    return Event.opened_about(person)


def account_of(person: str) -> Account | None:
    """Give the account of a person on record."""
    return Account.of_person(person)
