"""The register of vendors in the database: what is written, together with its event, and what it shows."""

from datetime import date, timedelta
from typing import Any

import pytest

from privet.domain import events, statements, vendors
from privet.domain.vendor_entries import Publication
from privet.domain.vendor_words import NotAccepted, words
from privet.domain.vendors import Confirmation, attestation_evidence, register_evidence
from privet.storage import rotation
from privet.storage.store import StorageUnavailable, Store
from privet.storage.vendors import Vendor
from tests.registers import TODAY, entry, witness

VERSIONS = [Publication("1.0", date(2026, 11, 10)), Publication("1.1", date(2026, 11, 20))]
CALL = "Jo Marsh, 1-614-555-0199"


def add(store: Store, **changes: Any) -> None:
    vendors.add(store, entry(**changes), CALL, words())


def confirm(store: Store, version: str = "1.1", on: date = TODAY) -> None:
    vendors.attest(store, Confirmation(vendor="riverbank", version=version, on=on), VERSIONS, TODAY)


@pytest.mark.promise("P19")
def test_row_comes_back_as_it_was_added(store: Store) -> None:
    """P19: the list is its table."""
    given = entry(contract_until=date(2028, 10, 31), sub_vendors=("Coldwater", "Ñandú"), purpose="Runs it")

    vendors.add(store, given, "", words())

    assert vendors.register(store) == (given,)
    assert events.of_action(store, "vendor.added") == [{"vendor": "riverbank"}]
    assert vendors.contacts(store) == {}


def test_affiliate_is_told_apart(store: Store) -> None:
    add(store, kind="affiliate")

    assert vendors.register(store)[0].kind == "affiliate"
    assert events.of_action(store, "affiliate.added") == [{"vendor": "riverbank"}]


def test_whom_to_call_is_sealed_and_stays_readable_for_the_office(store: Store) -> None:
    add(store)
    with store.reading():
        stored = bytes(store.database.execute_sql("SELECT contact FROM vendor").fetchone()[0])

    rotation.rotate(store, TODAY)

    assert b"Marsh" not in stored
    assert vendors.contacts(store) == {"riverbank": CALL}


@pytest.mark.parametrize("act", ["add", "attest", "end"])
def test_change_and_its_event_are_written_together_or_not(
    store: Store, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    if act != "add":
        add(store)
    before = vendors.register(store)

    def fails(*_: object) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(events, "record", fails)
    with pytest.raises(StorageUnavailable):
        {
            "add": lambda: add(store),
            "attest": lambda: confirm(store),
            "end": lambda: vendors.end(store, "riverbank", TODAY, TODAY),
        }[act]()

    assert vendors.register(store) == before


def test_same_name_is_never_used_twice(store: Store) -> None:
    add(store)
    with pytest.raises(NotAccepted, match="is on the list already; choose another id"):
        add(store)

    vendors.end(store, "riverbank", TODAY, TODAY)

    with pytest.raises(NotAccepted, match=r"its work ended on 2026-11-23"):
        add(store)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("version", {"version": "9.9"}),
        ("on", {"on": TODAY + timedelta(days=1)}),
        ("on", {"on": date(2026, 11, 19)}),
        ("id", {"vendor": "nobody"}),
        ("id", {"vendor": "gone"}),
        ("id", {"version": "1.0"}),
    ],
)
def test_confirmation_that_cannot_be_is_refused(store: Store, field: str, change: dict[str, Any]) -> None:
    add(store)
    add(store, id="gone")
    vendors.end(store, "gone", TODAY, TODAY)
    confirm(store, "1.0")

    usual: dict[str, Any] = {"vendor": "riverbank", "version": "1.1", "on": TODAY}
    said = Confirmation(**(usual | change))
    with pytest.raises(NotAccepted) as refused:
        vendors.attest(store, said, VERSIONS, TODAY)

    assert refused.value.field == field
    assert len(events.of_action(store, "vendor.attested")) == 1


@pytest.mark.parametrize(
    ("vendor", "on", "said"),
    [
        ("nobody", TODAY, "is not on the list; there is riverbank"),
        ("riverbank", TODAY + timedelta(days=1), "is still to come"),
        ("riverbank", date(2026, 10, 31), "is before it came on the list"),
    ],
)
def test_end_that_cannot_be_is_refused(store: Store, vendor: str, on: date, said: str) -> None:
    add(store)

    with pytest.raises(NotAccepted, match=said):
        vendors.end(store, vendor, on, TODAY)


@pytest.mark.promise("P20")
def test_new_version_makes_everybody_pending_until_they_confirm(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P20: version n+1 is published, and all show as pending; after 90 days they are overdue."""
    add(store)
    add(store, id="oak", name="Oak")
    versions = VERSIONS[:1]
    monkeypatch.setattr(vendors, "publications", lambda *_: tuple(versions))
    for vendor in ("riverbank", "oak"):
        vendors.attest(store, Confirmation(vendor=vendor, version="1.0", on=TODAY), versions, TODAY)
    kept = attestation_evidence(witness(store))

    versions.append(VERSIONS[1])
    pending, late = attestation_evidence(witness(store)), attestation_evidence(witness(store, 88))
    confirm(store)
    half = attestation_evidence(witness(store))

    assert (kept.state, kept.text) == ("kept", "Version 1.0 is confirmed by 2 of 2 on the list.")
    assert (pending.state, late.state, half.state) == ("not_due", "overdue", "not_due")
    assert pending.text == (
        "Version 1.1 is confirmed by 0 of 2 on the list. 2 are pending, the first since November 20, 2026."
    )
    assert "1 of 2" in half.text


@pytest.mark.promise("P20")
def test_shipped_statement_is_what_they_confirm(store: Store) -> None:
    """P20: evidence reads the versions that are really published."""
    assert attestation_evidence(witness(store)).state == "kept"
    add(store)
    archive = statements.archive(store.place.folder / "statements", demonstration=True)
    newest = vendors.publications(archive, TODAY)[-1]

    assert f"Version {newest.version} is confirmed by 0 of 1" in attestation_evidence(witness(store)).text


@pytest.mark.promise("P19")
def test_evidence_names_everybody_with_the_function(store: Store) -> None:
    """P19: n on the list, each with its function; nobody is said to be nobody."""
    nobody = register_evidence(witness(store))
    add(store)
    add(store, id="gone", name="Gone")
    vendors.end(store, "gone", TODAY, TODAY)

    found = register_evidence(witness(store))

    assert nobody.state == "kept"
    assert (found.state, found.text) == ("kept", "1 is on the list: Riverbank Hosting (Hosting).")


@pytest.mark.promise("P19")
def test_evidence_finds_an_expired_contract_and_a_function_of_no_list(store: Store) -> None:
    """P19: a contract that ran out, or a row that somebody slipped in, shows."""
    add(store, contract_until=TODAY)
    today, tomorrow = register_evidence(witness(store)), register_evidence(witness(store, 1))
    with store.writing():
        Vendor.update(function="spying").execute()

    astray = register_evidence(witness(store))

    assert (today.state, tomorrow.state, astray.state) == ("kept", "overdue", "broken")
    assert "The contract with Riverbank Hosting ran out." in tomorrow.text
