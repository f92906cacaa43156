"""The list of vendors and affiliates: what may stand on it, and what it says of the past."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from privet.domain.datafiles import SHIPPED, BadFile
from privet.domain.vendor_entries import Change, Publication, changes, standing
from privet.domain.vendor_words import FILE, FUNCTIONS, NotAccepted, check, words
from tests.registers import TODAY, entry

FIRST, SECOND = Publication("1.0", date(2026, 11, 10)), Publication("1.1", date(2026, 11, 20))


@pytest.mark.promise("P19")
@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("id", {"id": "River Bank"}),
        ("id", {"id": "r" * 65}),
        ("name", {"name": " "}),
        ("function", {"function": "spying"}),
        ("function", {"function": ""}),
        ("data", {"data": ()}),
        ("data", {"data": ("everything",)}),
        ("data", {"data": ("nothing", "contact")}),
        ("purpose", {"purpose": {"en": "Runs it", "es": " "}}),
        ("contract", {"contract": "handshake"}),
        ("region", {"region": "Ohio"}),
        ("until", {"contract_until": date(2026, 10, 1)}),
        ("until", {"contract_from": date(2025, 1, 1), "contract_until": date(2026, 10, 31)}),
        ("sub", {"sub_vendors": ("",)}),
    ],
)
def test_row_that_says_too_little_or_too_much_is_refused(field: str, change: dict[str, Any]) -> None:
    """P19: a function of the closed list, known kinds of data, and a contract that runs."""
    with pytest.raises(NotAccepted) as refused:
        check(entry(**change), words())

    assert refused.value.field == field


@pytest.mark.promise("P19")
def test_functions_are_the_five_of_the_statement() -> None:
    """P19: the list is closed."""
    assert (
        set(words().functions)
        == set(FUNCTIONS)
        == {"administrative", "technical", "hosting", "marketing", "other"}
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("hosting = {", "spying = {", "functions: must name exactly administrative"),
        ("nothing = {", "none = {", "data: lacks “nothing”"),
        ('en = "Hosting"', 'en = " "', "functions.hosting: is empty"),
    ],
)
def test_own_words_keep_the_lists_closed(tmp_path: Path, before: str, after: str, said: str) -> None:
    text = (SHIPPED / FILE).read_text("utf-8").replace(before, after)
    (tmp_path / FILE).write_text(text, "utf-8")

    with pytest.raises(BadFile, match=said):
        words(tmp_path)


def test_every_word_is_there_in_both_languages() -> None:
    found = words()
    for texts in (found.functions, found.data, found.contracts):
        assert all(set(text) == {"en", "es"} for text in texts.values() if isinstance(text, dict))


@pytest.mark.promise("P20")
def test_confirmation_counts_for_one_version_alone() -> None:
    """P20: a new version re-opens every attestation."""
    confirmed = entry(attested={"1.0": date(2026, 11, 12)})

    before, after = standing(confirmed, [FIRST]), standing(confirmed, [FIRST, SECOND])

    assert before
    assert before.attested_on == date(2026, 11, 12)
    assert after
    assert (after.version, after.attested_on, after.pending_since) == ("1.1", None, SECOND.published)


def test_newcomer_is_waited_for_from_the_day_it_came() -> None:
    found = standing(entry(added_on=TODAY), [FIRST, SECOND])

    assert found
    assert found.pending_since == TODAY
    assert standing(entry(), []) is None


@pytest.mark.promise("P20")
def test_changes_are_told_day_by_day_and_a_new_version_reopens_all() -> None:
    """P19, P20: what happened to the list, computed from its rows."""
    old = entry(attested={"1.0": date(2026, 11, 10)}, contract_until=date(2026, 11, 15))
    gone = entry(id="gone", name="Gone", added_on=date(2026, 11, 2), ended_on=date(2026, 11, 12))

    found = changes([old, gone], [FIRST, SECOND], TODAY)

    assert found == [
        Change(date(2026, 11, 20), "reopened", version="1.1"),
        Change(date(2026, 11, 15), "expired", "Riverbank Hosting"),
        Change(date(2026, 11, 12), "ended", "Gone"),
        Change(date(2026, 11, 10), "attested", "Riverbank Hosting", "1.0"),
        Change(date(2026, 11, 10), "reopened", version="1.0"),
        Change(date(2026, 11, 2), "added", "Gone"),
        Change(date(2026, 11, 1), "added", "Riverbank Hosting"),
    ]


def test_nothing_of_tomorrow_is_told_and_nobody_is_asked_who_was_not_there() -> None:
    late = entry(contract_until=TODAY + timedelta(days=1), added_on=date(2026, 11, 20))

    found = changes([late], [FIRST, SECOND], TODAY)

    assert [change.what for change in found] == ["added"]
