"""Lists of members against the databases: what they add and change, and what they leave alone."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from privet.config_secure import Secure
from privet.domain import events, import_file, importing
from privet.domain.import_diff import Plan, Terms
from privet.domain.import_list import listed
from privet.domain.membership import Origin, Word, come_back, leave
from privet.domain.refusals import ChangedMeanwhile
from privet.storage.corrections import Correction
from privet.storage.people import Person
from privet.storage.provenance import NoProvenance
from privet.storage.store import Store
from tests import people
from tests.lists import row, written

DAY = date(2026, 11, 23)
SECURE = Secure(full_ssn=True)
EVERY_COLUMN = [
    row("A-1", group="hollis-mills", ssn="219-45-6789", email="ana@example.org"),
    row("A-2", holder="A-1", relation="child", name="Leo Ruiz", birth_date="2015-06-01"),
    row("A-3", name="Zoë Núñez"),
]


def planned(store: Store, *rows: dict[str, str], day: date = DAY, **terms: Any) -> Plan:
    about = {"today": day, "languages": ("en", "es"), "full_ssn": True}
    found = listed(import_file.read(written(*rows)), importing.known(store, about), nothing)
    assert not found.faults, found.faults
    origin = Origin("employer", str(day), "1.0")
    return importing.plan(store, found, Terms(origin=origin, secure=SECURE, **terms), nothing)


def bring_in(store: Store, *rows: dict[str, str], **terms: Any) -> Plan:
    plan = planned(store, *rows, **terms)
    importing.apply(store, plan, nothing)
    return plan


def nothing(*_said: object) -> None:
    """Hear no progress."""


def person(store: Store, number: str) -> dict[str, Any]:
    with store.reading():
        found = Person.by_number(number)
        assert found, number
        names = (
            "id",
            "name",
            "address",
            "email",
            "ssn",
            "ssn_last4",
            "status",
            "covered_until",
            "keep_until",
        )
        plain = ("holder_id", "group_id", "version", "plan", "covered_from")
        return {name: getattr(found, name) for name in (*names, *plain)} | {"origins": found.origins()}


@pytest.mark.promise("P10", "P11")
def test_list_is_brought_in_sealed_and_with_its_provenance(store: Store) -> None:
    """P10, P11: each value says how it came, and none of them lies in the database in plain."""
    people.group(store)

    plan = bring_in(store, *EVERY_COLUMN)

    ana, leo = person(store, "a-1"), person(store, "A-2")
    assert plan.counts["new"] == 3
    assert (ana["name"], ana["ssn"], ana["ssn_last4"]) == ("Ana María Ruiz", "219-45-6789", "6789")
    assert (leo["holder_id"], leo["group_id"], ana["group_id"]) == (ana["id"], None, "hollis-mills")
    assert set(ana["origins"]) == {
        *(
            "number",
            "name",
            "birth_date",
            "address",
            "email",
            "ssn",
            "ssn_last4",
            "plan",
            "covered_from",
            "group",
        )
    }
    assert all(origin == ["employer", "2026-11-23", "1.0"] for origin in ana["origins"].values())
    with store.reading():
        rows = store.database.execute_sql("SELECT * FROM person").fetchall()
        said = repr(
            [tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row) for row in rows]
        )
    assert not any(word in said for word in ("Ruiz", "219-45", "6789", "1984-02", "Juniper", "A-1"))
    events.record(store, events.Act(actor="command", action="test.seen", subject=ana["id"]))
    events.verify(store)


@pytest.mark.promise("P10")
def test_planted_rows_without_provenance_are_refused(store: Store) -> None:
    """P10: the attacker, or a careless hand, plants bought data past the import; no way in takes it."""
    row = {
        "id": "x" * 22,
        "number": "A-9",
        "name": "Bo",
        "birth_date": "1980-01-01",
        "address": "1 Mill Street",
    }
    row |= {"status": "current", "provenance": "{}"}
    bought = json.dumps({name: ["broker", "2026-11-23", "1.0"] for name in row})
    half = json.dumps({"number": ["employer", "2026-11-23", "1.0"]})

    ways: list[Callable[[dict[str, Any]], object]] = [
        lambda planted: Person.add_all([planted]),
        lambda planted: Person.insert_many([planted]).execute(),
        lambda planted: Person.insert_many([tuple(planted.values())], fields=list(planted)).execute(),
        lambda planted: Person.insert(**planted).execute(),
        lambda planted: Person.bulk_create([Person(**planted)]),
        lambda planted: Person.create(**planted),
        lambda planted: Person.insert_from(Person.select(), list(planted)).execute(),
        lambda planted: Person.change_all(("plan",), [planted | {"plan": "x"}]),
    ]

    for provenance in ("{}", bought, half):
        for plant in ways:
            with pytest.raises(NoProvenance), store.writing():
                plant(row | {"provenance": provenance})

    with store.reading():
        assert Person.select().count() == 0


def test_second_list_changes_what_differs_and_nothing_else(store: Store) -> None:
    people.group(store)
    bring_in(store, *EVERY_COLUMN)
    before = person(store, "A-3")

    same = bring_in(store, *EVERY_COLUMN)
    later = date(2026, 12, 1)
    plan = bring_in(
        store, EVERY_COLUMN[0] | {"plan": "Larkspur Plus", "email": ""}, *EVERY_COLUMN[1:], day=later
    )

    ana = person(store, "A-1")
    assert (same.counts["unchanged"], same.changes) == (3, [])
    assert plan.fields == {"plan": 1, "email": 1}
    assert (ana["plan"], ana["email"], ana["version"]) == ("Larkspur Plus", None, 2)
    assert ana["origins"]["plan"] == ["employer", "2026-12-01", "1.0"]
    assert ana["origins"]["name"] == ["employer", "2026-11-23", "1.0"]
    assert "email" not in ana["origins"]
    assert person(store, "A-3") == before
    said = events.about(
        store, events.Act(actor="desk", action="events.read", subject=ana["id"], purpose="service")
    )
    changed = [detail for event, detail in said if event.action == "record.changed"]
    assert changed == [{"fields": ["email", "plan"], "way": "employer"}]
    counts = events.of_action(store, "members.imported")[-1]
    assert (counts["changed"], counts["unchanged"], len(counts["file"])) == (1, 2, 64)
    events.verify(store)


def test_column_that_is_not_in_the_file_changes_nothing(store: Store) -> None:
    people.group(store)
    bring_in(store, *EVERY_COLUMN)
    about = {"today": DAY, "languages": ("en",), "full_ssn": True}
    short = written(*EVERY_COLUMN, columns=["number", "name", "birth_date", "address", "holder", "relation"])
    found = listed(import_file.read(short), importing.known(store, about), nothing)

    plan = importing.plan(
        store, found, Terms(origin=Origin("employer", str(DAY), "1.0"), secure=SECURE), nothing
    )

    assert plan.changes == []


@pytest.mark.promise("P44")
def test_who_is_missing_becomes_former_with_a_clock_and_comes_back(store: Store) -> None:
    """P44: whoever leaves stays on record as before, for as long as the office says."""
    people.group(store)
    bring_in(store, *EVERY_COLUMN)

    gone = bring_in(store, EVERY_COLUMN[2])
    left = person(store, "A-2")
    again = bring_in(store, *EVERY_COLUMN, day=date(2027, 1, 4))

    assert (gone.counts["left"], gone.empties) == (2, True)
    assert (left["status"], left["covered_until"], left["keep_until"]) == ("former", DAY, date(2032, 11, 23))
    assert left["name"] == "Leo Ruiz"
    assert left["origins"]["covered_until"][0] == "employer"
    assert again.counts["returned"] == 2
    back = person(store, "A-2")
    assert (back["status"], back["covered_until"], back["keep_until"]) == ("current", None, None)
    assert "covered_until" not in back["origins"]


@pytest.mark.promise("P24")
def test_what_was_corrected_is_not_overwritten_in_silence(store: Store) -> None:
    """P24: an employer’s old list doesn’t undo what a member had put right."""
    people.group(store)
    bring_in(store, *EVERY_COLUMN)
    with store.writing():
        row = Person.by_number("A-1")
        assert row
        row.set_one("address", "7 Elm Road\nDayton, OH 45402", ["web", "2026-11-30", "1.0"])

    old = bring_in(store, *EVERY_COLUMN, day=date(2026, 12, 1))
    kept = person(store, "A-1")["address"]
    forced = bring_in(store, *EVERY_COLUMN, day=date(2026, 12, 2), overwrite=True)

    assert [(each.line, each.field, each.source, each.day) for each in old.kept] == [
        (2, "address", "web", "2026-11-30")
    ]
    assert kept == "7 Elm Road\nDayton, OH 45402"
    assert forced.fields == {"address": 1}
    assert person(store, "A-1")["address"].startswith("12 Juniper Lane")


def test_corrected_value_that_the_employer_confirms_follows_the_employer_again(store: Store) -> None:
    bring_in(store, row("A-3"))
    with store.writing():
        found = Person.by_number("A-3")
        assert found
        found.set_one("plan", "Larkspur Plus", ["representative", "2026-11-30", "1.0"])

    confirmed = bring_in(store, row("A-3", plan="Larkspur Plus"), day=date(2026, 12, 1))
    later = bring_in(store, row("A-3", plan="Larkspur Basic"), day=date(2027, 1, 1))

    assert (confirmed.fields, confirmed.kept) == ({"plan": 1}, [])
    assert [change.action for change in confirmed.changes] == ["record.confirmed"]
    assert (later.kept, person(store, "A-3")["plan"]) == ([], "Larkspur Basic")


def test_change_meanwhile_stops_the_whole_list(store: Store) -> None:
    bring_in(store, row("A-1"), row("A-3"))
    plan = planned(store, row("A-1", plan="Larkspur Plus"), row("A-4"))
    with store.writing():
        found = Person.by_number("A-1")
        assert found
        found.set_one("email", "new@example.org", ["web", "2026-11-30", "1.0"])

    with pytest.raises(ChangedMeanwhile):
        importing.apply(store, plan, nothing)

    with store.reading():
        assert Person.by_number("A-4") is None
        assert person(store, "A-3")["status"] == "current"


def test_fault_in_the_middle_leaves_nothing_behind(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in(store, row("A-1"))
    plan = planned(store, row("A-1", plan="Larkspur Plus"), row("A-4"))

    def fail(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "_record", fail)
    with pytest.raises(KeyboardInterrupt):
        importing.apply(store, plan, nothing)

    assert person(store, "A-1")["plan"] == "Larkspur Standard"
    with store.reading():
        assert Person.by_number("A-4") is None
        assert not events.of_action(store, "members.imported")[1:]


def test_open_corrections_of_whom_a_list_changes_are_counted(store: Store) -> None:
    bring_in(store, row("A-1"))
    with store.writing():
        facts: dict[str, Any] = {
            "field": "address",
            "base": 1,
            "asked_by": "member.x",
            "asked_at": 1,
            "desk": True,
        }
        about = Correction(id="c", person=person(store, "A-1")["id"], due_on=DAY, state="open", **facts)
        about.reason = "I moved"
        about.save(force_insert=True)

    assert planned(store, row("A-1", address="1 Mill Street")).counts["undecided"] == 1


@pytest.mark.promise("P44")
def test_leaving_takes_dependents_along_and_coming_back_stops_the_clock(store: Store) -> None:
    """P44: the one word of the office does what a list would."""
    bring_in(store, row("A-1"), row("A-2", holder="A-1", relation="spouse"))
    ana, word = (
        person(store, "A-1")["id"],
        Word("command", Origin("phone", str(DAY), "1.0"), date(2024, 2, 29)),
    )

    assert leave(store, word, ana, Secure(former_years=5)) == 2
    with pytest.raises(LookupError):
        leave(store, word, ana, SECURE)
    with pytest.raises(LookupError):
        come_back(store, word, person(store, "A-2")["id"])

    assert person(store, "A-2")["status"] == "former"
    assert person(store, "A-1")["keep_until"] in {date(2029, 2, 28), date(2029, 3, 1)}
    come_back(store, Word("command", Origin("phone", str(DAY), "1.0"), DAY), ana)
    back = person(store, "A-1")
    assert (back["status"], back["covered_from"], back["keep_until"]) == ("current", DAY, None)
    assert back["origins"]["covered_from"] == ["phone", "2026-11-23", "1.0"]
    assert person(store, "A-2")["status"] == "former"
