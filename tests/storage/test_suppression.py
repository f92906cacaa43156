"""Addresses that want no mail: found whatever happens to keys and people, and readable to nobody."""

import hmac
from collections.abc import Callable, Iterator
from hashlib import blake2b, md5, sha1, sha256, sha512

import pytest

from privet.domain import events, suppression
from privet.domain.events import Act
from privet.storage import erasure, rotation
from privet.storage.store import Store
from privet.storage.suppressions import Suppression
from tests import people
from tests.storage.conftest import TODAY

ADDRESS = "ana.ruiz@example.org"
OTHERS = [f"member{number}@example.org" for number in range(40)]


def rows(store: Store) -> dict[bytes, int]:
    """Give the whole table."""
    with store.reading():
        return {bytes(row.mark): row.why for row in Suppression.select()}


@pytest.mark.promise("P32")
def test_address_is_found_however_its_capitals_are_written(store: Store) -> None:
    assert suppression.put(store, "Ana.Ruiz@Example.org")
    assert not suppression.put(store, ADDRESS), "it is there already"

    assert suppression.holds(store, f" {ADDRESS.upper()} ")
    assert not suppression.holds(store, "ana.ruiz@example.com")
    assert len(rows(store)) == 1


@pytest.mark.promise("P32")
def test_suppressed_under_an_old_lasting_key_is_found_after_new_ones(store: Store) -> None:
    suppression.put(store, ADDRESS)
    rotation.add_lasting(store, TODAY)
    suppression.put(store, OTHERS[0])
    rotation.add_lasting(store, TODAY)

    assert suppression.holds(store, ADDRESS)
    assert suppression.holds(store, OTHERS[0])
    assert said(store, [ADDRESS, *OTHERS[:2]]) == ["suppressed", "suppressed", "free"]
    assert not suppression.put(store, ADDRESS)
    assert suppression.counts(store)["asked"] == 2, "one address is counted once"


def test_lifting_takes_out_what_any_lasting_key_marked(store: Store) -> None:
    suppression.put(store, ADDRESS)
    rotation.add_lasting(store, TODAY)

    assert suppression.lift(store, ADDRESS)

    assert not suppression.holds(store, ADDRESS)
    assert not suppression.lift(store, ADDRESS)
    assert rows(store) == {}


@pytest.mark.promise("P32")
def test_erasing_a_person_leaves_the_suppression(store: Store) -> None:
    """Whoever is erased and enrolled again still gets nothing."""
    person = people.person(store, "LBT-1", email=ADDRESS)
    suppression.put(store, ADDRESS)

    with store.writing():
        erasure.erase(person)
        events.destroy(store, Act(actor="command", action="person.erased", subject=person))
    people.person(store, "LBT-1", email=ADDRESS)

    assert suppression.holds(store, ADDRESS)


@pytest.mark.promise("P32")
def test_rotating_keys_and_forgetting_the_old_leaves_the_suppression(store: Store) -> None:
    people.person(store, "LBT-1", email=ADDRESS)
    suppression.put(store, ADDRESS)

    rotation.rotate(store, TODAY)
    rotation.forget(store)

    assert suppression.holds(store, ADDRESS)


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        (suppression.ASKED, suppression.BOUNCED, suppression.ASKED),
        (suppression.ASKED, suppression.COMPLAINED, suppression.ASKED),
        (suppression.BOUNCED, suppression.ASKED, suppression.ASKED),
        (suppression.COMPLAINED, suppression.ASKED, suppression.ASKED),
        (suppression.BOUNCED, suppression.BOUNCED, suppression.BOUNCED),
    ],
)
@pytest.mark.parametrize("between", [False, True], ids=["one key", "a key added between"])
def test_what_the_owner_asked_stands_above_what_came_back(
    store: Store, first: int, then: int, kept: int, *, between: bool
) -> None:
    suppression.put(store, ADDRESS, first)
    if between:
        rotation.add_lasting(store, TODAY)

    suppression.put(store, ADDRESS, then)

    assert list(rows(store).values()) == [kept]


def test_table_holds_no_address_and_nothing_that_a_dictionary_opens(store: Store) -> None:
    """An attacker has the whole table, every address there is, and no key."""
    for address in OTHERS:
        suppression.put(store, address)
    held = set(rows(store))
    assert len(held) == len(OTHERS)
    assert all(len(mark) == 16 for mark in held)

    for address in OTHERS:
        assert not held & set(guesses(address)), address
        local = address.partition("@")[0].encode()
        assert not any(local[:6] in mark for mark in held)


def guesses(address: str) -> list[bytes]:
    """Give what somebody without a key can make of an address, cut as the table cuts it."""
    texts = [address, address.upper(), f"suppression\0{address}", f"{address}\n", f"mailto:{address}"]
    ways: list[Callable[[bytes], bytes]] = [
        lambda text: text,
        *(lambda text, plain=plain: plain(text).digest() for plain in (md5, sha1, sha256, sha512, blake2b)),
        *(
            lambda text, key=key: hmac.digest(key, text, sha256)
            for key in (b"", b"suppression", bytes(32), b"privet lasting mark")
        ),
    ]
    return [
        part
        for text in texts
        for way in ways
        if (made := way(text.encode()))
        for part in (made[:16], made[-16:])
    ]


def test_two_sites_mark_one_address_differently(store: Store) -> None:
    """Tables of two sites can't be held against each other."""
    before = suppression.mark(store, ADDRESS)
    rotation.add_lasting(store, TODAY)

    assert suppression.mark(store, ADDRESS) != before
    assert store.ring.mark(ADDRESS.encode(), "link in a mail") not in store.ring.marks(
        ADDRESS.encode(), "suppression"
    )


def test_many_are_judged_a_few_at_a_time(store: Store) -> None:
    suppression.put(store, "member7@example.org")
    suppression.put(store, "member1203@example.org")
    taken = 0

    def many() -> Iterator[tuple[str, int]]:
        nonlocal taken
        for number in range(1300):
            taken += 1
            yield f"Member{number}@example.org", number

    found = suppression.judged(store, many())
    assert next(found) == (0, "free")
    assert taken <= 500
    assert [number for number, said in found if said != "free"] == [7, 1203]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "Ana <ana.ruiz@example.org>",
        "ana.ruiz@example.org, b@example.org",
        "ana.ruiz@exämple.org",
        "a\0@b.c",
    ],
)
def test_what_is_no_plain_address_is_never_free(store: Store, text: str) -> None:
    suppression.put(store, ADDRESS)

    assert said(store, [text, ADDRESS.upper()]) == ["no address", "suppressed"]


def said(store: Store, addresses: list[str]) -> list[str]:
    """Give what is said of each address."""
    return [word for _row, word in suppression.judged(store, ((address, None) for address in addresses))]


def test_nobody_is_found_in_an_empty_table(store: Store) -> None:
    assert said(store, []) == []
    assert said(store, OTHERS[:3]) == ["free"] * 3
    assert suppression.counts(store) == {"asked": 0, "bounced": 0, "complained": 0}
