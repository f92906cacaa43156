"""The worker of campaigns: each mail is asked about once more, noted, and then sent, once.

Before a mail is given to the relay it is noted that this is being done. Where a worker dies after that,
nobody knows whether the mail went out; it is marked uncertain and not sent again by itself.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from privet.domain import campaign_steps, campaign_texts, mail_campaign, mail_door, mail_kinds
from privet.domain.campaign_steps import CLAIM, Ended, Steps
from privet.domain.campaign_texts import Wording
from privet.domain.campaigns import PAUSED, SENDING
from privet.domain.mail_campaign import Prepared
from privet.domain.mail_door import NotSent, Sender
from privet.domain.mail_guard import Guarded
from privet.domain.mail_templates import Ours
from privet.domain.times import micro
from privet.storage.campaigns import FAILED, SENT, UNCERTAIN, WAITING, Campaign, CampaignMail
from privet.storage.held import held
from privet.storage.store import Store

AT_ONCE = 20  # Mails that one process takes; between any two of them a pause holds.
ENOUGH = 2  # So many failures one after the other are the relay’s; the other mails of the batch can wait.

log = logging.getLogger("privet.mail")


@dataclass(frozen=True)
class Work:
    """A campaign that is on its way: who sends it, and its mail in each of its languages."""

    store: Store
    row: Campaign
    sender: Sender
    wordings: Mapping[str, Prepared] = field(repr=False)


def send_due(store: Store, ours: Ours, sender: Sender, own: Path | None, now: datetime) -> Counter[str]:
    """Send some mails of each campaign that is on its way; gives how many came to which state."""
    with store.reading():
        found = Campaign.on_their_way()
    counts: Counter[str] = Counter()
    for row in found:
        with store.reading():
            due, over = CampaignMail.has_due(row.id, micro(now)), CampaignMail.is_over(row.id)
        if due and (wordings := _prepared(store, ours, row)):
            counts += _send_some(Work(store, row, sender, wordings), own, now)
        elif over:
            _end(store, row, now)
    return counts


def _prepared(store: Store, ours: Ours, row: Campaign) -> dict[str, Prepared]:
    """Make the mail in each language; a campaign that the guard lets through no more is paused."""
    try:
        return {
            language: _wording(ours, row.kind, said, language)
            for language, said in campaign_texts.unpacked(row.texts).items()
        }
    except (Guarded, KeyError) as error:
        log.warning("a campaign is paused: %s", error if isinstance(error, Guarded) else "no such kind")
        with store.writing():
            Campaign.move(row.id, [SENDING], PAUSED)
        return {}


@lru_cache(16)
def _wording(ours: Ours, kind: str, said: Wording, language: str) -> Prepared:
    """Check and render a text once, not for each batch."""
    return mail_campaign.prepare(ours, kind, said.subject, said.text, language)


def _send_some(work: Work, own: Path | None, now: datetime) -> Counter[str]:
    """Claim a batch and go through it; what isn’t begun is left to others."""
    name, until = work.row.id, micro(now + CLAIM)
    with work.store.writing():
        lost = CampaignMail.lose(name, micro(now))
        mine = CampaignMail.claim(name, AT_ONCE, micro(now), until)
    steps = Steps(work.store, work.row, mail_kinds.kinds(own)[work.row.kind], until, now)
    try:
        with mail_door.together(work.sender):
            _go_through(work, steps, mine)
    finally:
        steps.leave(mine)
    with work.store.reading():
        over = CampaignMail.is_over(name)
    if over:
        _end(work.store, work.row, now)
    return steps.counts + Counter({UNCERTAIN: lost})


def _go_through(work: Work, steps: Steps, mine: list[str]) -> None:
    failures = 0
    for mail in mine:
        ready = steps.begin(mail)
        if ready is None:
            continue
        ended = _send(work, ready, steps)
        steps.note(ready, ended)
        failures = 0 if ended.state != WAITING else failures + 1
        if failures == ENOUGH or steps.halted:
            return


def _send(work: Work, ready: campaign_steps.Ready, steps: Steps) -> Ended:
    """Give one mail to the relay, outside of any transaction; says what became of it."""
    wording = work.wordings[campaign_texts.spoken(work.wordings, ready.language)]
    try:
        mail_door.send(work.sender, wording, ready.single, steps.now)
    except Guarded as error:
        log.warning("a mail of a campaign was kept back: %s", error)
        return Ended(FAILED, "guard")
    except NotSent as error:
        if error.unknown:
            return Ended(UNCERTAIN, "cut off")
        if error.for_good:
            return Ended(FAILED, "refused")
        log.warning("a mail of a campaign waits: %s", error)
        return steps.later(ready)
    return Ended(SENT)


def _end(store: Store, row: Campaign, now: datetime) -> None:
    with store.writing():
        held(Campaign, row.id)  # Whoever puts a mail off meanwhile must see whether the campaign goes on.
        if CampaignMail.is_over(row.id):
            Campaign.move(row.id, [SENDING], "done", ended_at=micro(now))
