"""What reviews found, as it is stored and as it shows; the clock is moved to see it grow old."""

from datetime import timedelta

import pytest

from privet.domain import events, safeguards
from privet.domain.evidence import Evidence
from privet.domain.review import Finding, headers_evidence, record, review_evidence, tls_evidence
from privet.domain.safeguards import safeguards_evidence, states
from privet.storage.store import StorageUnavailable, Store
from tests.registers import NOON, TODAY, witness

AGREED = "TLSv1.3, TLS_AES_256_GCM_SHA384, 256 bit"
TEXT = {"tls": AGREED}


@pytest.fixture
def begun(store: Store) -> Store:
    """Give a store that was made today, as far as its keys and events tell."""
    assert store.keys.field[-1].made == TODAY
    return store


def review(store: Store, result: str = "ok", days: int = 0, only: str = "") -> None:
    """Store a review that found the same of every safeguard, or of one."""
    names = [only] if only else list(safeguards.load())
    found = [Finding(name, result, TEXT.get(name, "")) for name in names]  # type: ignore[arg-type]
    record(store, found, "office", NOON + timedelta(days=days))


def said(found: Evidence) -> tuple[str, str]:
    return found.state, found.text


@pytest.mark.promise("P38", "P39")
def test_nothing_is_overdue_where_all_is_new(begun: Store) -> None:
    """P38, P39: what was never checked is due an interval after the beginning."""
    found = witness(begun)

    assert {state.standing(TODAY) for state in states(begun, None, NOON)} == {"not_due"}
    for evidence in (safeguards_evidence, review_evidence, headers_evidence, tls_evidence):
        assert evidence(found).state == "not_due"
        assert evidence(witness(begun, 31)).state == "overdue"
    assert (
        said(tls_evidence(found))[1] == "It was not checked yet; the first check is due by December 23, 2026."
    )


def test_beginning_is_the_first_event_where_that_is_earlier_than_the_key(
    begun: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("privet.storage.reviews.first_event", lambda: NOON - timedelta(days=40))

    assert [state.id for state in states(begun, None, NOON) if state.standing(TODAY) == "overdue"]


@pytest.mark.promise("P38", "P39")
def test_review_is_stored_with_its_event_and_grows_old(begun: Store) -> None:
    """P38, P39: dated evidence not older than its interval, else it says “overdue”."""
    review(begun)
    found = {state.id: state for state in states(begun, None, NOON)}

    assert events.of_action(begun, "review.done")[0]["results"]["tls"] == "ok"
    assert found["training"].due == TODAY + timedelta(days=366)
    assert said(review_evidence(witness(begun))) == (
        "kept",
        "The last review was on November 23, 2026. The next check is due by December 23, 2026.",
    )
    assert said(safeguards_evidence(witness(begun)))[0] == "kept"
    late = witness(begun, 32)
    assert review_evidence(late).state == "overdue"
    assert safeguards_evidence(late).state == "overdue"
    assert "8 are overdue." in safeguards_evidence(late).text


@pytest.mark.promise("P36", "P37")
def test_last_look_is_told_with_its_day_protocol_and_cipher(begun: Store) -> None:
    """P36, P37: evidence is what the last review saw."""
    review(begun)

    text = f"On November 23, 2026, a connection was tried. It used {AGREED}, and weaker ciphers were refused."
    assert said(tls_evidence(witness(begun))) == ("kept", text)
    assert headers_evidence(witness(begun)).state == "kept"
    late = tls_evidence(witness(begun, 31))
    assert late.state == "overdue"
    assert "The next check was due by December 23, 2026." in late.text


@pytest.mark.promise("P36", "P37", "P38")
def test_fault_shows_until_a_later_look_finds_it_mended(begun: Store) -> None:
    """P36 to P38: a fault isn't hidden, and its old good days don't count."""
    review(begun)
    review(begun, "fault", days=1)
    faults = [
        evidence(witness(begun, 1)) for evidence in (headers_evidence, tls_evidence, safeguards_evidence)
    ]

    due = states(begun, None, NOON)[0].due
    review(begun, "ok", days=2)

    # A fault that is told openly keeps the list (P38); what the fault concerns is broken.
    assert [found.state for found in faults] == ["broken", "broken", "kept"]
    assert due == TODAY + timedelta(days=180), "counted from the day on which all was well"
    assert faults[0].text == "The check on November 24, 2026 found a fault."
    assert "17 must be mended." in faults[2].text
    assert tls_evidence(witness(begun, 2)).state == "kept"


@pytest.mark.promise("P37", "P39")
def test_look_that_was_not_possible_counts_for_nothing(begun: Store) -> None:
    """P37, P39: a site that wasn't reached wasn't checked."""
    review(begun, days=-20)
    review(begun, "impossible", only="tls")

    found = {state.id: state for state in states(begun, None, NOON)}

    assert found["tls"].checked == TODAY - timedelta(days=20)
    assert tls_evidence(witness(begun, 15)).state == "overdue"


def test_review_and_its_event_are_stored_together_or_not(
    begun: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(events, "record", fails)
    with pytest.raises(StorageUnavailable):
        review(begun)

    assert not any(state.checked for state in states(begun, None, NOON))
