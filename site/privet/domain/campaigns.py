"""Campaigns: what the organisation says to all who want to hear it, from the draft to the last mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from privet.domain import campaign_texts, events, mail_ids
from privet.domain.campaign_texts import Texts
from privet.domain.events import Act
from privet.domain.mail_kinds import Kind
from privet.domain.times import at, micro
from privet.storage import audience
from privet.storage.campaigns import Campaign, CampaignMail
from privet.storage.held import held
from privet.storage.ids import new_id
from privet.storage.paper_mails import PaperMail
from privet.storage.store import Store

DRAFT, SENDING, PAUSED, DONE, STOPPED = "draft", "sending", "paused", "done", "stopped"
KEPT = timedelta(days=400)  # Longer than any span within which mails of a kind are counted.


class NoSuchCampaign(LookupError):
    """There is none with this id."""


class NotNow(Exception):
    """A campaign in this state can’t be treated so; ``state`` is the one that it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True)
class Audience:
    """To how many a campaign goes by e-mail and on paper; so many have had as much as they may get now."""

    mails: int
    letters: int
    full: int = 0


@dataclass(frozen=True)
class Progress:
    """A campaign, and how far it is: mails by state and reason, letters, and those of them printed."""

    id: str
    kind: str
    state: str
    texts: Texts
    made_at: datetime
    mails: dict[tuple[str, str], int]
    letters: int
    printed: int

    def in_state(self, state: str) -> int:
        """Count the mails in a state, for whatever reason."""
        return sum(count for (each, _reason), count in self.mails.items() if each == state)


def draft(store: Store, kind: str, texts: Texts, now: datetime) -> str:
    """Keep a campaign whose texts were checked; gives its id. Nothing is sent yet."""
    with store.writing():
        row = Campaign.create(
            id=new_id(), kind=kind, texts=campaign_texts.packed(texts), state=DRAFT, made_at=micro(now)
        )
        _note(store, row, "drafted")
        return str(row.id)


def look(store: Store, campaign: str, kind: Kind, now: datetime) -> Audience:
    """Say to how many a draft would go now; nothing is changed.

    :raises NoSuchCampaign: when there is none.
    :raises NotNow: when it was started before.
    """
    with store.reading():
        row = _in_state(campaign, DRAFT)
        full = audience.count_full(row.kind, micro(now - kind.span), kind.most)
        return Audience(audience.count(row.kind), audience.count_paper(row.kind), full)


def start(store: Store, campaign: str, now: datetime) -> Audience:
    """Queue a mail for each of those who want this kind, and begin to send; all or nothing.

    :raises NoSuchCampaign: when there is none.
    :raises NotNow: when it was started before.
    """
    with store.writing():
        row = _in_state(campaign, DRAFT)
        if not Campaign.move(row.id, [DRAFT], SENDING, started_at=micro(now)):
            raise NotNow(SENDING)  # Somebody else was quicker.
        mails = audience.queue(row.id, row.kind, micro(now), mail_ids.new)
        letters = audience.queue_paper(row.id, row.kind)
        _note(store, row, "started", mails=mails, letters=letters)
        return Audience(mails, letters)


def pause(store: Store, campaign: str) -> None:
    """Send no more until :func:`resume`; what is on its way is sent.

    :raises NoSuchCampaign: when there is none.
    :raises NotNow: when it isn’t being sent.
    """
    with store.writing():
        _move(store, campaign, (SENDING,), PAUSED)


def resume(store: Store, campaign: str) -> None:
    """Go on with a campaign that was paused.

    :raises NoSuchCampaign: when there is none.
    :raises NotNow: when it isn’t paused.
    """
    with store.writing():
        _move(store, campaign, (PAUSED,), SENDING)


def stop(store: Store, campaign: str, now: datetime) -> int:
    """End a campaign for good; gives how many mails were waiting and won’t be sent.

    :raises NoSuchCampaign: when there is none.
    :raises NotNow: when it is over already.
    """
    with store.writing():
        _move(store, campaign, (DRAFT, SENDING, PAUSED), STOPPED, ended_at=micro(now))
        return CampaignMail.stop(campaign)


def resend_uncertain(store: Store, campaign: str, now: datetime) -> int:
    """Let mails go out of which nobody knows whether they did; who got one gets it again. Gives how many.

    :raises NoSuchCampaign: when there is none.
    :raises NotNow: when it is a draft, paused or stopped, or nothing is uncertain.
    """
    with store.writing():
        held(Campaign, campaign)  # Before its mails, as everywhere, so that nobody waits in a circle.
        row = _in_state(campaign, SENDING, DONE)
        count = CampaignMail.again(campaign, micro(now))
        if not count:
            raise NotNow(row.state)
        Campaign.move(campaign, [DONE], SENDING)
        _note(store, row, "sent_again", mails=count)
        return count


def progress(store: Store, campaign: str) -> Progress:
    """Say how far a campaign is.

    :raises NoSuchCampaign: when there is none.
    """
    with store.reading():
        return _progress(_row(campaign))


def listed(store: Store) -> list[Progress]:
    """Give all campaigns, the newest first."""
    with store.reading():
        return [_progress(row) for row in Campaign.in_order()]


def sweep(store: Store, now: datetime) -> int:
    """Forget to whom campaigns went that ended long ago; gives how many mails and letters that were."""
    with store.writing():
        old = Campaign.ended_before(micro(now - KEPT))
        return CampaignMail.forget(old) + PaperMail.forget(old)


def _row(campaign: str) -> Campaign:
    row = Campaign.by_id(campaign)
    if row is None:
        raise NoSuchCampaign
    return row


def _in_state(campaign: str, *states: str) -> Campaign:
    row = _row(campaign)
    if row.state not in states:
        raise NotNow(row.state)
    return row


def _move(store: Store, campaign: str, before: tuple[str, ...], after: str, **more: int) -> None:
    row = _in_state(campaign, *before)
    if not Campaign.move(campaign, before, after, **more):
        raise NotNow(_row(campaign).state)
    _note(store, row, after if after != SENDING else "resumed")


def _progress(row: Campaign) -> Progress:
    letters, printed = PaperMail.counts(row.id)
    return Progress(
        id=row.id,
        kind=row.kind,
        state=row.state,
        texts=campaign_texts.unpacked(row.texts),
        made_at=at(row.made_at),
        mails=CampaignMail.counts(row.id),
        letters=letters,
        printed=printed,
    )


def _note(store: Store, row: Campaign, what: str, **counts: Any) -> None:
    detail = {"campaign": row.id, "kind": row.kind} | counts
    events.record(store, Act(actor="command", action=f"campaign.{what}", detail=detail))
