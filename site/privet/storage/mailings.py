"""What is counted of optional mail, to show that it goes out as promised."""

from typing import Any

import peewee

from privet.storage.campaigns import Campaign, CampaignMail
from privet.storage.readers import Reader
from privet.storage.subscriptions import Subscription


def subscriptions() -> dict[str, int]:
    """Count the readers of each kind."""
    count = peewee.fn.COUNT(Subscription.kind)
    rows: Any = Subscription.select(Subscription.kind, count).group_by(Subscription.kind).tuples()
    return dict(rows)


def unconfirmed() -> int:
    """Count subscriptions of readers who never confirmed their address."""
    rows = Subscription.select().join(Reader).where(Reader.confirmed_at.is_null())
    count: int = rows.count()
    return count


def sent_unconfirmed() -> int:
    """Count mails of campaigns that went to an address before it was confirmed."""
    before = Reader.confirmed_at.is_null() | (Reader.confirmed_at > CampaignMail.sent_at)
    rows = CampaignMail.select().join(Reader).where(CampaignMail.sent_at.is_null(False), before)
    count: int = rows.count()
    return count


def sent() -> int:
    """Count the mails of campaigns that went out."""
    count: int = CampaignMail.select().where(CampaignMail.sent_at.is_null(False)).count()
    return count


def most_since(kind: str, since: int) -> int:
    """Give how many mails of a kind the reader got who got most of them after a time."""
    mine = (Campaign.kind == kind) & (CampaignMail.sent_at > since)
    counts = CampaignMail.select(peewee.fn.COUNT(CampaignMail.id)).join(Campaign).where(mine)
    most = counts.group_by(CampaignMail.reader).order_by(peewee.fn.COUNT(CampaignMail.id).desc()).limit(1)
    found: int | None = most.scalar()
    return found or 0
