"""Corrections in the database: decided once, with the record, its event and every notice in one step."""

import threading
import time
from datetime import date
from typing import Any

import pytest

from privet.domain import correction_decisions, disagreements, disclosures, notices
from privet.domain.correction_decisions import AlreadyDecided, Verdict
from privet.domain.correction_evidence import corrections_evidence, employers_evidence
from privet.domain.correction_reasons import NoReason
from privet.domain.disclosures import Release
from privet.domain.refusals import ChangedMeanwhile
from privet.domain.representatives import decider_of
from privet.storage.corrections import Correction, Disagreement, Disclosure, Notice
from privet.storage.events import Event
from privet.storage.people import Person
from privet.storage.store import Store
from tests.corrections import NOW, OFFICE, Scene, setting
from tests.registers import witness

TODAY = NOW.date()


def verdict(made: str, **more: Any) -> Verdict:
    values: dict[str, Any] = {"correction": made, "version": 0} | more
    return Verdict(**values)


def disclose(found: Scene, *fields: str, to: str = "Riverbank Clinic") -> None:
    release = Release(
        number=f"{found.group}-1",
        to=to,
        on=date(2026, 11, 30),
        fields=fields,
        purpose="billing",
        basis="payment",
    )
    disclosures.note(found.store, "command", release, TODAY, None)


def actions(found: Scene) -> list[str]:
    with found.store.reading():
        return [event.action for event in Event.about(found.person) if event.action != "record.read"]


@pytest.mark.promise("P24")
def test_correction_changes_the_record_and_tells_whoever_had_the_old_value(store: Store) -> None:
    """P24: old and new are kept, the record changes, and whoever had that field has a notice."""
    found = Scene(store)
    disclose(found, "name", "plan")
    disclose(found, "address", to="Somebody else")
    made = found.ask()

    correction_decisions.approve(store, decider_of(found.representative), verdict(made), setting())

    row, tasks = found.row(made), notices.waiting(store, "command")
    assert (row.state, row.old, row.new) == ("approved", "Ana María Ruiz", "Ana María Ruiz Soto")
    assert found.fact("name") == "Ana María Ruiz Soto"
    assert [(task.recipient, task.field) for task in tasks] == [("Riverbank Clinic", "name")]
    assert tasks[0].due_on > TODAY
    with store.reading():
        assert Person.get_by_id(found.person).origins()["name"] == ["web", "2026-12-01", "1.0"]
    assert actions(found) == [
        "disclosure.noted",
        "disclosure.noted",
        "correction.asked",
        "correction.approved",
        "record.changed",
    ]

    notices.told(store, "command", "command", tasks[0].id, TODAY)

    assert notices.waiting(store, "command") == ()
    with pytest.raises(LookupError):
        notices.told(store, "command", "command", tasks[0].id, TODAY)


@pytest.mark.promise("P24")
def test_request_ends_as_done_or_as_refused_with_a_reason(store: Store) -> None:
    """P24: no refusal without a reason from the list; a representative’s isn’t the end."""
    found = Scene(store)
    made, office = found.ask(), decider_of(found.representative)
    for reason in ("", "because", "not-created", "needed"):
        with pytest.raises(NoReason):
            correction_decisions.refuse(store, office, verdict(made, reason=reason), setting())

    correction_decisions.refuse(store, office, verdict(made, reason="accurate"), setting())
    between = found.row(made)
    with pytest.raises(NoReason):
        correction_decisions.refuse(store, OFFICE, verdict(made), setting())
    correction_decisions.refuse(store, OFFICE, verdict(made, reason="papers-differ"), setting())

    assert (between.state, between.desk, between.refusal) == ("open", True, "accurate")
    end = found.row(made)
    assert (end.state, end.refusal, found.fact("version")) == ("refused", "papers-differ", 1)


@pytest.mark.promise("P24")
def test_statement_stays_with_the_record_and_travels_with_it(store: Store) -> None:
    """P24: after a refusal, earlier recipients hear of the statement, and so do later ones of that field."""
    found = Scene(store)
    disclose(found, "name")
    made = found.ask()
    with pytest.raises(LookupError):
        disagreements.file(store, found.who, made, "Before anybody refused", setting())
    correction_decisions.refuse(store, OFFICE, verdict(made, reason="accurate"), setting())

    disagreements.file(store, found.who, made, "My passport says otherwise.\r\nPlease look.", setting())

    (kept,) = disagreements.of(store, found.person)
    assert (kept.field, kept.text) == ("name", "My passport says otherwise.\nPlease look.")
    assert disagreements.of(store, found.person, ("address",)) == ()
    assert [task.state for task in notices.waiting(store, "command")] == ["refused"]
    going = disclosures.note(
        store,
        "command",
        Release(
            number=f"{found.group}-1", to="A bank", on=TODAY, fields=("name",), purpose="x", basis="asked"
        ),
        TODAY,
        None,
    )
    assert going == (kept,)
    with pytest.raises(disagreements.AlreadyFiled):
        disagreements.file(store, found.who, made, "Again", setting())


def test_decision_on_a_record_that_changed_meanwhile_waits_for_a_second_look(store: Store) -> None:
    found = Scene(store)
    made = found.ask()
    found.change(name="Ana M. Ruiz")

    with pytest.raises(ChangedMeanwhile):
        correction_decisions.approve(store, OFFICE, verdict(made, version=1), setting())
    between = (found.row(made).state, found.fact("name"))
    correction_decisions.approve(store, OFFICE, verdict(made, version=2), setting())

    assert between == ("open", "Ana M. Ruiz")
    assert (found.row(made).state, found.fact("name")) == ("approved", "Ana María Ruiz Soto")


def test_of_two_decisions_at_once_one_is_written(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the first one is being written, the second one waits, and then sees that it was decided."""
    found = Scene(store)
    made, entered, change = found.ask(), threading.Event(), correction_decisions._change

    def slow(*values: Any) -> list[str]:
        entered.set()
        time.sleep(0.5)
        return change(*values)

    def first() -> None:
        correction_decisions.approve(store, decider_of(found.representative), verdict(made), setting())
        store.close()

    monkeypatch.setattr(correction_decisions, "_change", slow)
    thread = threading.Thread(target=first)
    thread.start()
    assert entered.wait(30)
    with pytest.raises(AlreadyDecided):
        correction_decisions.refuse(store, OFFICE, verdict(made, reason="accurate"), setting())
    thread.join()

    assert (found.row(made).state, found.row(made).refusal, found.fact("version")) == ("approved", "", 2)


def test_nothing_typed_lies_in_plain(store: Store) -> None:
    found = Scene(store)
    made = found.ask(new="Zyxwvut Qponmlk", reason="Srqponm lkjihgf")
    correction_decisions.refuse(store, OFFICE, verdict(made, reason="accurate", note="Edcba"), setting())
    disagreements.file(store, found.who, made, "Vutsrqp", setting())
    disclose(found, "name", to="Riverbank Clinic")

    with store.reading():
        records = (Correction, Disagreement, Disclosure, Event)
        rows = [row for record in records for row in store.database.execute(record.select()).fetchall()]

    plain = b" ".join(
        bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for r in rows for v in r
    )
    for text in (b"Zyxwvut", b"Srqponm", b"Edcba", b"Vutsrqp", b"Riverbank"):
        assert text not in plain


def test_failure_half_way_writes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Scene(store)
    disclose(found, "name")
    made = found.ask()

    def fail(*_values: object) -> None:
        raise RuntimeError("no disk")

    monkeypatch.setattr(Notice, "begin", fail)
    with pytest.raises(RuntimeError):
        correction_decisions.approve(store, OFFICE, verdict(made), setting())

    assert (found.row(made).state, found.fact("name"), found.fact("version")) == ("open", "Ana María Ruiz", 1)
    with store.reading():
        assert (Notice.select().count(), Correction.select().count()) == (0, 1)
    assert "correction.approved" not in actions(found)


@pytest.mark.promise("P24")
@pytest.mark.promise("P25")
def test_evidence_is_read_from_what_is_kept(store: Store) -> None:
    """P24, P25: late answers and refusals without a reason show, and so does all that an employer sees."""
    found = Scene(store)
    empty = corrections_evidence(witness(store))
    made = found.ask()
    waits, late = corrections_evidence(witness(store)), corrections_evidence(witness(store, days=90))
    correction_decisions.refuse(store, OFFICE, verdict(made, reason="accurate"), setting())
    refused = corrections_evidence(witness(store, days=90))
    with store.writing():
        Correction.update(refusal="").execute()

    assert [each.state for each in (empty, waits, late, refused)] == ["kept", "kept", "overdue", "kept"]
    assert corrections_evidence(witness(store)).state == "broken"
    assert employers_evidence(witness(store)).text.startswith(
        "All that an employer sees of a member: Member number;"
    )
    assert "Birth date" not in employers_evidence(witness(store)).text
