"""Counting tries on both databases: at once, until they are over, and for whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from privet.domain import attempts
from privet.storage.sessions import Attempts
from privet.storage.store import Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def tried(store: Store, account: str, network: str = "10.1.1.0/24", now: datetime = NOW) -> bool:
    return attempts.counted(store, "password", (account, network), now)


def test_tries_at_the_same_moment_are_all_counted(store: Store) -> None:
    def one(_number: int) -> bool:
        try:
            return tried(store, "account-1")
        finally:
            store.close()

    with ThreadPoolExecutor(8) as pool:
        let_through = sum(pool.map(one, range(24)))

    assert let_through == 6


def test_a_closed_door_opens_by_itself_however_often_somebody_knocks(store: Store) -> None:
    for minutes in range(0, 59, 3):
        tried(store, "account-1", now=NOW + timedelta(minutes=minutes))
    assert not tried(store, "account-1", now=NOW + timedelta(minutes=59))

    assert tried(store, "account-1", now=NOW + timedelta(minutes=60))


def test_a_network_that_tries_many_accounts_is_closed_except_for_those_who_are_known_there(
    store: Store,
) -> None:
    attempts.know(store, ("owner", "10.1.1.0/24"), NOW)
    assert sum(tried(store, f"account-{number}") for number in range(80)) == 60

    assert tried(store, "owner")
    assert tried(store, "account-1", "10.1.2.0/24")
    assert not tried(store, "somebody-else")


def test_a_success_gives_the_network_its_try_back(store: Store) -> None:
    for number in range(200):
        assert tried(store, f"account-{number}")
        attempts.succeeded(store, "password", (f"account-{number}", "10.1.1.0/24"))


def test_what_is_over_is_forgotten(store: Store) -> None:
    tried(store, "account-1")
    assert attempts.sweep(store, NOW + timedelta(minutes=59)) == 0

    assert attempts.sweep(store, NOW + timedelta(minutes=61)) == 3
    assert attempts.sweep(store, NOW + timedelta(days=3650)) == 0  # A hundred in a row are counted on.


def test_nothing_stays_of_names_that_no_account_has(store: Store) -> None:
    tried(store, f"{attempts.NOBODY}ana.ruiz@example.org")
    tried(store, "account-1")

    attempts.sweep(store, NOW + timedelta(days=1))

    with store.reading():
        assert Attempts.select().count() == 1


def test_networks_are_those_that_one_household_or_office_has() -> None:
    assert attempts.network("203.0.113.200") == attempts.network("203.0.113.7") == "203.0.113.0/24"
    assert (
        attempts.network("2001:db8:1:2ff::1")
        == attempts.network("2001:db8:1:200:9::")
        == "2001:db8:1:200::/56"
    )
    assert attempts.network("::ffff:203.0.113.7") == "203.0.113.0/24"
    assert attempts.network("") == attempts.network("nonsense") == "unknown"
