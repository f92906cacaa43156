"""What becomes of mails that come back, and of complaints: the address is turned off, and nothing is kept."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from privet.domain import bounce_reports, readers
from privet.domain.bounce_reports import COMPLAINT, HARD, SOFT
from privet.storage.campaigns import WENT, CampaignMail
from privet.storage.store import Store

UNKNOWN, SILENT, REPEATED = "unknown", "silent", "repeated"
GRAVER = {"": 0, SOFT: 1, HARD: 2, COMPLAINT: 3}


def take(store: Store, raw: bytes, now: datetime) -> str:
    """Act upon one mail that came back; says what it was.

    That is ``hard``, ``soft`` or ``complaint``; ``repeated`` when the same or worse is known of the mail;
    ``silent`` when it says nothing, and ``unknown`` when it is about no mail of ours. Those change nothing.
    """
    report = bounce_reports.read(raw)
    if not report.verdict:
        return SILENT
    with store.writing():
        row = next(filter(None, map(CampaignMail.by_id, report.mails[:3])), None)
        if row is None or row.state not in WENT:
            return UNKNOWN
        if GRAVER[report.verdict] <= GRAVER.get(row.reason if row.state == "bounced" else "", 0):
            return REPEATED
        CampaignMail.came_back(row.id, report.verdict)
        if report.verdict == COMPLAINT:
            readers.complained(store, row.reader_id, now)
        else:
            readers.bounced(store, row.reader_id, report.verdict == HARD, now)
    return report.verdict


def take_all(store: Store, mails: Iterable[bytes], now: datetime) -> Counter[str]:
    """Act upon several mails; gives how many of them were what."""
    return Counter(take(store, raw, now) for raw in mails)
