"""From one mail of a campaign to the next: one step notes what became of the last and asks of the next.

So each mail costs one write, and whoever dies leaves one mail at most of which nobody knows what became.
Each mail has a lease; who comes back after it was given to somebody else has no say any more.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from privet.domain import link_tokens, mail_names, readers
from privet.domain.campaigns import DONE, SENDING, STOPPED
from privet.domain.mail import WAITS
from privet.domain.mail_door import Single
from privet.domain.mail_kinds import Kind
from privet.domain.times import micro
from privet.storage.campaigns import FAILED, REFUSED, WAITING, Campaign, CampaignMail
from privet.storage.held import held
from privet.storage.readers import Reader
from privet.storage.store import Store

CLAIM = timedelta(minutes=10)  # A mail that is being sent for longer is held for lost.

log = logging.getLogger("privet.mail")


@dataclass(frozen=True)
class Ready:
    """A mail that may be sent: what is its own, its reader’s language, how often it was tried, its lease."""

    single: Single = field(repr=False)
    language: str
    tries: int
    lease: int


@dataclass(frozen=True)
class Ended:
    """What became of a mail, and why; ``wait`` is the time until it is tried again."""

    state: str
    reason: str = ""
    wait: timedelta = timedelta(0)


@dataclass
class Steps:
    """A batch of mails that were claimed until a time, and how far it is."""

    store: Store
    row: Campaign
    kind: Kind
    until: int
    now: datetime
    counts: Counter[str] = field(default_factory=Counter)
    halted: bool = False
    _ended: tuple[Ready, Ended] | None = None
    _kept: str = ""
    _begun: float = field(default_factory=monotonic)

    def begin(self, mail: str) -> Ready | None:
        """Note that a mail is being sent, if it may be and nobody else has it; ask everything anew."""
        with self.store.writing():
            self._write()
            campaign = Campaign.by_id(self.row.id)
            self.halted = campaign is None or campaign.state != SENDING
            row = None if self.halted else CampaignMail.claimed(mail, self.until)
            ready = self._asked(row) if row else None
        self._written()
        return ready

    def note(self, ready: Ready, ended: Ended) -> None:
        """Keep what became of a mail until the next one begins, or :meth:`leave`."""
        self._ended = (ready, ended)

    def leave(self, mails: Iterable[str]) -> None:
        """Write down what is still to be noted, and let others take what wasn’t begun."""
        with self.store.writing():
            self._write()
            CampaignMail.release(list(mails), self.until, micro(self.now))
        self._written()

    def later(self, ready: Ready) -> Ended:
        """Say that a mail is tried again, or that it was tried often enough."""
        if ready.tries >= len(WAITS):
            return Ended(FAILED, "too often")
        return Ended(WAITING, wait=WAITS[ready.tries])

    def _asked(self, row: CampaignMail) -> Ready | None:
        """Refuse a mail with the reason why it may not be sent now, or begin it."""
        # Alone with this reader: two campaigns at once mustn’t both see that one more is allowed.
        reader = held(Reader, row.reader_id)
        reason = self._refusal(reader) if reader else "gone"
        if reason or reader is None:
            CampaignMail.end(row.id, self.until, REFUSED, reason)
            self.counts[REFUSED] += 1
            log.info("a mail of the kind %s was refused: %s", self.row.kind, reason)
            return None
        names = mail_names.of_reader(self.store, reader.id)
        lease = self._lease()
        if not CampaignMail.begin(row.id, self.until, micro(self.now), lease):
            return None
        token = link_tokens.token(self.store, reader.id)
        return Ready(Single(row.id, reader.address, token, names), reader.language, row.tries, lease)

    def _lease(self) -> int:
        """Give until when one mail is kept, as of this moment: a batch may take longer than its claim."""
        return micro(self.now + timedelta(seconds=monotonic() - self._begun) + CLAIM)

    def _refusal(self, reader: Reader) -> str:
        """Say why a reader may get no mail of this kind now; nothing if they may."""
        if not (answer := readers.may_send(reader, self.row.kind)):
            return answer.reason
        since = micro(self.now - self.kind.span)
        return "cap" if CampaignMail.received(reader.id, self.row.kind, since) >= self.kind.most else ""

    def _write(self) -> None:
        self._kept = ""
        if self._ended is None:
            return
        ready, ended = self._ended
        if ended.state == WAITING:
            self._kept = self._put_off(ready, ended.wait)
        elif CampaignMail.end(ready.single.id, ready.lease, ended.state, ended.reason):
            self._kept = ended.state

    def _put_off(self, ready: Ready, wait: timedelta) -> str:
        """Let a mail wait, unless its campaign was stopped meanwhile; gives its state, or nothing."""
        campaign, mail = held(Campaign, self.row.id), ready.single.id
        if campaign is None or campaign.state == STOPPED:
            return REFUSED if CampaignMail.end(mail, ready.lease, REFUSED, "stopped") else ""
        if not CampaignMail.put_off(mail, ready.lease, micro(self.now + wait)):
            return ""
        Campaign.move(campaign.id, [DONE], SENDING)  # It was held for lost, and so for the last.
        return WAITING

    def _written(self) -> None:
        """Count what the transaction that just ended has kept."""
        if self._kept:
            self.counts[self._kept] += 1
        self._ended, self._kept = None, ""
