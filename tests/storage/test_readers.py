"""Readers on both databases: two at once, erasure, and what stays of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from privet.domain import choice_proof, purging, readers, suppression
from privet.domain.readers import Ask
from privet.storage.choices import Choice
from privet.storage.people import Person
from privet.storage.readers import Reader, ReaderMark
from privet.storage.store import Store
from privet.storage.subscriptions import Subscription
from tests import people
from tests import readers as made
from tests.readers import ADDRESS, SHOWN, mails
from tests.storage.conftest import TODAY

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def test_two_who_give_the_same_address_at_once_share_a_row(store: Store) -> None:
    def give(number: int) -> None:
        readers.ask(
            store, Ask(ADDRESS, frozenset({"promotional"})), SHOWN, "en", NOW + timedelta(seconds=number)
        )
        store.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(give, range(8)))

    with store.reading():
        assert [row.address for row in Reader.select()] == [ADDRESS]
        assert ReaderMark.select().count() == 1
    assert len(mails(store)) == 3


def test_erased_member_leaves_the_wish_for_nothing_and_no_address(store: Store) -> None:
    person = people.person(store, "LBT-1", email=ADDRESS)
    reader = made.reader(store)
    readers.turn_off(store, reader, None, SHOWN, NOW)
    with store.writing():
        gone = {"status": "former", "keep_until": TODAY - timedelta(days=1)}
        Person.update(gone).where(Person.id == person).execute()

    assert purging.erase(store, TODAY).people == 1

    with store.reading():
        assert (Reader.select().count(), ReaderMark.select().count(), Choice.select().count()) == (0, 0, 0)
    assert suppression.holds(store, ADDRESS)


@pytest.mark.promise("P44")
def test_erased_members_address_gets_nothing_though_it_was_given_elsewhere(store: Store) -> None:
    """Somebody gave it on the public page before it came to the record, so no row says whose it is."""
    made.reader(store)
    person = people.person(store, "LBT-1", email=ADDRESS)
    with store.writing():
        gone = {"status": "former", "keep_until": TODAY - timedelta(days=1)}
        Person.update(gone).where(Person.id == person).execute()

    purging.erase(store, TODAY)

    with store.reading():
        assert Reader.by_address(ADDRESS) is None


def test_choice_and_its_proof_stand_or_fall_together(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = made.reader(store, "promotional")

    def fail(*_values: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(choice_proof, "note", fail)
    for kinds in ({"promotional"}, None):
        with pytest.raises(RuntimeError):
            readers.turn_off(store, reader, kinds, SHOWN, NOW)

    with store.reading():
        assert Subscription.of(reader) == {"promotional"}
    assert not suppression.holds(store, ADDRESS)
