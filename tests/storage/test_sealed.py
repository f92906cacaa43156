"""Sealed fields, blind indexes, and keys that change while the site is used."""

import signal
import subprocess
import sys
import threading
import time
from typing import Any
from uuid import uuid4

import peewee
import pytest

from privet.domain import events
from privet.storage import keys, rotation
from privet.storage.errors import DoesNotOpen, StorageUnavailable
from privet.storage.events import PersonKey
from privet.storage.opening import open_store
from privet.storage.place import Place
from privet.storage.record import BlindField, Record, SealedField
from privet.storage.store import Store
from tests.storage.conftest import TODAY

NUMBER = "078-05-1120"


class Sample(Record):
    """A record as the account area will have them."""

    id = peewee.UUIDField(primary_key=True, default=uuid4)
    name = SealedField()
    number = SealedField(null=True)
    number_blind = BlindField(of="number", null=True)


@pytest.fixture
def people(store: Store) -> Store:
    """Give a store with a table of people."""
    with store.writing():
        store.database.create_tables([Sample])
    return store


def raw(store: Store, column: str = "number") -> list[bytes]:
    with store.reading():
        rows = store.database.execute_sql(f"SELECT {column} FROM sample ORDER BY id").fetchall()  # noqa: S608
        return [bytes(row[0]) for row in rows]


def test_what_is_stored_cannot_be_read_and_comes_back(people: Store) -> None:
    with people.writing():
        Sample.create(name="Zoë Núñez", number=NUMBER)

    with people.reading():
        found = Sample.get()
        assert (found.name, found.number) == ("Zoë Núñez", NUMBER)
    assert NUMBER.encode() not in raw(people)[0]
    assert "Zoë".encode() not in raw(people, "name")[0]


def test_equal_values_look_different_and_are_found_by_their_blind_index(people: Store) -> None:
    with people.writing():
        ids = {Sample.create(name="A", number=NUMBER).id for _ in range(2)}
        Sample.create(name="B", number="219-09-9999")
        Sample.create(name="C")

    assert len(set(raw(people, "name"))) == 4
    with people.reading():
        assert {row.id for row in Sample.select().where(Sample.number_blind.matches(f" {NUMBER} "))} == ids
        assert not Sample.select().where(Sample.number_blind.matches("000-00-0000")).exists()


def test_sealed_field_is_not_searched_in_vain(people: Store) -> None:
    with people.reading(), pytest.raises(TypeError, match="use its blind index"):
        list(Sample.select().where(Sample.number == NUMBER))


@pytest.mark.parametrize("column", ["name", "number"])
def test_value_moved_to_another_row_or_column_does_not_open(people: Store, column: str) -> None:
    with people.writing():
        first = Sample.create(name="A", number=NUMBER)
        second = Sample.create(name="B", number="219-09-9999")
        taken = Sample.update(
            {Sample._meta.fields[column]: Sample.select(Sample.number).where(Sample.id == first.id)}
        )
        taken.where(Sample.id == second.id).execute()

    with people.reading(), pytest.raises(DoesNotOpen, match=f"sample.{column}"):
        getattr(Sample.get_by_id(second.id), column)


def test_changed_value_does_not_open(people: Store) -> None:
    with people.writing():
        row = Sample.create(name="A")
        sealed = bytearray(row.__data__["name"])
        sealed[-1] ^= 1
        people.database.execute_sql(
            f"UPDATE sample SET name = {'?' if people.is_sqlite else '%s'}",  # noqa: S608
            (bytes(sealed),),
        )

    with people.reading(), pytest.raises(DoesNotOpen):
        Sample.get().name  # noqa: B018


def test_record_needs_its_key_first(people: Store) -> None:
    class Keyed(Record):
        code = peewee.CharField(primary_key=True)
        name = SealedField()

    with people.writing(), pytest.raises(ValueError, match="give its primary key before name"):
        Keyed(name="A", code="x")


def test_records_are_closed_outside_of_a_store(people: Store) -> None:
    with pytest.raises(AttributeError, match="uninitialized"):
        Sample.select().count()


def test_rotation_seals_everything_with_a_fresh_key(people: Store) -> None:
    fill(people, 450)
    before = people.ring.prefix

    assert rotation.rotate(people, TODAY, records=(Sample,)) == (True, 450)

    with people.reading():
        assert people.ring.prefix != before
        assert all(sealed.startswith(people.ring.prefix) for sealed in raw(people) + raw(people, "name"))
        assert Sample.select().where(Sample.number_blind.matches("number 7")).get().name == "person 7"
        assert sorted(row.name for row in Sample.select())[:2] == ["person 0", "person 1"]


def test_values_of_both_keys_are_found_while_a_rotation_is_unfinished(people: Store) -> None:
    fill(people, 5)
    half_way(people)
    with people.writing():
        Sample.create(name="person 5", number="number 5")

    with people.reading():
        for number in range(6):
            found = Sample.select().where(Sample.number_blind.matches(f"number {number}")).get()
            assert found.name == f"person {number}"


def test_rotation_goes_on_where_an_earlier_one_stopped(people: Store) -> None:
    fill(people, 5)
    half_way(people)

    assert rotation.rotate(people, TODAY, records=(Sample,)) == (False, 5)
    assert len(keys.load(people.place.keys).field) == 2


def test_old_keys_are_forgotten_only_when_nothing_needs_them(people: Store) -> None:
    fill(people, 3)
    half_way(people)

    with pytest.raises(RuntimeError, match="unfinished"):
        rotation.forget(people, records=(Sample,))
    rotation.rotate(people, TODAY, records=(Sample,))
    assert rotation.forget(people, records=(Sample,)) == 1
    with people.reading():
        assert Sample.select().count() == 3
        assert {row.name for row in Sample.select()} == {f"person {number}" for number in range(3)}


def test_rotation_killed_again_and_again_loses_nothing(people: Store) -> None:
    fill(people, 900)

    kills = 0
    for pause in (0.05, 0.1, 0.15, 0.2, 0.3):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.storage.rotating", *described(people.place)], stdout=-1
        )
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(pause)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
        process.stdout.close()
        with people.reading():
            assert len({row.name for row in Sample.select()}) == 900

    assert kills
    rotation.rotate(people, TODAY, records=(Sample,))
    with people.reading():
        assert all(sealed.startswith(people.ring.prefix) for sealed in raw(people))


def described(place: Place) -> list[str]:
    return [str(place.folder), str(place.keys), place.url]


def fill(store: Store, count: int) -> None:
    with store.writing():
        for number in range(count):
            Sample.create(name=f"person {number}", number=f"number {number}")


def half_way(store: Store) -> None:
    """Leave a rotation as it is when it is killed right after its key was made."""
    keys.write(store.place.keys, keys.with_fresh_key(store.keys, TODAY))


def test_rotation_does_not_bring_back_what_is_erased_meanwhile(people: Store) -> None:
    """The attacker’s wish: a key that was destroyed comes back because a rotation had it in hand."""
    subject = events.begin_person(people)
    half_way(people)
    looked, erased = threading.Event(), threading.Event()
    save = PersonKey.save

    def slowly(row: PersonKey, **options: Any) -> Any:
        looked.set()
        erased.wait(1)  # Where the rotation holds the row, nobody can erase it before the rotation is done.
        return save(row, **options)

    def rotate() -> None:
        rotation.rotate(people, TODAY, records=(PersonKey,))
        people.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PersonKey, "save", slowly)
        thread = threading.Thread(target=rotate)
        thread.start()
        assert looked.wait(10)
        events.erase(people, events.Act(actor="desk", action="person.erased", subject=subject))
        erased.set()
        thread.join()

    with people.reading():
        assert PersonKey.secret_of(subject) is None


def test_writer_from_before_a_rotation_takes_up_the_new_key(people: Store) -> None:
    """Keys are looked at once the lock is held, so nothing is sealed with one that is forgotten meanwhile."""
    other = open_store(people.place, TODAY)
    rotation.rotate(people, TODAY, records=(Sample,))
    rotation.forget(people, records=(Sample,))

    with other.writing():
        Sample.create(name="late", number="number 1")

    with people.reading():
        assert Sample.get().name == "late"


def test_forgetting_that_is_interrupted_leaves_a_site_that_starts(
    people: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotation.rotate(people, TODAY, records=(Sample,))

    def crash(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keys, "write", crash)
        with pytest.raises(KeyboardInterrupt):
            rotation.forget(people, records=(Sample,))

    open_store(people.place, TODAY)
    assert rotation.forget(people, records=(Sample,)) == 1
    open_store(people.place, TODAY)


def test_nobody_writes_while_the_keys_cannot_be_read(people: Store) -> None:
    (people.place.keys / keys.FILE).write_text("gone")

    with pytest.raises(StorageUnavailable), people.writing():
        Sample.create(name="A")
    with people.reading():
        assert Sample.select().count() == 0
