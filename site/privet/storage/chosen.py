"""All rows about what one person chose, and about mail that went out by it, for the copy of everything."""

from collections.abc import Collection

from privet.storage.campaigns import CampaignMail
from privet.storage.choices import Choice, ChoiceRequest, Wording
from privet.storage.paper_mails import PaperMail
from privet.storage.readers import Reader
from privet.storage.subscriptions import PaperSubscription, Pending, Subscription


def readers(person: str) -> list[Reader]:
    """Give the addresses for optional mail."""
    return Reader.of_person(person)


def subscriptions(reader: str) -> list[Subscription]:
    """Give what goes to an address."""
    return list(Subscription.select().where(Subscription.reader == reader).order_by(Subscription.kind))


def on_paper(person: str) -> list[PaperSubscription]:
    """Give what goes out on paper."""
    mine = PaperSubscription.person == person
    return list(PaperSubscription.select().where(mine).order_by(PaperSubscription.kind))


def waiting(reader: str) -> list[Pending]:
    """Give what waits until the owner of an address confirms it."""
    return list(Pending.select().where(Pending.reader == reader).order_by(Pending.asked_at))


def acts(person: str, marks: Collection[bytes]) -> list[Choice]:
    """Give every act, oldest first: the person’s, of their addresses and requests, and of these marks."""
    mine = Choice.person == person
    mine |= Choice.reader.in_(Reader.select(Reader.id).where(Reader.person == person))
    mine |= Choice.request.in_(ChoiceRequest.select(ChoiceRequest.id).where(ChoiceRequest.person == person))
    if marks:
        mine |= Choice.mark.in_(list(marks))
    return list(Choice.select().where(mine).order_by(Choice.at, Choice.id))


def requests(person: str) -> list[ChoiceRequest]:
    """Give the choices that came from outside the account, oldest first."""
    mine = ChoiceRequest.person == person
    return list(ChoiceRequest.select().where(mine).order_by(ChoiceRequest.asked_at, ChoiceRequest.id))


def words(digest: str) -> str:
    """Give the words that were shown."""
    return Wording.text_of(digest) if digest else ""


def mails(reader: str) -> list[CampaignMail]:
    """Give the mails of campaigns that went to an address, or shall go there."""
    return list(CampaignMail.select().where(CampaignMail.reader == reader).order_by(CampaignMail.next_at))


def letters(person: str) -> list[PaperMail]:
    """Give the campaigns that went out on paper, or shall."""
    return list(PaperMail.select().where(PaperMail.person == person).order_by(PaperMail.campaign))
