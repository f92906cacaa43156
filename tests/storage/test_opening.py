"""Opening the store: the first start, keys that are wrong, databases that can't answer, and migrations."""

import multiprocessing
import os
import threading
from pathlib import Path

import peewee
import pytest
from playhouse.migrations import template
from playhouse.schema_diff import diff_models

from privet.domain import events
from privet.domain.events import Act
from privet.storage import database, glance, keys, schema
from privet.storage.errors import CannotOpen
from privet.storage.events import Event, PersonKey
from privet.storage.keycheck import KeyCheck
from privet.storage.opening import open_store
from privet.storage.place import MIGRATIONS, Place
from privet.storage.records import RECORDS
from privet.storage.store import StorageUnavailable, Store
from tests.storage.conftest import TODAY, new_database

DONE = Act(actor="command", action="test.done", detail={"number": "078-05-1120"})


def reopened(place: Place) -> Store:
    return open_store(place, TODAY)


def test_models_and_migrations_agree(store: Store) -> None:
    with store.reading():
        difference = diff_models(store.database, RECORDS)
    assert not difference, f"write a migration for:\n{template(difference)}"


def test_what_was_written_is_there_after_opening_again(place: Place) -> None:
    first = open_store(place, TODAY)
    events.record(first, DONE)
    first.close()

    assert events.of_action(reopened(place), "test.done") == [{"number": "078-05-1120"}]


def test_secrets_are_for_their_owner_alone(file_place: Place) -> None:
    events.record(open_store(file_place, TODAY), DONE)

    for path in (file_place.keys / keys.FILE, *file_place.folder.glob("privet.db*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_file_shows_nothing_of_what_is_in_it(file_place: Place) -> None:
    store = open_store(file_place, TODAY)
    events.record(store, DONE)

    for path in file_place.folder.glob("privet.db*"):
        raw = path.read_bytes()
        assert b"078-05-1120" not in raw, path
        assert b"SQLite format" not in raw, path
        assert b"CREATE TABLE" not in raw, path


def test_writes_reach_the_disk_before_they_are_acknowledged(store: Store) -> None:
    with store.reading():
        if store.is_sqlite:
            pragmas = ("synchronous", "journal_mode", "secure_delete", "foreign_keys")
            assert [pragma(store, name) for name in pragmas] == [2, "wal", 1, 1]
        else:
            assert store.database.execute_sql("SHOW synchronous_commit").fetchone() == ("on",)


def pragma(store: Store, name: str) -> object:
    return store.database.execute_sql(f"PRAGMA {name}").fetchone()[0]


def test_sqlite_is_one_without_the_bug_of_its_log(file_place: Place) -> None:
    """Before 3.51.3, two connections that wrote and checkpointed in the same moment could lose commits."""
    store = open_store(file_place, TODAY)

    with store.reading():
        found = store.database.execute_sql("SELECT sqlite_version()").fetchone()[0]
    assert tuple(int(part) for part in found.split(".")) >= (3, 51, 3)


def test_missing_keys_refuse_the_start(place: Place) -> None:
    open_store(place, TODAY)
    (place.keys / keys.FILE).unlink()

    with pytest.raises(CannotOpen, match=r"privet\.keys: missing, and without it .* bring it back"):
        reopened(place)
    assert not (place.keys / keys.FILE).exists()


def test_keys_of_another_site_refuse_the_start(place: Place, tmp_path: Path) -> None:
    open_store(place, TODAY)
    keys.write(place.keys, keys.fresh(TODAY))

    with pytest.raises(CannotOpen, match=r"privet\.keys: (its key doesn’t open|lacks the field key)"):
        reopened(place)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_keys_that_others_may_read_refuse_the_start(place: Place, mode: int) -> None:
    open_store(place, TODAY)
    (place.keys / keys.FILE).chmod(mode)

    with pytest.raises(
        CannotOpen, match=rf"other people may read it \(mode {mode:04o}\); mend it with: chmod 600"
    ):
        reopened(place)


def test_database_file_that_others_may_read_refuses_the_start(file_place: Place) -> None:
    open_store(file_place, TODAY)
    file_place.file.chmod(0o644)

    with pytest.raises(CannotOpen, match="chmod 600"):
        reopened(file_place)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("00" * 32, "is no random key"),
        ("0123456789abcdef" * 4, "is no random key"),
        (bytes(range(32)).hex(), "is no random key"),
        ("ab" * 31, "has 62 hexadecimal digits"),
        ("change me" * 7 + "x", "is not written in hexadecimal"),
        ("", "has 0 hexadecimal digits"),
    ],
)
@pytest.mark.parametrize("which", ["database", "field"])
def test_default_and_made_up_keys_refuse_the_start(file_place: Place, key: str, why: str, which: str) -> None:
    open_store(file_place, TODAY)
    path = file_place.keys / keys.FILE
    found = keys.load(file_place.keys)
    path.write_text(
        path.read_text().replace(found.database if which == "database" else found.field[0].key, key)
    )

    with pytest.raises(CannotOpen, match=rf"privet\.keys: {which}.*{why}"):
        reopened(file_place)


@pytest.mark.parametrize("text", ["", "nonsense", 'database = "x"', "database = 3\nfield = []"])
def test_damaged_keys_refuse_the_start(file_place: Place, text: str) -> None:
    open_store(file_place, TODAY)
    (file_place.keys / keys.FILE).write_text(text)

    with pytest.raises(CannotOpen, match=r"privet\.keys: "):
        reopened(file_place)


def test_damaged_file_refuses_the_start(file_place: Place) -> None:
    open_store(file_place, TODAY).close()
    file_place.file.write_bytes(b"this is not what it was" * 400)

    with pytest.raises(CannotOpen, match=r"its key doesn’t open .*privet\.db"):
        reopened(file_place)


def test_four_processes_on_an_empty_folder_make_one_schema(place: Place) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        pool.starmap(_begin, [(place, number) for number in range(4)])

    store = reopened(place)
    assert events.verify(store).number == 4
    with store.reading():
        assert KeyCheck.select().count() == 2  # One field key, and one lasting key.
    assert len(keys.load(place.keys).field) == 1


def _begin(place: Place, number: int) -> None:
    events.record(
        open_store(place, TODAY), Act(actor="command", action="test.done", detail={"number": number})
    )


def test_database_of_a_newer_version_is_left_alone(store: Store, tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="made by a newer Privet"):
        open_store(store.place, TODAY, migrations(tmp_path, {}))


GOOD = """
import peewee
def up(migrator, db):
    migrator.migrate(migrator.add_column("key_check", "weather", peewee.TextField(default="")))
"""
BAD = """
def up(migrator, db):
    db.execute_sql("CREATE TABLE half (a INTEGER)")
    db.execute_sql("INSERT INTO nowhere VALUES (1)")
"""


def test_migration_keeps_a_copy_first(store: Store, tmp_path: Path) -> None:
    events.record(store, DONE)
    store.close()

    open_store(store.place, TODAY, migrations(tmp_path, {"0901_weather": GOOD}))

    with store.reading():
        assert "weather" in {column.name for column in store.database.get_columns("key_check")}
    if store.is_sqlite:
        (copy,) = store.place.folder.glob("privet.db.before-*")
        assert copy.stat().st_mode & 0o077 == 0
        kept = database.sqlite(copy, store.keys.database)
        kept.connect()
        assert "weather" not in {column.name for column in kept.get_columns("key_check")}
        assert kept.execute_sql("SELECT count(*) FROM event").fetchone() == (1,)
    else:
        with store.reading():
            (schema_name,) = store.database.execute_sql(
                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'privet_before%%'"
            ).fetchone()
            kept_columns = store.database.get_columns("key_check", schema=schema_name)
            assert "weather" not in {column.name for column in kept_columns}


def test_failed_migration_leaves_the_old_state_whole(store: Store, tmp_path: Path) -> None:
    events.record(store, DONE)
    store.close()
    with store.reading():
        before = sorted(store.database.get_tables())
    store.close()

    with pytest.raises(CannotOpen, match=r"could not be changed and is as it was"):
        open_store(store.place, TODAY, migrations(tmp_path, {"0901_weather": GOOD, "0902_bad": BAD}))

    again = reopened(store.place)
    with again.reading():
        assert sorted(again.database.get_tables()) == before
        assert "weather" not in {column.name for column in again.database.get_columns("key_check")}
    assert events.verify(again).number == 1


def migrations(folder: Path, more: dict[str, str]) -> Path:
    """Give a folder with our migrations and ``more``; without more, with none."""
    target = folder / "migrations"
    target.mkdir()
    for name in schema.names() if more else []:
        (target / f"{name}.py").write_text((MIGRATIONS / f"{name}.py").read_text())
    for name, code in more.items():
        (target / f"{name}.py").write_text(code)
    return target


def test_locked_database_is_unavailable_for_writing_and_open_for_reading(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT", 0.2)
    store, other = open_store(place, TODAY), reopened(place)
    table = "event" if store.is_sqlite else "person_key"
    events.record(store, DONE)

    with other.writing():
        if not other.is_sqlite:
            other.database.execute_sql("LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE")
        other.database.execute_sql(f"UPDATE key_check SET key = key WHERE '{table}' = 'x'")  # noqa: S608
        with pytest.raises(StorageUnavailable):
            events.record(store, DONE)
        assert events.of_action(store, "test.done")
    events.record(store, DONE)
    assert events.verify(store).number == 2


def test_full_disk_is_told_and_loses_nothing(file_place: Place) -> None:
    store = open_store(file_place, TODAY)
    events.record(store, DONE)
    store.database.connect(reuse_if_open=True)
    store.database.execute_sql(f"PRAGMA max_page_count = {pragma(store, 'page_count')}")

    big = Act(actor="command", action="test.done", detail={"text": os.urandom(60_000).hex()})
    with pytest.raises(StorageUnavailable):
        events.record(store, big)
    assert events.verify(reopened(file_place)).number == 1


def test_server_that_went_away_is_reached_again(tmp_path: Path, server: str) -> None:
    store = open_store(Place(tmp_path, tmp_path / "keys", new_database(server)), TODAY)
    events.record(store, DONE)
    other = reopened(store.place)
    with other.writing():
        other.database.execute_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND datname = current_database()"
        )

    events.record(store, DONE)
    assert events.verify(store).number == 2


def test_server_that_is_not_there_is_unavailable(tmp_path: Path, server: str) -> None:
    place = Place(tmp_path, tmp_path / "keys", f"postgresql://privet@/nothing?host={tmp_path}")

    with pytest.raises(CannotOpen, match="the PostgreSQL database: can’t be opened"):
        open_store(place, TODAY)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://privet@db.example.org/privet", "add sslmode=verify-full"),
        ("postgresql://privet@db.example.org/privet?sslmode=require", "add sslmode=verify-full"),
        ("postgresql://privet@/?host=/run", "names no database"),
        ("postgresql://privet@/privet?hostaddr=203.0.113.9", "hostaddr is not taken"),
        ("postgresql://privet@/privet?service=remote", "service is not taken"),
        ("postgresql://privet@/privet?host=/run,db.example.org", "add sslmode=verify-full"),
        ("postgresql://privet:a[b@localhost/privet", "is not written like"),
    ],
)
def test_unsafe_addresses_are_refused(tmp_path: Path, url: str, why: str) -> None:
    with pytest.raises(CannotOpen, match=f"database: .*{why}"):
        open_store(Place(tmp_path, tmp_path / "keys", url), TODAY)


def test_stores_of_two_instances_do_not_mix(tmp_path: Path) -> None:
    one, two = (
        open_store(Place(tmp_path / name, tmp_path / name / "keys"), TODAY) for name in ("one", "two")
    )

    with one.writing():
        events.record(two, DONE)
    assert (events.head(one).number, events.head(two).number) == (0, 1)


def test_erasing_says_so_while_a_reader_keeps_the_log(
    file_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT", 0.2)
    store, other = open_store(file_place, TODAY), open_store(file_place, TODAY)
    subject = events.begin_person(store)
    gone = Act(actor="desk", action="person.erased", subject=subject)

    with other.reading():
        events_of_other = Event.select().count()
        with pytest.raises(StorageUnavailable):
            events.erase(store, gone)
    assert events_of_other == 0
    with store.reading():
        assert PersonKey.secret_of(subject) is None


def test_erasing_removes_the_copies_of_migrations(store: Store, tmp_path: Path) -> None:
    subject = events.begin_person(store)
    store.close()
    open_store(store.place, TODAY, migrations(tmp_path, {"0901_weather": GOOD}))
    events.erase(store, Act(actor="desk", action="person.erased", subject=subject))

    assert not list(store.place.folder.glob("privet.db.before-*"))
    if not store.is_sqlite:
        with store.reading():
            found = store.database.execute_sql(
                "SELECT 1 FROM pg_namespace WHERE nspname LIKE 'privet_before%%'"
            )
            assert found.fetchall() == []


def test_block_that_reads_sees_one_state_and_cannot_write(store: Store) -> None:
    other = reopened(store.place)

    def write() -> None:
        events.record(other, DONE)
        other.close()

    with store.reading():
        before = Event.select().count()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert Event.select().count() == before == 0
        with pytest.raises(RuntimeError, match="a block that reads can’t write"):
            events.record(store, DONE)
    assert events.head(store).number == 1


def test_erased_rows_leave_the_log_too(file_place: Place) -> None:
    store = open_store(file_place, TODAY)
    subject = events.begin_person(store)
    events.erase(store, Act(actor="desk", action="person.erased", subject=subject))

    assert file_place.file.with_name("privet.db-wal").stat().st_size == 0


def test_records_have_their_key_declared() -> None:
    for record in RECORDS:
        assert not isinstance(record._meta.primary_key, peewee.AutoField) or "id" in vars(record)


@pytest.mark.parametrize(
    "harm", ["", "no file", "no keys", "other keys", "a migration is missing", "damaged", "empty"]
)
def test_glance_is_content_only_where_nothing_is_to_be_done(file_place: Place, harm: str) -> None:
    store = open_store(file_place, TODAY)
    if harm == "a migration is missing":
        with store.writing():
            store.database.execute_sql("DELETE FROM schema_migration WHERE name LIKE '0003%'")
    store.close()
    path = file_place.keys / keys.FILE
    if harm == "no file":
        file_place.file.unlink()
    elif harm == "no keys":
        path.unlink()
    elif harm == "other keys":
        keys.write(file_place.keys, keys.fresh(TODAY))
    elif harm in {"damaged", "empty"}:
        file_place.file.write_bytes(b"gone" * 2000 if harm == "damaged" else b"")

    assert glance.is_in_order(file_place) is not bool(harm)


def test_glance_misses_a_field_key_too(file_place: Place) -> None:
    open_store(file_place, TODAY)
    found = keys.load(file_place.keys)
    keys.write(file_place.keys, keys.KeyFile(database=found.database, field=keys.fresh(TODAY).field))

    assert not glance.is_in_order(file_place)
