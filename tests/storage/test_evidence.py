"""Evidence that is worked out from rules, settings and the chain: it changes when what it looks at does."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from privet.domain import contact, equal_treatment, events
from privet.domain.deadlines import Period
from privet.domain.events import Act
from privet.domain.evidence import Witness
from privet.domain.office import Office
from privet.opening import open_office
from privet.storage.store import Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def witness(store: Store) -> Witness:
    """Give what evidence is computed from, for the made-up organisation."""
    return Witness(open_office(Path("nowhere")), store.place.folder, store, NOW)


def other(witness: Witness, **office: object) -> Witness:
    """Give the witness of an organisation that differs in its rules or settings."""
    known = {"settings": witness.office.settings, "rules": witness.office.rules} | office
    return Witness(Office(**known), witness.folder, witness.store, NOW)  # type: ignore[arg-type]


@pytest.mark.promise("P2", "P31")
def test_slower_way_in_breaks_the_evidence(witness: Witness) -> None:
    """P2, P31: one deadline that holds for the web alone is found."""
    rules = witness.office.rules
    first = next(row for row in rules.deadlines if row.id == "house-choices")
    quick = msgspec.structs.replace(first, id="quick", respond=Period(1, "calendar"), ways=("web",))
    unequal = other(witness, rules=msgspec.structs.replace(rules, deadlines=(*rules.deadlines, quick)))

    assert equal_treatment.ways_evidence(witness).state == "kept"
    found = equal_treatment.ways_evidence(unequal)
    assert found.state == "broken"
    assert "is not due on the same day" in found.text


@pytest.mark.promise("P43")
def test_place_that_loses_a_request_breaks_the_evidence(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P43: what everybody may ask for must be offered everywhere."""
    assert "302 countries and states" in equal_treatment.places_evidence(witness).text
    offered = type(witness.office.rules).offered
    monkeypatch.setattr(
        type(witness.office.rules),
        "offered",
        lambda self, place, about: offered(self, place, about)[1 if place == "JP" else 0 :],
    )

    found = equal_treatment.places_evidence(witness)
    assert found.state == "broken"
    assert "missing in JP" in found.text


@pytest.mark.promise("P29")
def test_evidence_names_the_numbers_and_misses_a_text_telephone(witness: Witness) -> None:
    """P29: the numbers come from the configuration."""
    settings = witness.office.settings
    spoken = tuple(phone for phone in settings.organisation.phones if not phone.tty)
    organisation = msgspec.structs.replace(settings.organisation, phones=spoken)

    assert "1-614-555-0142" in contact.phones_evidence(witness).text
    alone = other(witness, settings=msgspec.structs.replace(settings, organisation=organisation))
    assert contact.phones_evidence(alone).state == "broken"


@pytest.mark.promise("P50")
def test_evidence_names_the_address_and_the_day_of_an_answer(witness: Witness) -> None:
    """P50: and misses the kind for comments where an organisation took it away."""
    rules = witness.office.rules
    kinds = {name: kind for name, kind in rules.kinds.items() if name != "question"}

    found = contact.address_evidence(witness)
    assert "PO Box 4100, Columbus, OH 43299-4100" in found.text
    assert "December 8, 2026" in found.text
    without = other(witness, rules=msgspec.structs.replace(rules, kinds=kinds))
    assert contact.address_evidence(without).state == "broken"


@pytest.mark.promise("P42")
def test_act_of_a_visitor_breaks_the_evidence(witness: Witness) -> None:
    """P42: only the office, and people who have signed in, may have done what is on record."""
    events.record(witness.store, Act(actor="command", action="vendor.added"))
    events.record(witness.store, Act(actor="member.Ab-12", action="sign-in.done"))
    assert (
        events.visitors_evidence(witness).text == "The record of acts holds 2 events, and none of a visitor."
    )

    events.record(witness.store, Act(actor="visitor", action="consent.given"))
    assert events.visitors_evidence(witness).state == "broken"


def test_evidence_speaks_the_language_of_its_reader(witness: Witness) -> None:
    spanish = Witness(witness.office, witness.folder, witness.store, NOW, "es")

    assert contact.phones_evidence(spanish).text != contact.phones_evidence(witness).text
