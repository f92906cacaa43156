"""Readers on both databases: two at once, erasure, and what stays of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from privet.domain import (
    choice_proof,
    link_tokens,
    one_click,
    purging,
    reader_import,
    readers,
    suppression,
)
from privet.domain.choice_proof import Shown
from privet.domain.readers import Ask
from privet.domain.signed import signed
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
NEW = "ana.new@example.org"


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


@pytest.mark.parametrize("way", ["link", "button"])
@pytest.mark.parametrize("there", ["nobody", "a reader"])
def test_link_in_a_mail_to_an_older_address_turns_off_what_goes_to_the_new_one(
    store: Store, there: str, way: str
) -> None:
    """Whether nobody was at the new address before, or a reader in whom the first one goes on."""
    person = people.person(store, "LBT-1", email=None)
    people.account(store, person=person, email=NEW)
    old = made.reader(store, "promotional")
    with store.writing():
        Reader.belong(old, person)
    if there == "a reader":
        made.reader(store, "informational", address=NEW)
    readers.follow(store, person, NEW, NOW)
    assert state_of(store, NEW) == {"promotional"} | ({"informational"} if there == "a reader" else set())

    if way == "link":
        readers.by_link(store, old, readers.Wish(nothing=True), Shown("mail-link"), NOW)
    else:
        one_click.stop(store, link_tokens.token(store, old), NOW)

    assert state_of(store, NEW) == set()
    assert suppression.holds(store, NEW)
    with store.reading():
        row = Reader.by_address(NEW)
        assert row is not None
        assert not any(readers.may_send(row, kind) for kind in made.KINDS)


def test_who_shares_an_address_lifts_nobody_elses_nothing_at_all(store: Store) -> None:
    """Neither by the link in a mail to it, nor from an account of their own, nor by another list."""
    member = people.person(store, "LBT-1", email=ADDRESS)
    people.account(store, person=member, email=NEW)
    spouse = people.person(store, "LBT-2", email=ADDRESS, holder=member, relation="spouse")
    account = people.account(store, "dependent", person=spouse, email=ADDRESS)
    readers.ask(store, Ask(NEW, nothing=True), SHOWN, "en", NOW)

    made.reader(store, "promotional")
    who = signed(store, account, TODAY)
    assert who is not None
    readers.set_for_member(store, who, {"educational": "on"}, Shown("account"), NOW)
    row = reader_import.Row(NEW, frozenset({"promotional"}), "", NOW, "by a link")
    assert reader_import.take(store, [row], NOW, really=True)["suppressed"] == 1

    with store.reading():
        assert Person.get_by_id(member).refused.split() == ["mail"]
        found = Reader.by_address(ADDRESS)
        assert found is not None
        assert not any(readers.may_send(found, kind) for kind in made.KINDS)
    assert suppression.holds(store, NEW)


def state_of(store: Store, address: str) -> frozenset[str]:
    state = made.state(store, address)
    return state.sent if state else frozenset()


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
