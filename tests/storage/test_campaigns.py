"""Who a campaign goes to and which process takes which mail, on both databases."""

import threading
import time
from collections import Counter
from datetime import date

import pytest

from privet.domain import campaign_sending, campaign_steps, campaigns, suppression
from privet.domain.campaigns import Audience
from privet.domain.mail_kinds import kinds
from privet.domain.times import micro
from privet.storage import audience, rotation
from privet.storage.campaigns import Campaign, CampaignMail
from privet.storage.store import Store
from tests import people
from tests.campaigning import LATER, NOW, OURS, TEXTS, Kept, reader, started, states, wants_paper

KIND = kinds()["informational"]


@pytest.mark.promise("P32")
@pytest.mark.promise("P33")
def test_a_campaign_goes_to_confirmed_readers_of_its_kind_who_are_not_suppressed(store: Store) -> None:
    reader(store, "ana@example.org", "informational", "promotional")
    reader(store, "ben@example.org", "promotional")
    reader(store, "cy@example.org", confirmed=False)
    reader(store, "Dee@example.org")
    suppression.put(store, "dee@EXAMPLE.org")
    rotation.add_lasting(store, date(2026, 11, 24))
    reader(store, "eve@example.org")
    suppression.put(store, "eve@example.org")
    wants_paper(store, people.person(store, "ana-1"))
    campaign = campaigns.draft(store, "informational", TEXTS, NOW)

    before = campaigns.look(store, campaign, KIND, NOW)
    queued = campaigns.start(store, campaign, NOW)

    assert before == queued == Audience(1, 1)
    with pytest.raises(campaigns.NotNow):
        campaigns.start(store, campaign, NOW)
    kept = Kept()
    assert campaign_sending.send_due(store, OURS, kept, None, NOW) == Counter(sent=1)
    assert kept.recipients == ["ana@example.org"]
    assert campaigns.progress(store, campaign).state == "done"


def test_many_readers_are_queued_some_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "AT_ONCE", 3)
    for number in range(8):
        reader(store, f"reader-{number}@example.org")

    campaign = started(store)

    assert states(store, campaign) == {("waiting", ""): 8}
    with store.reading():
        assert len({row.reader_id for row in CampaignMail.select()}) == 8


def test_two_processes_never_take_the_same_mail(store: Store) -> None:
    for number in range(5):
        reader(store, f"reader-{number}@example.org")
    campaign, now = started(store), micro(NOW)

    with store.writing():
        first = CampaignMail.claim(campaign, 3, now, now + 10)
        second = CampaignMail.claim(campaign, 3, now, now + 20)

    assert len(first) == 3
    assert len(second) == 2
    assert not set(first) & set(second)
    with store.writing():
        assert CampaignMail.claimed(first[0], now + 10)
        assert not CampaignMail.claimed(first[0], now + 20)
        CampaignMail.release(first, now + 10, now)
        assert sorted(CampaignMail.claim(campaign, 9, now, now + 30)) == sorted(first)


def test_whoever_comes_while_another_claims_gets_other_mails(store: Store) -> None:
    for number in range(4):
        reader(store, f"reader-{number}@example.org")
    campaign, now = started(store), micro(NOW)
    claimed, second = threading.Event(), list[str]()

    def other() -> None:
        claimed.wait(10)
        with store.writing():
            second.extend(CampaignMail.claim(campaign, 4, now, now + 20))
        store.close()

    thread = threading.Thread(target=other)
    thread.start()
    with store.writing():
        first = CampaignMail.claim(campaign, 2, now, now + 10)
        claimed.set()
        time.sleep(0.3)  # The other looks meanwhile, and sees all four as they were.
    thread.join(20)

    assert len(first) == 2
    assert not set(first) & set(second)


def test_a_mail_whose_sender_died_is_uncertain_and_never_sent_by_itself(store: Store) -> None:
    reader(store, "ana@example.org")
    campaign, until = started(store), micro(NOW + campaign_steps.CLAIM)
    with store.writing():
        (mail,) = CampaignMail.claim(campaign, 20, micro(NOW), until)
        assert CampaignMail.begin(mail, until, micro(NOW), until)
    kept = Kept()

    while_it_may_live = campaign_sending.send_due(store, OURS, kept, None, NOW)
    afterwards = campaign_sending.send_due(store, OURS, kept, None, LATER)

    assert (while_it_may_live, afterwards) == (Counter(), Counter(uncertain=1))
    assert states(store, campaign) == {("uncertain", "lost"): 1}
    assert campaigns.progress(store, campaign).state == "done"
    assert campaign_sending.send_due(store, OURS, kept, None, LATER) == Counter()
    assert not kept.given
    assert campaigns.resend_uncertain(store, campaign, LATER) == 1
    assert campaign_sending.send_due(store, OURS, kept, None, LATER) == Counter(sent=1)


def test_an_end_that_is_known_later_counts(store: Store) -> None:
    reader(store, "ana@example.org")
    campaign, now = started(store), micro(NOW)
    with store.writing():
        (mail,) = CampaignMail.claim(campaign, 20, now, now)
        assert CampaignMail.begin(mail, now, now, now)
        CampaignMail.lose(campaign, now)

        assert CampaignMail.end(mail, now, "sent")

    assert states(store, campaign) == {("sent", ""): 1}


@pytest.mark.parametrize("answer", ["not sent", "sent"])
def test_an_answer_that_comes_after_the_mail_was_given_to_another_has_no_say(
    store: Store, answer: str
) -> None:
    """Else a worker that hung for an hour would have the mail sent once more."""
    reader(store, "ana@example.org")
    campaign, first = started(store), micro(NOW + campaign_steps.CLAIM)
    with store.writing():
        (mail,) = CampaignMail.claim(campaign, 20, micro(NOW), first)
        assert CampaignMail.begin(mail, first, micro(NOW), first)
    campaign_sending.send_due(store, OURS, Kept(), None, LATER)
    campaigns.resend_uncertain(store, campaign, LATER)
    kept = Kept()
    campaign_sending.send_due(store, OURS, kept, None, LATER)

    with store.writing():
        if answer == "sent":
            assert not CampaignMail.end(mail, first, "failed", "late")
        else:
            assert not CampaignMail.put_off(mail, first, micro(LATER))
    campaign_sending.send_due(store, OURS, kept, None, LATER + campaign_steps.CLAIM * 3)

    assert kept.recipients == ["ana@example.org"]
    assert states(store, campaign) == {("sent", ""): 1}


@pytest.mark.promise("P32")
def test_who_had_as_many_as_the_kind_allows_gets_no_more_for_a_while(store: Store) -> None:
    reader(store, "ana@example.org", "informational", "educational")
    kept = Kept()
    for _ in range(KIND.most):
        started(store)
        campaign_sending.send_due(store, OURS, kept, None, NOW)
    one_more = campaigns.draft(store, "informational", TEXTS, LATER)

    assert campaigns.look(store, one_more, KIND, LATER) == Audience(1, 0, 1)
    campaigns.start(store, one_more, LATER)
    other = started(store, "educational", LATER)
    campaign_sending.send_due(store, OURS, kept, None, LATER)

    assert states(store, one_more) == {("refused", "cap"): 1}
    assert states(store, other) == {("sent", ""): 1}
    later = NOW + KIND.span
    again = campaigns.draft(store, "informational", TEXTS, later)
    assert campaigns.look(store, again, KIND, later) == Audience(1, 0)


def test_to_whom_a_campaign_went_is_forgotten_after_a_while(store: Store) -> None:
    reader(store, "ana@example.org")
    wants_paper(store, people.person(store, "ana-1"))
    campaign = started(store)
    campaign_sending.send_due(store, OURS, Kept(), None, NOW)

    assert campaigns.sweep(store, NOW + campaigns.KEPT) == 0
    assert campaigns.sweep(store, LATER + campaigns.KEPT) == 2

    assert states(store, campaign) == {}
    with store.reading():
        assert Campaign.by_id(campaign) is not None
