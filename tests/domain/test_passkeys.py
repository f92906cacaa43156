"""Passkeys, from the side of somebody who stands between a device and us, or copied one."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from privet.domain import challenges, passkeys
from privet.domain.passkeys import Answer, NoPasskey
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store
from tests import people
from tests.devices import NOW, PARTY, PRESENT, VERIFIED, enrolled


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
def test_a_passkey_signs_in_for_its_owner(store: Store, account: str) -> None:
    """It names its owner by itself; nobody has to type a name."""
    device, _id = enrolled(store, account)
    _options, challenge = passkeys.request(PARTY)

    assert passkeys.accept(store, device.sign(challenge, account), PARTY, NOW) == account


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://localhost:9999"},
        {"origin": "https://1ocalhost:8443"},
        {"site": "larkspur.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"id": bytes(32)},
    ],
    ids=["other port", "look-alike", "other site", "owner unchecked", "nobody there", "forged", "unknown"],
)
@pytest.mark.promise("P11")
def test_a_passkey_answer_from_elsewhere_is_refused(store: Store, account: str, bent: dict[str, Any]) -> None:
    """What was made for another page, without its owner, or with another key."""
    device, _id = enrolled(store, account)
    _options, challenge = passkeys.request(PARTY)

    assert passkeys.accept(store, replace(device, **bent).sign(challenge, account), PARTY, NOW) is None


def test_an_answer_to_another_question_is_refused(store: Store, account: str) -> None:
    """Another challenge, another ceremony, or another owner's name."""
    device, _id = enrolled(store, account)
    other = people.account(store, person=people.person(store, "LBT-2"))
    _options, challenge = passkeys.request(PARTY)
    _options, another = passkeys.request(PARTY)
    signed_one = device.sign(another, account)

    assert passkeys.accept(store, replace(signed_one, challenge=challenge), PARTY, NOW) is None
    assert passkeys.accept(store, device.sign(challenge, account, "webauthn.create"), PARTY, NOW) is None
    assert passkeys.accept(store, device.sign(challenge, other), PARTY, NOW) is None


@pytest.mark.promise("P11")
def test_a_count_that_does_not_go_up_betrays_a_copied_device(store: Store, account: str) -> None:
    """A device that counts must count on; one that never counts is believed."""
    device, _id = enrolled(store, account, count=7)

    def use(count: int) -> str | None:
        _options, challenge = passkeys.request(PARTY)
        return passkeys.accept(store, replace(device, count=count).sign(challenge, account), PARTY, NOW)

    assert [use(8), use(8), use(7), use(0), use(9)] == [account, None, None, None, account]


def test_a_passkey_belongs_to_one_account(store: Store, account: str) -> None:
    """What one person enrolled can't be enrolled by another, or twice."""
    device, _id = enrolled(store, account)
    other = people.account(store, person=people.person(store, "LBT-2"))
    _options, challenge = passkeys.enrol_options(store, other, PARTY)

    with pytest.raises(NoPasskey):
        passkeys.add(store, other, device.make(challenge), PARTY, ("", NOW))


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{}",
        "null",
        "[" * 9000,
        '{"id":1}',
        "x" * 20000,
        '{"id":"a","rawId":"a","type":"public-key","response":{}}',
    ],
)
def test_what_no_browser_sends_is_refused_quietly(store: Store, account: str, credential: str) -> None:
    """Nothing that can be sent breaks enrolling or signing in."""
    answer = Answer(credential, b"challenge")

    assert passkeys.accept(store, answer, PARTY, NOW) is None
    with pytest.raises(NoPasskey):
        passkeys.add(store, account, answer, PARTY, ("", NOW))


@pytest.mark.promise("P11")
def test_a_challenge_opens_once_in_time_for_its_purpose(store: Store, account: str) -> None:
    """A copied form brings nothing: not twice, not late, not for another purpose or account (ASVS 6.6.2)."""
    raw = secrets.token_bytes(64)
    sealed = challenges.seal(store, "confirm", account, raw, NOW)

    def opened(purpose: str = "confirm", whose: str = account, after: float = 0) -> bytes | None:
        return challenges.open_once(store, sealed, purpose, whose, NOW + timedelta(minutes=after))

    assert opened("sign-in") is None
    assert opened(whose="somebody else") is None
    assert opened(after=5) is None
    assert opened(after=-1) is None
    assert opened(after=4.9) == raw
    assert opened(after=1) is None
    for broken in ("", "é", sealed[:-8], "A" * len(sealed), "A" * 99999):
        assert challenges.open_once(store, broken, "confirm", account, NOW) is None
