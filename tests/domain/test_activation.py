"""Codes that come by post, from the side of those who don’t have them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from privet.domain import (
    access_control,
    activation,
    activation_redeeming,
    attempts,
    events,
    reference,
    sessions,
)
from privet.domain.activation import ACTIVATE, PROOF, NoLetter
from privet.domain.activation_redeeming import Accepted, Entered, NotAccepted
from privet.storage.accounts import Account
from privet.storage.activations import Activation
from privet.storage.ids import new_id
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store
from tests import people

NOW = datetime(2026, 12, 1, 17, tzinfo=UTC)
BORN = date(1984, 2, 29)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(Place(tmp_path / "instance", tmp_path / "keys"), NOW.date())
    yield found
    found.close()


@pytest.fixture
def account(store: Store) -> str:
    return activation.ensure_account(store, people.person(store, "LBT-1"))


def issue(store: Store, account: str, kind: activation.Kind = ACTIVATE, now: datetime = NOW) -> str:
    return activation.issue(store, "command", account, kind, now).code


def redeem(
    store: Store, code: str, born: date | None = BORN, now: datetime = NOW, name: str = ""
) -> Accepted:
    entered = Entered(code=code, born=born, user_name=name, network="192.0.2.0/24")
    return activation_redeeming.redeem(store, entered, now)


def actions(store: Store) -> list[str]:
    return [event.action for event in events.listed(store)]


def begin(store: Store, account: str) -> None:
    with store.writing():
        Account.update(begun_at=1).where(Account.id == account).execute()


def test_a_code_has_ten_characters_and_a_check(store: Store, account: str) -> None:
    code = issue(store, account)

    plain = reference.normalise(code, activation.RANDOM)

    assert len(plain) == 10
    assert code == f"{plain[:5]}-{plain[5:]}"
    with pytest.raises(reference.InvalidReference):
        reference.normalise(plain[:9] + ("0" if plain[9] != "0" else "1"), activation.RANDOM)


def test_a_code_opens_with_the_birth_date_however_it_is_typed(store: Store, account: str) -> None:
    code = issue(store, account)

    sloppy = code.lower().replace("0", "o").replace("1", "i").replace("-", " ")

    assert redeem(store, sloppy).account == account


@pytest.mark.promise("P11")
def test_p11_neither_a_code_nor_a_digest_of_it_stands_in_the_rows(store: Store, account: str) -> None:
    code = issue(store, account).replace("-", "")
    with store.reading():
        found = store.database.execute_sql("SELECT * FROM activation").fetchone()

    held = [bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in found]

    for secret in (code.encode(), activation.digest(code).encode(), bytes.fromhex(activation.digest(code))):
        assert not any(secret in value for value in held)


def test_five_wrong_tries_end_a_code(store: Store, account: str) -> None:
    code = issue(store, account)

    for _ in range(5):
        with pytest.raises(NotAccepted):
            redeem(store, code, date(1984, 2, 28))

    with pytest.raises(NotAccepted):
        redeem(store, code)


def test_four_wrong_tries_do_not(store: Store, account: str) -> None:
    code = issue(store, account)

    for _ in range(4):
        with pytest.raises(NotAccepted):
            redeem(store, code, None)

    assert redeem(store, code).account == account


@pytest.mark.parametrize(("days", "works"), [(30, True), (31, False)])
def test_a_code_lives_for_thirty_days(store: Store, account: str, days: int, works: bool) -> None:
    code = issue(store, account)
    later = NOW + timedelta(days=days)

    if works:
        assert redeem(store, code, now=later)
    else:
        with pytest.raises(NotAccepted):
            redeem(store, code, now=later)


def test_an_old_code_dies_when_a_new_one_is_issued(store: Store, account: str) -> None:
    old = issue(store, account)
    new = issue(store, account)

    with pytest.raises(NotAccepted):
        redeem(store, old)
    assert redeem(store, new).account == account


def test_the_code_of_another_does_not_open_with_ones_own_birth_date(store: Store, account: str) -> None:
    other = activation.ensure_account(store, people.person(store, "LBT-2", birth_date="1990-01-02"))
    theirs = issue(store, other)

    with pytest.raises(NotAccepted):
        redeem(store, theirs)

    assert redeem(store, theirs, date(1990, 1, 2)).account == other


def test_somebody_on_record_cannot_prove_themselves_with_a_user_name(store: Store, account: str) -> None:
    with store.writing():
        row = Account.get_by_id(account)
        row.user_name = "ana"
        row.save()
    code = issue(store, account)

    with pytest.raises(NotAccepted):
        redeem(store, code, None, name="ana")


@pytest.mark.parametrize("name", ["", "\0", "name "])
def test_an_account_without_a_user_name_opens_with_none(store: Store, name: str) -> None:
    with store.writing():
        clerk = Account.create(id=new_id(), role="clerk", name="Jo").id
    code = issue(store, clerk)

    with pytest.raises(NotAccepted):
        redeem(store, code, None, name=name)


def test_a_disabled_account_gets_no_letter_and_its_code_is_void(store: Store, account: str) -> None:
    code = issue(store, account)
    access_control.disable(store, "command", account, NOW)

    with pytest.raises(NotAccepted):
        redeem(store, code)
    with pytest.raises(NoLetter, match="disabled"):
        issue(store, account)
    access_control.enable(store, "command", account)
    with pytest.raises(NotAccepted):
        redeem(store, code)


def test_disabling_ends_the_sessions_at_once(store: Store, account: str) -> None:
    value, _live = sessions.begin(store, account, half=False, browser="", now=NOW)

    ended = access_control.disable(store, "command", account, NOW)

    assert ended == 1
    assert sessions.owner_of_dead(store, value) == ""


def test_a_letter_fits_what_the_account_needs(store: Store, account: str) -> None:
    with pytest.raises(NoLetter, match="hasn’t begun"):
        issue(store, account, PROOF)
    first = issue(store, account)
    begin(store, account)

    with pytest.raises(NoLetter, match="--proof"):
        issue(store, account)
    with pytest.raises(NotAccepted):
        redeem(store, first)
    assert redeem(store, issue(store, account, PROOF)).kind == PROOF


def test_guessing_is_throttled_per_network(store: Store, account: str) -> None:
    code = issue(store, account)
    for _ in range(20):
        with pytest.raises(NotAccepted):
            redeem(store, reference.new(activation.RANDOM, activation.GROUP))

    with pytest.raises(attempts.TooMany):
        redeem(store, code)

    with store.reading():
        assert Activation.get(Activation.account == account).tries == 0
    elsewhere = Entered(code=code, born=BORN, network="198.51.100.0/24")
    assert activation_redeeming.redeem(store, elsewhere, NOW).account == account


def test_each_step_leaves_an_event_and_unknown_codes_leave_none(store: Store, account: str) -> None:
    code = issue(store, account)
    before = len(actions(store))
    with pytest.raises(NotAccepted):
        redeem(store, reference.new(activation.RANDOM, activation.GROUP))
    assert len(actions(store)) == before
    with pytest.raises(NotAccepted):
        redeem(store, code, None)
    redeem(store, code)

    assert actions(store) == ["activation.issued", "activation.refused", "activation.entered"]


def test_a_dependent_gets_an_account_of_its_own_record(store: Store) -> None:
    holder = people.person(store, "LBT-1")
    child = people.person(store, "LBT-1-01", holder=holder, relation="child", birth_date="2004-05-06")

    made = activation.ensure_account(store, child)

    with store.reading():
        found = Account.get_by_id(made)
    assert (found.role, found.person_id) == ("dependent", child)
    assert activation.ensure_account(store, child) == made
