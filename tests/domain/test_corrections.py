"""The rules of corrections: what may be written, who may refuse for what, and by when."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from privet.domain import correction_reasons, correction_rules, field_checks, record
from privet.domain.datafiles import BadFile
from privet.domain.field_checks import BadValue
from privet.domain.import_cells import READERS, Known
from tests.corrections import setting

TODAY = date(2026, 12, 1)
KNOWN = Known(today=TODAY, groups={}, representatives={}, languages=("en", "es"), full_ssn=True)


def reason_for(name: str, entered: str) -> str:
    field = record.field(name)
    assert field is not None
    try:
        correction_rules.checked(field, entered, setting())
    except BadValue as fault:
        return fault.reason
    return ""


@pytest.mark.parametrize(
    ("name", "entered", "reason"),
    [
        ("name", "Ana  Ruiz ", ""),
        ("name", " ", "empty"),
        ("name", "x" * 201, "long"),
        ("name", "Ana\x00Ruiz", "signs"),
        ("name", "=cmd()", "begins"),
        ("birth_date", "1984-02-29", ""),
        ("birth_date", "1983-02-29", "calendar"),
        ("birth_date", "29.2.1984", "day"),
        ("birth_date", "2026-12-02", "born"),
        ("birth_date", "1890-01-01", "born"),
        ("address", "1 Elm Street\nDayton, OH 45402", ""),
        ("address", "1 Elm Street", "lines"),
        ("address", "\n".join("abcdefg"), "lines"),
        ("email", "ana@example.org", ""),
        ("email", "ana at example.org", "email"),
        ("ssn", "4417", ""),
        ("ssn", "219-09-4417", "last-four"),
        ("ssn", "0000", "last-four"),
        ("covered_from", "2027-01-01", ""),
        ("covered_until", "2127-01-01", "covered"),
    ],
)
def test_each_fact_is_checked_as_it_is_written(name: str, entered: str, reason: str) -> None:
    assert reason_for(name, entered) == reason
    assert not reason or field_checks.said(reason, "es")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", field_checks.line("  Ana   María Ruiz ")),
        ("address", field_checks.address("1 Elm Street\r\n\r\nDayton, OH 45402")),
        ("email", field_checks.email("ana@example.org")),
        ("birth_date", field_checks.birth_date("1984-02-29", TODAY).isoformat()),
        ("ssn", field_checks.whole_ssn("219 09 4417")),
        ("ssn_last4", field_checks.last_four("4417")),
    ],
)
def test_what_a_correction_takes_an_imported_list_takes_unchanged(column: str, value: str) -> None:
    assert READERS[column](value, KNOWN) == value


class AddressOnly:
    """As much of a record as decides which laws hold."""

    def __init__(self, address: str) -> None:
        self.address = address


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("12 Juniper Lane\nColumbus, OH 43004", date(2027, 1, 14)),
        ("Unter den Linden 1\n10117 Berlin\nGermany", date(2027, 1, 1)),
        ("A place that nobody knows", date(2027, 1, 14)),
    ],
)
def test_earliest_of_the_laws_that_hold_decides_when_it_is_due(address: str, day: date) -> None:
    """Thirty business days of insurance law come before our own 45 days, a month of the GDPR before both."""
    row: Any = AddressOnly(address)

    assert correction_rules.due(row, setting(), removal=False) == day


def test_representative_may_refuse_for_fewer_reasons_than_the_office() -> None:
    office = correction_reasons.offered("office", None, removal=True)
    theirs = correction_reasons.offered("representative", None, removal=False)

    assert set(theirs) < set(office)
    assert "needed" not in correction_reasons.offered("office", None, removal=False)
    assert all(each.text["en"] and each.text["es"] for each in office.values())


@pytest.mark.parametrize(
    "text",
    [
        '[accurate]\ntext = { en = "" }\nwho = ["office"]\nchecked = 2026-11-23\n',
        '[accurate]\ntext = { en = "So it is." }\nwho = ["anybody"]\nchecked = 2026-11-23\n',
        '[accurate]\ntext = { en = "So it is." }\nwho = []\nchecked = 2026-11-23\n',
        '[accurate]\ntext = { en = "So it is." }\nwho = ["representative"]\nchecked = 2026-11-23\n',
    ],
)
def test_list_of_reasons_that_the_office_cannot_use_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "refusals.toml").write_text(text, "utf-8")

    with pytest.raises(BadFile):
        correction_reasons.reasons(tmp_path)
