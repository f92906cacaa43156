"""Lasting keys: every site has one, none is ever lost unnoticed, and a new one stands beside the old."""

import multiprocessing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from privet.domain import suppression
from privet.storage import glance, keys, rotation
from privet.storage.errors import CannotOpen
from privet.storage.keycheck import KeyCheck
from privet.storage.keys import KeyFile
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.store import Store
from tests.storage.conftest import TODAY

ADDRESS = "ana@example.org"


class Killed(BaseException):
    """Stands for kill -9 at this place."""


def make_old(place: Place) -> None:
    """Bring a store into the state of one from before there were lasting keys."""
    store = open_store(place, TODAY)
    lasting = [key.id.hex() for key in store.keys.lasting]
    with store.writing():
        for name in lasting:
            KeyCheck.drop(name)
    store.close()
    keys.write(place.keys, msgspec.structs.replace(store.keys, lasting=()))


def proofs(store: Store) -> set[str]:
    """Give the ids of the keys of which the database has a proof."""
    with store.reading():
        return {row.key for row in KeyCheck.select()}


def ids(found: KeyFile) -> set[str]:
    """Give the ids of the field key in use and of all lasting keys."""
    return {key.id.hex() for key in (found.field[0], *found.lasting)}


def test_site_from_before_gets_a_lasting_key_at_its_next_start(place: Place) -> None:
    make_old(place)
    before = keys.load(place.keys)

    store = open_store(place, TODAY)

    found = keys.load(place.keys)
    assert (found.database, found.field) == (before.database, before.field)
    assert len(found.lasting) == 1
    assert proofs(store) == ids(found)
    suppression.put(store, ADDRESS)
    assert suppression.holds(open_store(place, TODAY), ADDRESS)


def test_key_file_is_for_its_owner_alone_after_it_got_a_lasting_key(file_place: Place) -> None:
    make_old(file_place)
    open_store(file_place, TODAY)

    assert (file_place.keys / keys.FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("harm", ["none is left", "another one", "one of two"])
def test_lost_or_foreign_lasting_key_refuses_the_start(place: Place, harm: str) -> None:
    store = open_store(place, TODAY)
    rotation.add_lasting(store, TODAY)
    store.close()
    found = keys.load(place.keys)
    kept = {"none is left": (), "another one": keys.fresh(TODAY).lasting, "one of two": found.lasting[:1]}
    keys.write(place.keys, msgspec.structs.replace(found, lasting=kept[harm]))
    written = (place.keys / keys.FILE).read_bytes()

    with pytest.raises(
        CannotOpen, match=r"privet\.keys: lacks the lasting key [0-9a-f]{16}, with which this"
    ):
        open_store(place, TODAY)
    assert (place.keys / keys.FILE).read_bytes() == written


def test_changed_lasting_key_is_not_taken_for_the_one_it_was(file_place: Place) -> None:
    found = keys.load(open_store(file_place, TODAY).place.keys)
    path = file_place.keys / keys.FILE
    text = path.read_text("utf-8")
    digit = found.lasting[0].key[0]
    path.write_text(text.replace(found.lasting[0].key, f"{int(digit, 16) ^ 1:x}{found.lasting[0].key[1:]}"))

    with pytest.raises(CannotOpen, match="lacks the lasting key"):
        open_store(file_place, TODAY)


@pytest.mark.parametrize(
    ("key", "why"), [("00" * 32, "is no random key"), ("ab" * 31, "has 62 hexadecimal digits")]
)
def test_lasting_key_that_is_not_random_refuses_the_start(file_place: Place, key: str, why: str) -> None:
    found = keys.load(open_store(file_place, TODAY).place.keys)
    path = file_place.keys / keys.FILE
    path.write_text(path.read_text("utf-8").replace(found.lasting[0].key, key))

    with pytest.raises(CannotOpen, match=rf"privet\.keys: lasting\[0\]\.key: {why}"):
        open_store(file_place, TODAY)


def test_start_killed_between_key_file_and_proof_starts_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old(place)
    with monkeypatch.context() as patched:
        patched.setattr(KeyCheck, "note", _killed_at(2))
        with pytest.raises(Killed):
            open_store(place, TODAY)
    written = keys.load(place.keys)
    assert len(written.lasting) == 1

    assert not place.file.exists() or not glance.is_in_order(place), "its proof is still to be made"
    store = open_store(place, TODAY)

    assert keys.load(place.keys) == written
    assert proofs(store) == ids(written)


def test_start_killed_before_the_key_file_is_in_its_place_starts_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old(place)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", _killed)
        with pytest.raises(Killed):
            open_store(place, TODAY)
    assert not keys.load(place.keys).lasting

    store = open_store(place, TODAY)

    assert proofs(store) == ids(keys.load(place.keys))
    assert [path.name for path in place.keys.iterdir()] == [keys.FILE]


def test_adding_a_key_killed_before_its_proof_goes_on_at_the_next_start(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(KeyCheck, "note", _killed)
        with pytest.raises(Killed):
            rotation.add_lasting(store, TODAY)
    store.close()

    again = open_store(store.place, TODAY)

    assert len(again.keys.lasting) == 2
    assert proofs(again) == ids(again.keys)


def _killed(*_values: Any, **_named: Any) -> Any:
    raise Killed


def _killed_at(call: int) -> Any:
    """Let the first calls through."""
    calls: list[None] = []
    note = KeyCheck.note

    def noted(ring: Any) -> None:
        calls.append(None)
        if len(calls) == call:
            raise Killed
        note(ring)

    return noted


def test_two_processes_that_start_at_once_make_one_lasting_key(place: Place) -> None:
    make_old(place)

    with multiprocessing.get_context("spawn").Pool(2) as pool:
        seen = pool.map(_begin, [place, place])

    found = keys.load(place.keys)
    assert len(found.lasting) == 1
    assert seen == [found.lasting[0].key] * 2
    assert proofs(open_store(place, TODAY)) == ids(found)


def _begin(place: Place) -> str:
    store = open_store(place, TODAY)
    with store.reading():
        return store.keys.lasting[0].key


def test_rotating_and_forgetting_leave_lasting_keys_alone(store: Store) -> None:
    suppression.put(store, ADDRESS)
    rotation.add_lasting(store, TODAY)
    before = keys.load(store.place.keys).lasting

    rotation.rotate(store, TODAY)
    assert rotation.forget(store) == 1

    assert keys.load(store.place.keys).lasting == before
    assert suppression.holds(store, ADDRESS)
    store.close()
    assert suppression.holds(open_store(store.place, TODAY), ADDRESS)


def test_running_process_takes_up_an_added_key(store: Store) -> None:
    """What another process suppressed under the new key is found here without a restart."""
    other = open_store(store.place, TODAY)
    rotation.add_lasting(other, TODAY)
    suppression.put(other, ADDRESS)

    assert suppression.holds(store, ADDRESS)
    assert len(store.ring.marks(b"x", "test")) == 2


def test_proof_of_a_lasting_key_is_no_mark_of_anything(file_place: Place) -> None:
    """What lies in the database as a proof can't be passed off as a mark of an address or a link."""
    store = open_store(file_place, TODAY)
    (proof,) = [proof for _name, proof in store.ring.proofs() if len(proof) == 16]

    for use in ("suppression", "link in a mail", ""):
        assert proof not in store.ring.marks(b"this key belongs to this database", use)


def test_start_in_a_hurry_looks_for_the_proof_of_each_lasting_key(file_place: Place) -> None:
    store = open_store(file_place, TODAY)
    assert glance.is_in_order(file_place)

    with store.writing():
        KeyCheck.drop(store.keys.lasting[0].id.hex())

    assert not glance.is_in_order(file_place)
    open_store(file_place, TODAY)
    assert glance.is_in_order(file_place)
