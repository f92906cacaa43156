"""Sending a campaign: asked again at the last moment, once and no more, and what becomes of each mail."""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from privet.domain import campaign_sending, campaigns, readers
from privet.domain.campaign_texts import Wording
from privet.domain.choice_proof import Shown
from privet.domain.mail import WAITS
from privet.domain.mail_door import NotSent
from privet.domain.mail_whole import Finished
from privet.storage.opening import open_store
from privet.storage.people import Person
from privet.storage.place import Place
from privet.storage.readers import Reader
from privet.storage.store import Store
from privet.storage.subscriptions import Subscription
from tests import people
from tests.campaigning import LATER, NOW, OURS, TEXTS, Kept, reader, started, states


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(Place(tmp_path, tmp_path / "keys", ""), NOW.date())
    yield store
    store.close()


def send(store: Store, kept: Kept, now: object = NOW) -> Counter[str]:
    return campaign_sending.send_due(store, OURS, kept, None, now)  # type: ignore[arg-type]


def test_each_reader_gets_one_mail_in_their_language(store: Store) -> None:
    reader(store, "ana@example.org", language="es")
    reader(store, "ben@example.org", language="fr")
    campaign, kept = started(store), Kept()

    came = send(store, kept)

    assert came == Counter(sent=2)
    assert send(store, kept) == Counter()
    subjects = {
        each.recipient: message_from_bytes(each.raw, policy=policy.SMTP)["Subject"] for each in kept.given
    }
    assert subjects == {
        "ana@example.org": "Noticias de la oficina",
        "ben@example.org": "News from our office",
    }
    assert all(each.sender == f"bounces+{each.id}@larkspur.example" for each in kept.given)
    assert campaigns.progress(store, campaign).state == "done"


@pytest.mark.promise("P32")
def test_who_opts_out_after_the_mail_was_queued_gets_none_and_the_log_says_so(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "privet.mail")
    one, other = reader(store, "ana@example.org"), reader(store, "ben@example.org")
    campaign, kept = started(store), Kept()
    readers.turn_off(store, one, {"informational"}, Shown("one-click"), NOW)
    readers.turn_off(store, other, None, Shown("mail-link"), NOW)

    send(store, kept)

    assert not kept.given
    assert states(store, campaign) == {("refused", "off"): 2}
    assert caplog.text.count("was refused: off") == 2
    assert "example.org" not in caplog.text


@pytest.mark.promise("P33")
def test_a_reader_who_is_confirmed_no_more_gets_none(store: Store) -> None:
    name = reader(store, "ana@example.org")
    campaign, kept = started(store), Kept()
    with store.writing():
        Reader.update(confirmed_at=None).where(Reader.id == name).execute()

    send(store, kept)

    assert states(store, campaign) == {("refused", "unconfirmed"): 1}


@pytest.mark.promise("P44")
@pytest.mark.promise("P28")
@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"status": "former"}, "former"), ({"refused": "use"}, "use"), ({"refused": "collect"}, "collect")],
)
def test_somebody_on_record_who_left_or_refused_gets_none(
    store: Store, facts: dict[str, str], reason: str
) -> None:
    person = people.person(store, "ana-1", email="ana@example.org")
    reader(store, "ana@example.org", person=person)
    campaign, kept = started(store), Kept()
    with store.writing():
        Person.update(facts).where(Person.id == person).execute()

    send(store, kept)

    assert not kept.given
    assert states(store, campaign) == {("refused", reason): 1}


def test_a_reader_who_is_gone_gets_none(store: Store) -> None:
    name = reader(store, "ana@example.org")
    started(store)
    with store.writing():
        Subscription.drop(name)
        from privet.domain import reader_rows  # noqa: PLC0415

        row = Reader.by_id(name)
        assert row
        reader_rows.forget(row)

    assert send(store, Kept()) == Counter()


class Opting(Kept):
    """A relay while the office pauses, or somebody opts out, after the first mail."""

    def __init__(self, deed: object) -> None:
        super().__init__()
        self.deed = deed

    def send(self, finished: Finished) -> None:
        """Keep it, and act once."""
        super().send(finished)
        if len(self.given) == 1:
            self.deed()  # type: ignore[operator]


def test_a_pause_holds_after_the_mail_that_is_being_sent(store: Store) -> None:
    for number in range(30):
        reader(store, f"reader-{number}@example.org")
    campaign = started(store)
    relay = Opting(lambda: campaigns.pause(store, campaign))

    send(store, relay)

    assert states(store, campaign) == {("sent", ""): 1, ("waiting", ""): 29}
    assert send(store, relay, LATER) == Counter()
    campaigns.resume(store, campaign)
    kept = Kept()
    while send(store, kept, NOW):
        pass
    assert states(store, campaign) == {("sent", ""): 30}
    assert len(kept.given) == 29


def test_a_campaign_that_is_stopped_sends_nothing_more(store: Store) -> None:
    reader(store, "ana@example.org")
    campaign, kept = started(store), Kept()

    assert campaigns.stop(store, campaign, NOW) == 1

    assert send(store, kept) == Counter()
    assert states(store, campaign) == {("refused", "stopped"): 1}
    with pytest.raises(campaigns.NotNow):
        campaigns.resume(store, campaign)


def test_while_the_relay_is_down_nothing_is_lost(store: Store) -> None:
    for number in range(5):
        reader(store, f"reader-{number}@example.org")
    campaign = started(store)
    down, kept = Kept(refuses=NotSent("ConnectionRefusedError")), Kept()

    assert send(store, down) == Counter(waiting=2)  # Then the others aren’t tried any more.
    assert states(store, campaign) == {("waiting", ""): 5}
    assert send(store, kept) == Counter(sent=3)
    assert send(store, kept, NOW + WAITS[0]) == Counter(sent=2)

    assert len(set(kept.recipients)) == 5


def test_a_mail_is_given_up_after_the_last_try(store: Store) -> None:
    reader(store, "ana@example.org")
    campaign, now = started(store), NOW
    for wait in WAITS:
        assert send(store, Kept(refuses=NotSent("SMTPServerDisconnected")), now) == Counter(waiting=1)
        now += wait + timedelta(seconds=1)

    send(store, Kept(refuses=NotSent("SMTPServerDisconnected")), now)

    assert states(store, campaign) == {("failed", "too often"): 1}


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (NotSent("the address is refused", for_good=True), ("failed", "refused")),
        (NotSent("SMTPServerDisconnected", unknown=True), ("uncertain", "cut off")),
    ],
)
def test_what_the_relay_refuses_or_may_have_is_not_sent_again(
    store: Store, error: NotSent, state: tuple[str, str]
) -> None:
    reader(store, "ana@example.org")
    campaign, kept = started(store), Kept()

    send(store, Kept(refuses=error))

    assert send(store, kept, NOW + timedelta(days=3)) == Counter()
    assert states(store, campaign) == {state: 1}
    assert not kept.given


@pytest.mark.promise("P27")
def test_a_campaign_that_the_guard_lets_through_no_more_is_paused(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    reader(store, "ana@example.org")
    campaign = campaigns.draft(store, "informational", {"en": Wording("Hello", "Yours: 123-45-6789")}, NOW)
    campaigns.start(store, campaign, NOW)
    kept = Kept()

    send(store, kept)

    assert not kept.given
    assert campaigns.progress(store, campaign).state == "paused"
    assert "6789" not in caplog.text
    assert "ssn" in caplog.text


def test_an_unknown_campaign_is_no_campaign(store: Store) -> None:
    with pytest.raises(campaigns.NoSuchCampaign):
        campaigns.pause(store, "nowhere")
    draft = campaigns.draft(store, "informational", TEXTS, NOW)
    with pytest.raises(campaigns.NotNow):
        campaigns.pause(store, draft)
    with pytest.raises(campaigns.NotNow):
        campaigns.resend_uncertain(store, draft, NOW)
    assert [each.state for each in campaigns.listed(store)] == ["draft"]
