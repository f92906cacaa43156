"""The chain of events: what is in it stays, and whoever tampers with it is found."""

import json
import threading

import peewee
import pytest

from privet.domain import events
from privet.domain.events import Act, BrokenChain, Head
from privet.storage.events import Event, PersonKey
from privet.storage.store import StorageUnavailable, Store

SECRET = "the colour of her front door"  # noqa: S105


def fill(store: Store, count: int = 5) -> None:
    for number in range(count):
        events.record(store, Act(actor="command", action="test.done", detail={"number": number}))


def tamper(store: Store, *statements: str) -> None:
    """Change rows as somebody with the database in hand can, who first takes the triggers away."""
    triggers = ["DROP TRIGGER event_stays_update", "DROP TRIGGER event_stays_delete"]
    if not store.is_sqlite:
        triggers = ["ALTER TABLE event DISABLE TRIGGER ALL"]
    with store.writing():
        for statement in [*triggers, *statements]:
            store.database.execute_sql(statement)


def test_whole_chain_is_found_whole(store: Store) -> None:
    fill(store)

    assert events.verify(store) == events.head(store)
    assert events.head(store).number == 5
    assert events.of_action(store, "test.done") == [{"number": number} for number in range(5)]


def test_empty_chain_has_a_head(store: Store) -> None:
    assert events.verify(store, events.head(store)).number == 0


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["UPDATE event SET actor = 'nobody' WHERE id = 3"], "event 3 was changed"),
        (["UPDATE event SET at = at + 1 WHERE id = 1"], "event 1 was changed"),
        (["DELETE FROM event WHERE id = 2"], "event 2 is missing"),
        (["DELETE FROM event WHERE id = 1"], "event 1 is missing"),
        (
            [
                "DELETE FROM event WHERE id = 3",
                "UPDATE event SET id = 3 WHERE id = 4",
                "UPDATE event SET id = 4 WHERE id = 5",
            ],
            "event 3 was changed, inserted or moved",
        ),
        (
            [
                "UPDATE event SET id = 99 WHERE id = 2",
                "UPDATE event SET id = 2 WHERE id = 3",
                "UPDATE event SET id = 3 WHERE id = 99",
            ],
            "event 2 was changed, inserted or moved",
        ),
        (
            [
                "INSERT INTO event SELECT 6, at, actor, action, subject, purpose, detail, digest "
                "FROM event WHERE id = 5"
            ],
            "event 6 was changed, inserted or moved",
        ),
    ],
)
def test_tampering_names_the_first_row(store: Store, statements: list[str], named: str) -> None:
    fill(store)
    tamper(store, *statements)

    with pytest.raises(BrokenChain, match=named):
        events.verify(store)


def test_row_changed_with_a_digest_made_to_fit_is_found_at_the_next(store: Store) -> None:
    fill(store)
    with store.reading():
        third = Event.get_by_id(3)
        third.actor = "nobody"
        forged = third.computed(bytes(Event.get_by_id(2).digest)).hex()
    written = f"x'{forged}'" if store.is_sqlite else f"decode('{forged}', 'hex')"
    tamper(store, f"UPDATE event SET actor = 'nobody', digest = {written} WHERE id = 3")  # noqa: S608

    with pytest.raises(BrokenChain, match="event 4 was changed, inserted or moved, or the one before it"):
        events.verify(store)


def test_cut_tail_is_found_against_a_kept_head(store: Store) -> None:
    fill(store)
    kept = Head.read(str(events.head(store)))
    tamper(store, "DELETE FROM event WHERE id > 3")

    assert events.verify(store).number == 3  # The rest is whole: only the kept head tells.
    with pytest.raises(BrokenChain, match="the end was cut off: event 4 is missing"):
        events.verify(store, kept)


def test_chain_written_anew_is_found_against_a_kept_head(store: Store) -> None:
    fill(store)
    kept = events.head(store)
    tamper(store, "DELETE FROM event")
    fill(store, 7)

    assert events.verify(store).number == 7
    with pytest.raises(BrokenChain, match="event 5 is not the one"):
        events.verify(store, kept)


def test_database_itself_refuses_to_change_or_remove_an_event(store: Store) -> None:
    fill(store)

    for change in (Event.update(actor="nobody"), Event.delete()):
        with pytest.raises(peewee.DatabaseError, match="events are only added"), store.writing():
            change.execute()
    assert events.verify(store).number == 5


def test_event_and_deed_happen_together_or_not_at_all(store: Store) -> None:
    def fail_at_the_end() -> None:
        with store.writing():
            PersonKey.begin()
            events.record(store, Act(actor="command", action="test.done"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_at_the_end()

    with store.reading():
        assert (Event.select().count(), PersonKey.select().count()) == (0, 0)


def test_details_about_a_person_are_sealed_and_gone_once_they_are_erased(store: Store) -> None:
    ana, ben = events.begin_person(store), events.begin_person(store)
    for subject in (ana, ben):
        events.record(
            store, Act(actor="desk", action="record.read", subject=subject, detail={"said": SECRET})
        )

    with store.reading():
        assert all(SECRET.encode() not in bytes(event.detail) for event in Event.in_order())
    assert events.about(store, look(ana))[0][1] == {"said": SECRET}

    events.erase(store, Act(actor="desk", action="person.erased", subject=ana))

    assert events.about(store, look(ben))[0][1] == {"said": SECRET}
    with store.reading():
        assert [event.opened() for event in Event.about(ana)] == [None, None]
    assert events.verify(store).number == 5
    with pytest.raises(LookupError):
        events.record(store, Act(actor="desk", action="record.read", subject=ana))
    with pytest.raises(LookupError):
        events.erase(store, Act(actor="desk", action="person.erased", subject=ana))
    assert events.verify(store).number == 5


def look(subject: str) -> Act:
    return Act(actor="desk", action="events.read", subject=subject, purpose="access")


def test_detail_moved_to_another_row_does_not_open(store: Store) -> None:
    ana = events.begin_person(store)
    for said in ("first", "second"):
        events.record(store, Act(actor="desk", action="record.read", subject=ana, detail={"said": said}))
    tamper(store, "UPDATE event SET detail = (SELECT detail FROM event WHERE id = 1) WHERE id = 2")

    with store.reading(), pytest.raises(Exception, match="changed, or belongs elsewhere"):
        Event.get_by_id(2).opened()


def test_reading_is_refused_when_its_event_cannot_be_written(store: Store) -> None:
    ana = events.begin_person(store)
    looked: list[str] = []
    act = Act(actor="desk", action="record.read", subject=ana, purpose="access")
    with store.writing():
        store.database.execute_sql("ALTER TABLE event RENAME TO gone")

    with pytest.raises((StorageUnavailable, peewee.DatabaseError)):
        events.read_for(store, act, lambda: looked.append(SECRET))
    assert not looked


@pytest.mark.parametrize(
    "act", [Act(actor="d", action="r", subject="x"), Act(actor="d", action="r", purpose="access")]
)
def test_reading_needs_a_person_and_a_purpose(store: Store, act: Act) -> None:
    with pytest.raises(ValueError, match="needs the person and a purpose"):
        events.read_for(store, act, lambda: None)


def test_events_of_many_threads_make_one_chain(store: Store) -> None:
    def work() -> None:
        fill(store, 10)
        store.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert events.verify(store).number == 40


@pytest.mark.parametrize("text", ["", "12", "12:zz", "x:" + "0" * 64, "3:" + "0" * 62])
def test_head_that_was_copied_wrongly_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="a head is written like"):
        Head.read(text)


def test_detail_is_plain_json_where_it_concerns_nobody(store: Store) -> None:
    fill(store, 1)

    with store.reading():
        assert json.loads(bytes(Event.get_by_id(1).detail)) == {"number": 0}
