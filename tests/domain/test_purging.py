"""Retention and purge: whose time is over, what keeps a record beyond it, and what is swept away."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask

from privet.commands import main
from privet.domain import purging, retention, sessions
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.activations import Activation
from privet.storage.corrections import Correction, Disclosure, Notice
from privet.storage.ids import new_id
from privet.storage.messages import EmailProof
from privet.storage.people import Person
from privet.storage.sessions import Attempts, Session
from privet.storage.store import Store
from privet.web import tidying
from tests import people

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    """Keep the clock on the day of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def store(app: Flask) -> Store:
    """Give the store of a site."""
    found: Store = app.extensions["privet"].store
    return found


def former(store: Store, number: str = "LBT-1", **facts: object) -> str:
    facts = {"status": "former", "keep_until": YESTERDAY} | facts
    return people.person(store, number, **facts)


def left(store: Store) -> set[str]:
    with store.reading():
        return {row.id for row in Person.select()}


def test_clock_runs_from_the_end_of_coverage(app: Flask) -> None:
    secure = app.extensions["privet"].settings.secure

    assert retention.until(date(2020, 6, 30), secure) == date(2026, 6, 30)
    assert retention.until(date(2024, 2, 29), secure) == date(2030, 3, 1)


def test_only_former_members_whose_last_day_has_passed_are_erased(store: Store) -> None:
    former(store)
    stay = {
        former(store, "LBT-2", keep_until=TODAY),
        former(store, "LBT-3", keep_until=None),
        people.person(store, "LBT-4", keep_until=YESTERDAY),
    }
    planned = purging.due(store, TODAY)

    found = purging.erase(store, TODAY)

    assert left(store) == stay
    assert (planned.people, found.people, found.without_clock) == (1, 1, 1)
    assert purging.erase(store, TODAY).people == 0


def correction(store: Store, person: str, state: str) -> str:
    with store.writing():
        row = Correction(id=new_id(), person=person, field="name", base=1, asked_by="member.x")
        row.reason, row.asked_at, row.due_on, row.desk, row.state = "so", 1, TODAY, True, state
        row.save(force_insert=True)
    return str(row.id)


def disclosure(store: Store, person: str, on: date) -> str:
    with store.writing():
        row = Disclosure(id=new_id(), person=person, on=on, fields="[]", basis="law", noted_by="x")
        row.recipient, row.purpose = "Somebody", "something"
        row.save(force_insert=True)
    return str(row.id)


def test_open_correction_keeps_a_record_and_a_decided_one_does_not(store: Store) -> None:
    waiting, done = former(store), former(store, "LBT-2")
    correction(store, waiting, "open")
    correction(store, done, "refused")

    found = purging.erase(store, TODAY)

    assert left(store) == {waiting}
    assert found.held == {"corrections": 1}


def test_recent_disclosure_keeps_a_record_since_it_must_be_accounted_for(store: Store) -> None:
    recent, old = former(store), former(store, "LBT-2")
    disclosure(store, recent, date(2020, 11, 23))
    disclosure(store, old, date(2020, 11, 22))

    found = purging.erase(store, TODAY)

    assert left(store) == {recent}
    assert found.held == {"disclosures": 1}


def test_open_notice_keeps_a_record(store: Store) -> None:
    person = former(store)
    asked, told = correction(store, person, "approved"), disclosure(store, person, date(2010, 1, 1))
    with store.writing():
        Notice.create(id=new_id(), person=person, correction=asked, disclosure=told, due_on=TODAY)

    assert purging.erase(store, TODAY).held == {"notices": 1}
    with store.writing():
        Notice.update(done_on=TODAY).execute()
    assert purging.erase(store, TODAY).people == 1


def test_hold_keeps_a_record_until_it_is_released(store: Store) -> None:
    former(store)
    retention.hold(store, "LBT-1", "claim against us")

    assert purging.erase(store, TODAY).held == {"hold": 1}
    retention.hold(store, "LBT-1", "")
    assert purging.erase(store, TODAY).people == 1


def test_dependents_go_before_the_member_and_keep_the_member_while_they_stay(store: Store) -> None:
    member = former(store)
    child = former(store, "LBT-2", holder=member, relation="child", keep_until=TODAY)

    kept = purging.erase(store, TODAY)
    with store.writing():
        Person.update(keep_until=YESTERDAY).where(Person.id == child).execute()
    planned, gone = purging.due(store, TODAY), purging.erase(store, TODAY)

    assert kept.held == {"dependents": 1}
    assert (planned.people, gone.people) == (2, 2)
    assert left(store) == set()


def test_sweep_deletes_what_lives_for_hours_or_days_and_is_over(app: Flask, store: Store) -> None:
    account = people.account(store, person=people.person(store, "LBT-1"))
    secure, week = app.extensions["privet"].settings.secure, timedelta(days=7)
    for now in (NOW - week, NOW):
        sessions.begin(store, account, half=False, browser="Firefox", now=now)
    with store.writing():
        for day in (YESTERDAY, TODAY):
            fresh = Activation(id=new_id(), account=account, kind="activate", issued_at=1)
            fresh.digest, fresh.expires_on = new_id(), day
            fresh.save(force_insert=True)
        for number, until in enumerate((NOW - week, NOW + week)):
            proof = {"account": account, "email": "a@example.org", "until": micro(until)}
            EmailProof.create(token=bytes([number]), **proof)

    assert tidying.tidy(app.extensions["privet"])

    with store.reading():
        assert [row.begun_at for row in Session.select()] == [micro(NOW)]
        assert [row.expires_on for row in Activation.select()] == [TODAY]
        assert [bytes(row.token) for row in EmailProof.select()] == [b"\x01"]
        assert Attempts.select().count() == 0
    assert not any(purging.sweep(store, secure, TODAY, NOW).values())


def test_tidying_goes_on_after_a_fault(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_values: object) -> None:
        raise OSError

    monkeypatch.setattr(purging, "sweep", broken)

    assert not tidying.tidy(app.extensions["privet"])


def run(instance: Path, *words: str) -> str:
    result = CliRunner().invoke(main, [*words, "--instance", str(instance)])
    assert result.exit_code == 0, result.output
    return result.output


def test_command_says_what_it_would_do_what_it_did_and_what_stays(store: Store, instance: Path) -> None:
    person = former(store)
    former(store, "LBT-2")
    people.account(store, person=person)
    run(instance, "hold", "LBT-2", "--because", "file 77")
    store.close()

    planned = run(instance, "purge", "--dry-run")
    assert len(left(store)) == 2
    done = run(instance, "purge")

    assert planned.startswith("1 person would be erased; nothing was changed.")
    assert "1 person erased: 1 account, 1 person." in done
    assert "1 person stays: somebody put a hold on it." in done
    assert "45 CFR 164.316(b)(2)" in done
    assert "file 77" not in done
    with store.reading():
        assert Account.select().count() == 0


def test_hold_asks_for_a_reason_and_a_known_number(instance: Path) -> None:
    said = CliRunner().invoke(main, ["hold", "LBT-1", "--instance", str(instance)])
    unknown = CliRunner().invoke(main, ["hold", "LBT-1", "--because", "x", "--instance", str(instance)])

    assert said.exit_code == unknown.exit_code == 2
    assert "--release" in said.output
    assert "nobody on record has it" in unknown.output
