"""What a password must be like, and how it is kept."""

import time
import unicodedata
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from flask import Flask

from privet.domain import attempts, passwords, signing_in
from privet.domain.passwords import Change
from privet.domain.signing_in import Entered, Visit
from privet.storage.accounts import Account
from privet.web import sessions
from tests import door, people
from tests.door import PASSWORD, store_of

NONE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    "good",
    [
        "brass kettle on the seventh stair",
        "            a            ",
        "éèê ñandú 日本語 🙂 xyz",
        "x9#" * 85,
        "tw3lve-signs",
    ],
)
def test_a_long_password_of_any_signs_is_taken(good: str) -> None:
    assert passwords.faults(good, NONE, "en") == []


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("short", "at least 12"),
        ("", "at least 12"),
        ("e\u0301" * 11, "at least 12"),
        ("x" * 257, "at most 256"),
        ("password1234", "list of stolen ones"),
        ("pAsSwOrD1234", "list of stolen ones"),
        ("qwertyuiop123", "list of stolen ones"),
    ],
)
def test_a_password_that_cant_be_taken_says_how_to_put_it_right(bad: str, says: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (fault,) = passwords.faults(bad, NONE, "en")

    assert says in fault


@pytest.mark.parametrize(
    "bad",
    [
        "my larkspur garden shed",
        "PRIVET hedge trimming day",
        "juniper-42 and some more",
        "seventeen RUIZ on a boat",
        "mariá goes to the market",
        "benefits of long walks",
    ],
)
def test_words_that_others_connect_with_somebody_are_refused(app: Flask, bad: str) -> None:
    who = door.somebody(app)
    name = app.extensions["privet"].settings.organisation.name
    context = passwords.words(store_of(app), who.account, name)

    (fault,) = passwords.faults(bad, context, "en")

    assert "Leave out" in fault
    assert passwords.faults(PASSWORD, context, "en") == []


def test_a_representatives_own_words_are_refused_too(app: Flask) -> None:
    store = store_of(app)
    account = people.account(store, "representative", representative=people.representative(store))

    assert "hollis" in passwords.words(store, account, "Larkspur Benefit Trust")


def test_what_is_kept_is_argon2id_with_the_documented_cost() -> None:
    kept = passwords.hashed(PASSWORD)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.fits(kept, PASSWORD)
    assert not passwords.fits(kept, PASSWORD + " ")
    assert not passwords.fits(kept, PASSWORD.upper())
    assert not passwords.fits(None, PASSWORD)


def test_nothing_is_cut_off_and_both_ways_to_write_a_sign_are_the_same() -> None:
    long = "ñ" * 255
    kept = passwords.hashed(long + "a")

    assert not passwords.fits(kept, long + "b")
    assert passwords.fits(kept, unicodedata.normalize("NFD", long + "a"))


def test_nobodys_hash_is_never_right() -> None:
    kept = passwords._NOBODYS

    assert not passwords.fits(None, "")
    assert not passwords.fits(None, kept)
    assert not passwords.is_outdated(kept)


def test_a_password_that_was_kept_in_an_older_way_is_renewed_when_it_is_right(app: Flask) -> None:
    who, store = door.somebody(app), store_of(app)
    with store.writing():
        row = Account.get_by_id(who.account)
        row.password = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
        row.save()
    visit = Visit(network="10.0.0.0/24", now=sessions.now(), today=sessions.now().date())

    assert signing_in.first_step(store, Entered(who.user_name, PASSWORD), visit) == who.account

    with store.reading():
        kept = Account.get_by_id(who.account).password
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.fits(kept, PASSWORD)


def test_one_password_at_a_time_is_worked_on() -> None:
    with passwords.alone(), pytest.raises(passwords.Busy):
        passwords.hashed(PASSWORD)
    assert passwords.hashed(PASSWORD)


def test_while_another_is_worked_on_a_new_one_changes_nothing(app: Flask) -> None:
    who, store = door.somebody(app), store_of(app)
    change = Change(account=who.account, actor="test", now=sessions.now())

    with passwords.alone(), pytest.raises(passwords.Busy):
        passwords.set_password(store, "quiet otters fold umbrellas", change)

    with store.reading():
        assert passwords.fits(Account.get_by_id(who.account).password, PASSWORD)


def _in_line(network: str) -> bool:
    """Stand in line; says whether the turn came."""
    try:
        with passwords.alone(network):
            return True
    except passwords.Busy:
        return False


def _waiting(count: int) -> None:
    end = time.monotonic() + 5
    while len(passwords._line._waiting) != count:
        assert time.monotonic() < end
        time.sleep(0.005)


def test_few_wait_one_of_each_network_and_they_get_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that loops has one place; whoever finds none left is told at once."""
    monkeypatch.setattr(passwords, "WAIT", 5.0)
    with ThreadPoolExecutor(2) as pool:
        with passwords.alone("10.1.1.0/24"):
            looping = pool.submit(_in_line, "10.1.1.0/24")
            _waiting(1)
            assert not _in_line("10.1.1.0/24")
            other = pool.submit(_in_line, "10.2.2.0/24")
            _waiting(2)
            assert not _in_line("10.3.3.0/24")

        assert looping.result(5)
        assert other.result(5)
    assert _in_line("10.3.3.0/24")


def test_nobody_overtakes_who_waits() -> None:
    """Somebody who asks the moment the gate opens doesn’t slip in before one who waits."""
    passwords._line._waiting.add("10.2.2.0/24")
    try:
        assert not _in_line("10.2.2.0/24")
    finally:
        passwords._line._waiting.clear()


def test_who_waits_waits_a_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert passwords.WAIT <= 2
    monkeypatch.setattr(passwords, "WAIT", 0.1)
    with passwords.alone("10.1.1.0/24"):
        begun = time.monotonic()
        assert not _in_line("10.2.2.0/24")
        assert 0.1 <= time.monotonic() - begun < 1
    assert not passwords._line._waiting


def test_a_network_that_fails_on_and_on_keeps_no_other_out(app: Flask) -> None:
    """Two clients that loop with names of nobody stand in a line of their own."""
    who, store = door.somebody(app), store_of(app)
    thief = Visit(network="203.0.113.0/24", now=sessions.now(), today=sessions.now().date())
    owner = Visit(network="10.0.0.0/24", now=sessions.now(), today=sessions.now().date())
    for number in range(60):
        attempts.counted(store, "password", (f"{attempts.NOBODY}{number}", thief.network), thief.now)

    with passwords.alone(crowd=True):  # One of the two is being worked on.
        with pytest.raises(passwords.Busy):
            signing_in.first_step(store, Entered("nobody-99", PASSWORD), thief)
        assert signing_in.first_step(store, Entered(who.user_name, PASSWORD), owner) == who.account
    with passwords.alone():  # The other line goes on by itself, with the same answer after the same work.
        assert signing_in.first_step(store, Entered("nobody-99", PASSWORD), thief) is None
