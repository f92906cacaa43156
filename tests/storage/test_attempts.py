"""Counting tries on both databases: at once, until they are over, and for whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from privet.domain import attempts, limits
from privet.domain.times import micro
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

    assert attempts.sweep(store, NOW + timedelta(minutes=61)) == 4
    assert attempts.sweep(store, NOW + timedelta(days=3650)) == 0  # A hundred in a row are counted on.


def test_nothing_stays_of_names_that_no_account_has(store: Store) -> None:
    tried(store, f"{attempts.NOBODY}ana.ruiz@example.org")
    tried(store, "account-1")

    attempts.sweep(store, NOW + timedelta(days=1))

    with store.reading():
        assert Attempts.select().count() == 1


def test_networks_are_those_that_one_office_or_one_line_has() -> None:
    assert attempts.network("203.0.113.200") == attempts.network("203.0.113.7") == "203.0.113.0/24"
    assert attempts.network("2001:db8:1:2ff::1") == attempts.network("2001:db8:1:2ff:9::")
    assert attempts.network("2001:db8:1:2ff::1") == "2001:db8:1:2ff::/64"
    assert attempts.network("::ffff:203.0.113.7") == "203.0.113.0/24"
    assert attempts.network("") == attempts.network("nonsense") == "unknown"


def test_a_network_that_knocks_on_and_on_crowds_whatever_name_it_tries(store: Store) -> None:
    """Knocking at one closed door counts too; others’ networks and owners known there are left out."""
    attempts.know(store, ("owner", "10.1.1.0/24"), NOW)
    for _ in range(60):
        assert not attempts.crowds(store, ("somebody", "10.1.1.0/24"), NOW)
        tried(store, "account-1")

    for name in ("account-1", "somebody", f"{attempts.NOBODY}x"):
        assert attempts.crowds(store, (name, "10.1.1.0/24"), NOW)
        assert not attempts.crowds(store, (name, "10.1.2.0/24"), NOW)
    assert not attempts.crowds(store, ("owner", "10.1.1.0/24"), NOW)
    for _ in range(6):
        tried(store, "owner")
    assert attempts.crowds(store, ("owner", "10.1.1.0/24"), NOW)
    assert not attempts.crowds(store, ("account-1", "10.1.1.0/24"), NOW + timedelta(minutes=60))


def test_a_hundred_tries_from_elsewhere_dont_close_the_account_where_its_owner_is_known(store: Store) -> None:
    """Where the owner was lately six an hour may fail, for thirty days; everywhere else it is closed."""
    home = "10.9.9.0/24"
    attempts.know(store, ("owner", home), NOW)
    for number in range(120):
        tried(store, "owner", f"10.2.{number}.0/24")

    assert not tried(store, "owner", "10.3.1.0/24")
    assert sum(tried(store, "owner", home) for _ in range(20)) == 6
    assert not tried(store, "owner", home, NOW + timedelta(days=30))


def test_that_an_account_is_closed_is_said_once(store: Store) -> None:
    """It is said again only after the count began anew."""
    for _ in range(2):
        for number in range(99):
            tried(store, "owner", f"10.2.{number}.0/24")
        with store.writing():
            assert not attempts.closes(store, "owner", NOW)
        tried(store, "owner", "10.3.1.0/24")
        with store.writing():
            assert [attempts.closes(store, "owner", NOW) for _ in range(3)] == [True, False, False]
        attempts.forgive(store, "owner")


def test_one_who_has_65536_networks_is_no_65536_visitors(store: Store) -> None:
    """A /48 of IPv6 gets ten times what a /64 gets; its neighbours and the old kind are left alone."""

    def sent(address: str) -> bool:
        return attempts.counted(store, "choice", (attempts.network(address),), NOW)

    assert sum(sent(f"2001:db8:1:{number:x}::1") for number in range(320)) == 300
    assert not sent("2001:db8:1:ffff::1")
    assert sent("2001:db8:2::1")
    assert sum(sent("2001:db8:3:4::1") for _ in range(40)) == 30
    assert sum(sent("203.0.113.7") for _ in range(40)) == 30
    assert attempts.judged(store, "choice", ("2001:db8:1:9::/64",), NOW + timedelta(hours=1)) == "open"


def test_networks_of_one_who_fails_on_and_on_crowd_together(store: Store) -> None:
    for number in range(600):
        tried(store, f"account-{number}", attempts.network(f"2001:db8:1:{number:x}::1"))

    assert attempts.crowds(store, ("x", "2001:db8:1:ffff::/64"), NOW)
    assert not attempts.crowds(store, ("x", "2001:db8:2:1::/64"), NOW)


def test_what_is_put_off_is_not_refused_and_a_closed_network_still_is(store: Store) -> None:
    """From many networks together: whoever sends from one with room left is let through, to wait."""
    most = limits.load().limit["choice-all"].most
    key = attempts._key(store, "choice-all", [])
    with store.writing():
        Attempts.add(key, micro(NOW), micro(NOW + timedelta(hours=1)))
        Attempts.update(count=most - 1).where(Attempts.key == key).execute()

    assert [attempts.judged(store, "choice", ("a",), NOW) for _ in range(31)] == [
        "open",
        *["later"] * 29,
        "closed",
    ]
    assert attempts.judged(store, "choice", ("b",), NOW) == "later"
    assert attempts.judged(store, "choice", ("b",), NOW + timedelta(hours=1)) == "open"
