"""Second factors when two act at once, on both databases: whatever is good for once serves one of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyotp
import pytest

from privet.domain import challenges, factors, passkeys, recovery
from privet.storage.store import Store
from tests import people
from tests.devices import NOW, PARTY, enrolled, with_app


def at_once(store: Store, *deeds: Callable[[], object]) -> list[object]:
    """Do all of them at the same moment, each on a connection of its own."""
    gate = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            with store.reading():
                pass  # The connection is made before the race.
            gate.wait(20)
            return deed()
        except factors.LastFactor:
            return "last"
        finally:
            store.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.promise("P11")
def test_of_two_at_once_one_gets_in(store: Store) -> None:
    """A code of an app, a printed code, a challenge, and an answer of a device that counts."""
    account = people.account(store, person=people.person(store, "LBT-1"))
    app: pyotp.TOTP = with_app(store, account)
    codes = recovery.fresh(store, account)
    device, _id = enrolled(store, account, count=1)
    device.count = 2
    _options, challenge = passkeys.request(PARTY)
    answer, sealed = device.sign(challenge, account), challenges.seal(store, "sign-in", "", challenge, NOW)

    deeds: list[Callable[[], object]] = [
        lambda: factors.check_code(store, account, app.at(NOW), NOW),
        lambda: factors.check_code(store, account, codes[0], NOW),
        lambda: challenges.open_once(store, sealed, "sign-in", "", NOW) is not None,
        lambda: passkeys.accept(store, answer, PARTY, NOW) is not None,
    ]
    for deed in deeds:
        assert sorted(map(bool, at_once(store, *[deed] * 4))) == [False, False, False, True]


@pytest.mark.promise("P11")
def test_two_at_once_leave_one_factor_and_ten_codes(store: Store) -> None:
    """Removing the last two at the same moment leaves one; making codes twice leaves ten that work."""
    for number in range(3):
        account = people.account(store, person=people.person(store, f"LBT-{number}"))
        held = [enrolled(store, account)[1] for _ in range(2)]

        removed = at_once(
            store, *[lambda held=one, of=account: factors.remove(store, of, held) for one in held]
        )
        at_once(store, *[lambda of=account: recovery.fresh(store, of)] * 2)

        assert sorted(map(str, removed)) == ["True", "last"]
        assert len(factors.listed(store, account)) == 1
        assert recovery.left(store, account) == recovery.COUNT
