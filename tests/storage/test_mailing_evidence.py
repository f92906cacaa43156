"""Evidence about optional mail: computed from the rows, and broken by what breaks the promise."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from privet.domain import mailing_evidence
from privet.domain.evidence import Witness
from privet.domain.times import micro
from privet.opening import open_office
from privet.storage.campaigns import Campaign, CampaignMail
from privet.storage.ids import new_id
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.storage.subscriptions import Subscription

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def witness(store: Store, tmp_path: Path) -> Witness:
    """Give a witness of a store with one reader of one kind."""
    made = new_id()
    with store.writing():
        Reader.create(
            id=made,
            address="ana@example.org",
            way="web",
            asked_at=micro(NOW - timedelta(days=60)),
            confirmed_at=micro(NOW - timedelta(days=60)),
        )
        Subscription.put(made, "informational", micro(NOW))
    return Witness(open_office(tmp_path), tmp_path, store, NOW)


def send(store: Store, count: int, ago: timedelta) -> None:
    """Write down that so many mails went to the reader."""
    with store.writing():
        reader = Reader.select().get()
        for _ in range(count):
            campaign = Campaign.create(
                id=new_id(), kind="informational", texts="{}", state="done", made_at=micro(NOW)
            )
            CampaignMail.create(
                id=new_id(),
                campaign=campaign,
                reader=reader,
                state="sent",
                next_at=0,
                sent_at=micro(NOW - ago),
            )


@pytest.mark.promise("P32")
def test_more_mail_than_promised_breaks_the_evidence(witness: Witness) -> None:
    """P32: what went out is counted by reader, kind and time."""
    send(witness.store, 2, timedelta(days=1))
    send(witness.store, 5, timedelta(days=31))
    assert mailing_evidence.kinds_evidence(witness).state == "kept"

    send(witness.store, 1, timedelta(days=2))

    assert mailing_evidence.kinds_evidence(witness).state == "broken"


@pytest.mark.promise("P32")
def test_subscription_to_no_kind_breaks_the_evidence(witness: Witness) -> None:
    """P32: whoever reads a kind that isn’t shown couldn’t turn it off."""
    with witness.store.writing():
        Subscription.put(Reader.select().get().id, "secret", micro(NOW))

    assert mailing_evidence.kinds_evidence(witness).state == "broken"


@pytest.mark.promise("P33")
def test_mail_to_an_unconfirmed_address_breaks_the_evidence(witness: Witness) -> None:
    """P33: a mail that went out before the address was confirmed shows, and so does one that could."""
    send(witness.store, 1, timedelta(days=1))
    assert mailing_evidence.confirmed_evidence(witness).state == "kept"

    send(witness.store, 1, timedelta(days=90))
    assert mailing_evidence.confirmed_evidence(witness).state == "broken"

    with witness.store.writing():
        CampaignMail.delete().execute()
        Reader.update(confirmed_at=None).execute()
    assert mailing_evidence.confirmed_evidence(witness).state == "broken"
