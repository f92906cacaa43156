"""Readers, campaigns and relays for tests of optional mail."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from privet.domain import campaigns, reader_rows
from privet.domain.campaign_texts import Wording
from privet.domain.mail_address import normal
from privet.domain.mail_door import NotSent
from privet.domain.mail_templates import Ours
from privet.domain.mail_whole import Finished
from privet.domain.reader_rows import Provenance
from privet.domain.times import micro
from privet.storage.campaigns import CampaignMail
from privet.storage.store import Store
from privet.storage.subscriptions import PaperSubscription, Subscription

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=11)
OURS = Ours(
    "Larkspur",
    "1-614-555-0142",
    "https://www.larkspur.example",
    "office@larkspur.example",
    postal=("PO Box 4100", "Columbus, OH 43299"),
    country="US",
    bounce="bounces@larkspur.example",
    phones=("1-614-555-0142",),
)
TEXTS = {
    "en": Wording("News from our office", "# News\n\nThe office is **closed** on Friday.\n"),
    "es": Wording("Noticias de la oficina", "# Noticias\n\nLa oficina cierra el viernes.\n"),
}


@dataclass
class Kept:
    """A relay that keeps what it is given, or refuses as it is told."""

    given: list[Finished] = field(default_factory=list)
    refuses: NotSent | None = None

    def send(self, finished: Finished) -> None:
        """Keep it."""
        if self.refuses:
            raise self.refuses
        self.given.append(finished)

    @property
    def recipients(self) -> list[str]:
        """Give to whom mails went."""
        return sorted(each.recipient for each in self.given)


def reader(
    store: Store,
    address: str,
    *kinds: str,
    person: str | None = None,
    language: str = "en",
    confirmed: bool = True,
) -> str:
    """Make a reader who wants some kinds; gives the id."""
    came = Provenance("web", language)
    with store.writing():
        if confirmed:
            row = reader_rows.proved(address, person, came, NOW)
        else:
            row = reader_rows.waiting(normal(address), came, NOW)
        for kind in kinds or ("informational",):
            Subscription.put(row.id, kind, micro(NOW))
        return row.id


def wants_paper(store: Store, person: str, kind: str = "informational") -> None:
    """Let somebody on record want a kind on paper."""
    with store.writing():
        PaperSubscription.create(person=person, kind=kind, since=micro(NOW))


def started(store: Store, kind: str = "informational", now: datetime = NOW) -> str:
    """Make a campaign and queue its mails; gives the id."""
    campaign = campaigns.draft(store, kind, TEXTS, now)
    campaigns.start(store, campaign, now)
    return campaign


def states(store: Store, campaign: str) -> dict[tuple[str, str], int]:
    """Count the mails of a campaign by state and reason."""
    with store.reading():
        return CampaignMail.counts(campaign)
