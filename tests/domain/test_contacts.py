"""Requests to be called back and questions: what is kept of them, by when they are answered, when they go."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from privet import config
from privet.domain import attempts, contact_evidence, contacts, personal_text, purging
from privet.domain.attempts import TooMany
from privet.domain.contacts import Ask
from privet.domain.datafiles import BadFile
from privet.domain.evidence import Witness
from privet.domain.personal_text import Ours
from privet.domain.refusals import NotYours
from privet.opening import open_office, open_store
from privet.storage.contacts import Contact
from privet.storage.events import Event
from privet.storage.store import Store

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)  # A Monday; Thursday is Thanksgiving.
DUE = date(2026, 11, 25)
ASK = Ask("callback", "Ana Ruiz", "614-555-0187", "mornings", language="es")
NETWORK = "203.0.113.0/24"


@pytest.fixture
def store(instance: Path) -> Iterator[Store]:
    found = open_store(instance, config.load(instance))
    yield found
    found.close()


def rows(store: Store) -> list[Contact]:
    with store.reading():
        return list(Contact.select().order_by(Contact.asked_at))


def witness(instance: Path, store: Store, now: datetime = NOW, language: str = "en") -> Witness:
    return Witness(open_office(instance), instance, store, now, language)


@pytest.mark.promise("P35")
def test_neither_form_nor_table_has_a_place_for_an_account(store: Store) -> None:
    """P35: a name, a way to reach somebody, the best time or a question; no number, no date, no address."""
    sealed = {"name", "reach", "best_time", "text"}

    assert {name for fields in contacts.FIELDS.values() for name in fields} == sealed
    assert set(Ask.__annotations__) == sealed | {"kind", "language"}
    assert set(Contact._meta.columns) == sealed | {"id", "kind", "language", "asked_at", "due_on", "done_at"}


@pytest.mark.promise("P35")
def test_request_is_kept_sealed_with_its_day(store: Store) -> None:
    """P35: what the office needs to call, by when, and nothing that can be read in the file."""
    contacts.ask(store, ASK, DUE, NOW)

    with store.reading():
        row = Contact.get()
        assert (row.name, row.reach, row.best_time, row.text) == (
            "Ana Ruiz",
            "614-555-0187",
            "mornings",
            None,
        )
        assert (row.kind, row.language, row.due_on) == ("callback", "es", DUE)
        raw = store.database.execute_sql("SELECT name, reach, best_time FROM contact").fetchone()
    assert all(b"Ana" not in bytes(cell) and b"614" not in bytes(cell) for cell in raw)


@pytest.mark.promise("P35")
def test_business_days_leave_out_weekends_holidays_and_closures(instance: Path) -> None:
    """P35: two business days for a call, five for a question."""
    office = open_office(instance)

    assert contacts.due(office, "callback", date(2026, 11, 23)) == date(2026, 11, 25)
    assert contacts.due(office, "callback", date(2026, 11, 24)) > date(2026, 11, 26)
    assert contacts.due(office, "question", date(2026, 11, 23)) >= date(2026, 12, 1)


def test_office_sets_its_own_times(tmp_path: Path) -> None:
    why = 'why = "We are three people here."'
    calls = f'[callback]\nwithin = {{count = 1, unit = "calendar"}}\n{why}\n'
    questions = f'[question]\nwithin = {{count = 9, unit = "business"}}\n{why}\n'
    (tmp_path / "contact.toml").write_text(calls + questions, "utf-8")

    assert contacts.times(tmp_path).of("callback").count == 1
    assert contacts.times(tmp_path).of("question").count == 9


def test_file_without_a_time_is_refused(tmp_path: Path) -> None:
    (tmp_path / "contact.toml").write_text("[callback]\n", "utf-8")

    with pytest.raises(BadFile):
        contacts.times(tmp_path)


def test_page_sent_again_is_one_request(store: Store) -> None:
    contacts.ask(store, ASK, DUE, NOW)
    contacts.ask(store, ASK, DUE, NOW + timedelta(minutes=5))
    contacts.ask(store, Ask("callback", "Theo", "614-555-0187"), DUE, NOW)
    contacts.ask(store, ASK, DUE, NOW + timedelta(hours=2))

    with store.reading():
        assert sorted(row.name for row in Contact.select()) == ["Ana Ruiz", "Ana Ruiz", "Theo"]


def test_one_network_can_not_bury_the_office(store: Store) -> None:
    for _ in range(20):
        contacts.begin(store, NETWORK, NOW)

    with pytest.raises(TooMany):
        contacts.begin(store, NETWORK, NOW)
    contacts.begin(store, "198.51.100.0/24", NOW)
    contacts.begin(store, NETWORK, NOW + timedelta(hours=2))


def test_many_networks_can_not_bury_it_either(store: Store) -> None:
    for count in range(300):
        attempts.allow(store, "contact", (f"network {count}",), NOW)

    with pytest.raises(TooMany):
        contacts.begin(store, NETWORK, NOW)


@pytest.mark.promise("P26")
def test_personal_facts_are_refused_in_any_field_and_ways_to_reach_are_not() -> None:
    """P26: name and telephone are what we ask for."""
    ours = Ours(typed=True, today=NOW.date())
    typed = {"name": "Ana 219-09-9999", "reach": "614-555-0187", "best_time": "2/29/1984", "text": "LBT-1001"}

    assert contacts.refused(typed, ours) == {
        "name": {"ssn"},
        "best_time": {"birth-date"},
        "text": {"member-number"},
    }
    assert set(personal_text.KINDS) - contacts.REFUSED == {"phone", "name"}


def test_reading_one_leaves_an_event_that_names_nobody(store: Store) -> None:
    contacts.ask(store, ASK, DUE, NOW)
    (waiting,) = contacts.waiting(store)

    ask, again = contacts.read(store, waiting.id)

    assert (ask, again) == (ASK, waiting)
    assert "Ana" not in repr(waiting)
    with store.reading():
        (event,) = Event.of_action("contact.read")
        assert (event.actor, event.subject, event.opened()) == ("command", "", {"contact": waiting.id})


@pytest.mark.promise("P35")
def test_answered_one_goes_after_a_month(instance: Path, store: Store) -> None:
    """P35: closing starts the clock, and the hourly sweep deletes it."""
    contacts.ask(store, ASK, DUE, NOW)
    contacts.ask(store, Ask("question", "Theo", "a@example.org", text="Why?"), DUE, NOW)
    contacts.close(store, rows(store)[0].id, NOW)
    secure = config.load(instance).secure

    purging.sweep(store, secure, NOW.date(), NOW + timedelta(days=29))
    assert len(rows(store)) == 2
    swept = purging.sweep(store, secure, NOW.date(), NOW + timedelta(days=31))

    assert swept["answered contacts"] == 1
    assert [row.kind for row in rows(store)] == ["question"]


def test_unknown_and_answered_ones_are_not_closed(store: Store) -> None:
    contacts.ask(store, ASK, DUE, NOW)
    (row,) = rows(store)
    contacts.close(store, row.id, NOW)

    for key in (row.id, "x" * 22):
        with pytest.raises(NotYours):
            contacts.close(store, key, NOW + timedelta(days=3))
    with pytest.raises(NotYours):
        contacts.read(store, "x" * 22)
    assert contacts.waiting(store) == []


@pytest.mark.promise("P35")
def test_evidence_says_whether_anybody_waits_too_long(instance: Path, store: Store) -> None:
    """P35: kept while all are answered in time, overdue from the day after; it tells no number of people."""
    kept = contact_evidence.contacts_evidence(witness(instance, store))
    contacts.ask(store, ASK, DUE, NOW)
    on_the_day = contact_evidence.contacts_evidence(witness(instance, store, NOW + timedelta(days=2)))
    late = contact_evidence.contacts_evidence(witness(instance, store, NOW + timedelta(days=3)))
    contacts.close(store, rows(store)[0].id, NOW + timedelta(days=3))
    again = contact_evidence.contacts_evidence(witness(instance, store, NOW + timedelta(days=3)))

    assert [each.state for each in (kept, on_the_day, late, again)] == ["kept", "kept", "overdue", "kept"]
    assert "2 business days for a call, 5 for a question" in kept.text
    assert kept == on_the_day


@pytest.mark.promise("P35")
def test_new_column_breaks_the_evidence(instance: Path, store: Store) -> None:
    """P35: nobody adds a member number to a request without this page saying so."""
    with store.writing():
        store.database.execute_sql("ALTER TABLE contact ADD COLUMN member_number TEXT")

    assert contact_evidence.contacts_evidence(witness(instance, store)).state == "broken"


@pytest.mark.promise("P35")
def test_field_for_an_account_breaks_the_evidence(
    instance: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P35: in a form as well."""
    monkeypatch.setitem(contacts.FIELDS, "callback", ("name", "member_number"))

    assert contact_evidence.contacts_evidence(witness(instance, store)).state == "broken"
