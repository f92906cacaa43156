"""Evidence about the record and the secure area: computed, and broken by what breaks the promise."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from privet.domain import events, looking, mail_templates, record_evidence, sessions, signed, signing_in
from privet.domain.events import Act
from privet.domain.evidence import Evidence, Witness
from privet.domain.office import Office
from privet.opening import open_office
from privet.storage.people import Person
from privet.storage.store import Store
from tests import people

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def witness(store: Store, tmp_path: Path) -> Witness:
    """Give a witness of a store with one person on record."""
    people.person(store, "LBT-1")
    office: Office = open_office(tmp_path)
    return Witness(office, tmp_path, store, NOW)


BREAKS: list[tuple[str, Callable[[Witness], Evidence], str]] = [
    ("P10", record_evidence.provenance_evidence, "UPDATE person SET provenance = '{}'"),
    ("P11", record_evidence.sealed_evidence, "UPDATE person SET name = 'Ana Ruiz'"),
    ("P44", record_evidence.former_evidence, "UPDATE person SET status = 'former'"),
]


@pytest.mark.promise("P10", "P11", "P44")
@pytest.mark.parametrize(("promise", "evidence", "breaking"), BREAKS, ids=[row[0] for row in BREAKS])
def test_what_breaks_a_promise_breaks_its_evidence(
    witness: Witness, promise: str, evidence: Callable[[Witness], Evidence], breaking: str
) -> None:
    """P10, P11, P44: the evidence looks at the rows, whoever changed them."""
    store = witness.store
    assert evidence(witness).state == "kept", promise

    with store.writing():
        store.database.execute_sql(
            breaking if store.is_sqlite else breaking.replace("'Ana Ruiz'", "'Ana Ruiz'::bytea")
        )

    assert evidence(witness).state == "broken", promise


@pytest.mark.promise("P12")
def test_look_without_a_purpose_breaks_the_evidence(witness: Witness) -> None:
    """P12: looks are counted, and one that names no purpose shows."""
    store = witness.store
    with store.reading():
        subject = Person.select().get().id
    looking.read(store, "command", subject, "service", ("name",))
    assert record_evidence.purposes_evidence(witness).state == "kept"

    events.record(store, Act(actor="command", action="record.read", subject=subject))

    assert record_evidence.purposes_evidence(witness).state == "broken"


@pytest.mark.promise("P15")
def test_session_that_was_never_swept_shows(witness: Witness) -> None:
    """P15: a row that outlived every limit is told, though it opens nothing."""
    account = people.account(witness.store, role="clerk")
    sessions.begin(witness.store, account, half=False, browser="", now=NOW - timedelta(hours=1))
    assert record_evidence.sessions_evidence(witness).state == "kept"

    sessions.begin(witness.store, account, half=False, browser="", now=NOW - timedelta(days=2))

    assert record_evidence.sessions_evidence(witness).state == "overdue"


@pytest.mark.promise("P14")
def test_evidence_names_the_one_cookie(witness: Witness) -> None:
    """P14: by the inventory that visitors read."""
    assert "__Host-privet" in record_evidence.cookie_evidence(witness).text
    assert record_evidence.cookie_evidence(witness).state == "kept"


@pytest.mark.promise("P16")
def test_session_that_outlived_its_sign_off_breaks_the_evidence(witness: Witness) -> None:
    """P16: the newest sign-offs are held against the sessions that are left."""
    store = witness.store
    account = people.account(store, role="clerk")
    who = signed.signed(store, account, NOW.date())
    assert who is not None
    for _ in range(2):
        _value, live = sessions.begin(store, account, half=False, browser="", now=NOW)
        signing_in.left(store, who, live)
    assert "last 2 sign-offs" in record_evidence.sign_off_evidence(witness).text

    _value, live = sessions.begin(store, account, half=False, browser="", now=NOW)
    detail = {"session": live.handle}
    events.record(store, Act(actor=who.actor, action="sign-off.done", detail=detail))

    assert record_evidence.sign_off_evidence(witness).state == "broken"


@pytest.mark.promise("P27")
def test_mail_with_room_for_more_breaks_the_evidence(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P27: the slots of every mail are looked at."""
    assert record_evidence.mails_evidence(witness).state == "kept"

    monkeypatch.setattr(mail_templates, "SLOTS", ("organisation", "phone"))

    assert record_evidence.mails_evidence(witness).state == "broken"
