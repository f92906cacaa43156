"""Second factors, from the side of somebody who has seen, copied or kept what isn't theirs."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest

from privet.domain import changes, events, factors, passkeys, recovery
from privet.domain.signed import signed
from privet.storage.factors import RecoveryCode
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store
from tests import people
from tests.devices import NOW, PARTY, enrolled, with_app


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a fresh store."""
    opened = open_store(Place(tmp_path / "instance", tmp_path / "instance" / "keys"), date(2026, 11, 23))
    yield opened
    opened.close()


@pytest.fixture
def account(store: Store) -> str:
    """Give the account of a member."""
    return people.account(store, person=people.person(store, "LBT-1"))


@pytest.mark.promise("P11")
def test_a_code_that_was_seen_opens_nothing_a_second_time(store: Store, account: str) -> None:
    """A code works once, and no code of an earlier step works after it (ASVS 6.5.1)."""
    app = with_app(store, account)
    seen, earlier = app.at(NOW), app.at(NOW - timedelta(seconds=30))

    assert factors.check_code(store, account, f" {seen[:3]} {seen[3:]} ", NOW)
    assert not factors.check_code(store, account, seen, NOW)
    assert not factors.check_code(store, account, seen, NOW + timedelta(seconds=25))
    assert not factors.check_code(store, account, earlier, NOW)
    assert factors.check_code(store, account, app.at(NOW + timedelta(seconds=30)), NOW)


def test_the_code_that_added_an_app_is_used_up_with_it(store: Store, account: str) -> None:
    """Somebody who looked over a shoulder while an app was added has nothing."""
    app = pyotp.TOTP(factors.new_totp())
    factors.add_totp(store, account, app.secret, app.at(NOW), NOW)

    assert not factors.check_code(store, account, app.at(NOW), NOW)
    with pytest.raises(factors.WrongCode):
        factors.add_totp(store, account, app.secret, app.at(NOW + timedelta(seconds=30)), NOW)


@pytest.mark.parametrize("seconds", [-75, 75, 300])
def test_a_code_of_another_time_is_refused(store: Store, account: str, seconds: int) -> None:
    """Clocks may be off by half a minute, and not by more."""
    app = with_app(store, account)

    assert not factors.check_code(store, account, app.at(NOW + timedelta(seconds=seconds)), NOW)


@pytest.mark.promise("P11")
def test_codes_of_somebody_else_open_nothing(store: Store, account: str) -> None:
    """Neither an app's nor a printed one; and trying them doesn't spend them."""
    other = people.account(store, person=people.person(store, "LBT-2"))
    app, codes = with_app(store, other), recovery.fresh(store, other)

    assert not factors.check_code(store, account, app.at(NOW), NOW)
    assert not factors.check_code(store, account, codes[0], NOW)
    assert factors.check_code(store, other, app.at(NOW), NOW)
    assert factors.check_code(store, other, codes[0], NOW)


@pytest.mark.promise("P11")
def test_a_recovery_code_works_once(store: Store, account: str) -> None:
    """Typed as people type; then never again, nor any of those before once new ones were made."""
    codes = recovery.fresh(store, account)
    assert len(set(codes)) == recovery.COUNT

    assert factors.check_code(store, account, codes[3].lower().replace("-", " "), NOW)
    assert not factors.check_code(store, account, codes[3], NOW)
    assert recovery.left(store, account) == recovery.COUNT - 1
    fresh = recovery.fresh(store, account)
    assert not factors.check_code(store, account, codes[4], NOW)
    assert factors.check_code(store, account, fresh[4], NOW)


@pytest.mark.parametrize(
    "entered", ["", "12345", "1234567", "١٢٣٤٥٦", "AAAA-AAAA-AAAA", "\0" * 6, "9" * 9999]
)
def test_what_is_no_code_is_refused_quietly(store: Store, account: str, entered: str) -> None:
    """Nothing that can be typed breaks the check."""
    with_app(store, account)
    recovery.fresh(store, account)

    assert not factors.check_code(store, account, entered, NOW)


@pytest.mark.promise("P11")
def test_no_code_and_no_secret_stands_in_the_database_in_plain(store: Store) -> None:
    """Whoever opens the file with its key still lacks the ring (ASVS 6.5.2); events of staff are plain."""
    account = people.account(store, "clerk", name="Clara Vane")
    app, codes = with_app(store, account), recovery.fresh(store, account)
    with store.reading():
        cells = [
            bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
            for table in ("factor", "recovery_code", "event", "attempts")
            for row in store.database.execute_sql(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            for cell in row
        ]
    whole = b"\n".join(cells)
    for code in [app.secret, *codes]:
        plain = code.replace("-", "").encode()
        assert code.encode() not in whole
        assert plain not in whole
        assert hashlib.sha256(plain).digest() not in whole


@pytest.mark.promise("P11")
def test_a_removed_factor_opens_nothing(store: Store, account: str) -> None:
    """Neither a passkey nor an app, from the moment of removal (ASVS 6.5.6)."""
    device, passkey = enrolled(store, account)
    app = with_app(store, account)
    (app_id,) = [found.id for found in factors.listed(store, account) if found.kind == factors.TOTP]
    enrolled(store, account)

    assert factors.remove(store, account, passkey)
    assert factors.remove(store, account, app_id)

    _options, challenge = passkeys.request(PARTY)
    assert passkeys.accept(store, device.sign(challenge, account), PARTY, NOW) is None
    assert not factors.check_code(store, account, app.at(NOW), NOW)
    assert not factors.remove(store, account, passkey)


def test_the_last_factor_stays_and_nobody_removes_another_s(store: Store, account: str) -> None:
    """Printed codes don't count: they run out."""
    with_app(store, account)
    recovery.fresh(store, account)
    other = people.account(store, person=people.person(store, "LBT-2"))
    enrolled(store, other)
    (own,) = factors.listed(store, account)

    with pytest.raises(factors.LastFactor):
        factors.remove(store, account, own.id)
    assert not factors.remove(store, other, own.id)
    assert factors.kinds(store, account) == {"totp", "recovery"}
    assert factors.kinds(store, other) == {"passkey"}


def test_an_account_holds_ten_factors_at_most(store: Store, account: str) -> None:
    """Nobody fills the table, and no list grows beyond what one can look through."""
    for _ in range(factors.MOST):
        enrolled(store, account)

    with pytest.raises(factors.TooManyFactors):
        enrolled(store, account)


@pytest.mark.promise("P11")
def test_owners_are_told_what_changed_and_nobody_else_s(store: Store, account: str) -> None:
    """Each change is an event that its owner reads; for people, that reading is one too (ASVS 6.3.7)."""
    clerk = people.account(store, "clerk", name="Clara Vane")
    before = datetime.now(UTC)
    with_app(store, account)
    codes = recovery.fresh(store, account)
    factors.check_code(store, account, codes[0], NOW)
    recovery.fresh(store, clerk)
    recovery.fresh(store, people.account(store, "lead", name="Lena Holt"))

    def told(of: str) -> list[tuple[str, str]]:
        who = signed(store, of, date(2026, 11, 23))
        assert who is not None
        return [(change.action, change.kind) for change in changes.recent_changes(store, who, before)]

    assert told(account) == [
        ("recovery-code.used", "recovery"),
        ("recovery-codes.made", "recovery"),
        ("factor.added", "totp"),
    ]
    assert told(clerk) == [("recovery-codes.made", "recovery")]
    assert [event.purpose for event in events.listed(store, "record.read")] == ["own-record"]
    assert not changes.recent_changes(store, _who(store, clerk), before + timedelta(days=91))


def _who(store: Store, account: str) -> Any:
    return signed(store, account, date(2026, 11, 23))


def test_a_used_factor_shows_when_it_was_used(store: Store, account: str) -> None:
    """Its owner sees on the list that somebody used it."""
    app = with_app(store, account)
    (fresh,) = factors.listed(store, account)
    factors.check_code(store, account, app.at(NOW), NOW)

    (used,) = factors.listed(store, account)

    assert (fresh.used, used.used) == (None, NOW)
    assert [event.action for event in events.listed(store, "factor.used")] == ["factor.used"]
    with store.reading():
        assert not RecoveryCode.of_account(account)
