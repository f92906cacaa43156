"""The CSV of members: what is taken, and what is said of what isn’t."""

from datetime import date

import pytest

from privet.domain import import_file
from privet.domain.import_cells import Body, Known
from privet.domain.import_file import CannotRead
from privet.domain.import_list import Listed, listed
from tests.lists import HEAD, row, written

KNOWN = Known(
    today=date(2026, 11, 23),
    groups={"hollis": Body(False), "gone": Body(True), "mill": Body(False)},
    representatives={"jo": Body(False, "hollis"), "ex": Body(True, "hollis")},
    languages=("en", "es"),
    full_ssn=True,
)
SSN = "219-45-6789"


def taken(content: bytes, known: Known = KNOWN) -> Listed:
    return listed(import_file.read(content), known, lambda *_: None)


def faults(*rows: dict[str, str]) -> list[str]:
    return [str(fault) for fault in taken(written(*rows)).faults]


def test_rows_are_understood() -> None:
    found = taken(
        written(
            row(
                "A-1",
                group="hollis",
                representative="jo",
                ssn="219456789",
                email="ana@example.org",
                language="es",
            ),
            row("A-2", holder="a-1", relation="child", covered_until="2026-11-23"),
        )
    )

    assert not found.faults
    member, child = found.rows["a-1"], found.rows["a-2"]
    assert (member.number, member.address) == ("A-1", "12 Juniper Lane\nColumbus, OH 43004")
    assert (member.ssn, member.ssn_last4, member.status) == (SSN, "6789", "current")
    assert (member.covered_from, member.language) == (date(2020, 1, 1), "es")
    assert (child.holder, child.relation, child.group) == ("a-1", "child", None)


def test_address_may_have_lines_in_quotes_and_a_file_may_begin_with_a_mark() -> None:
    content = b"\xef\xbb\xbf" + written(row("A-1", address="12 Juniper Lane\r\nColumbus, OH 43004"))

    assert taken(content).rows["a-1"].address == "12 Juniper Lane\nColumbus, OH 43004"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"number": ""}, "number: is empty"),
        ({"name": "  "}, "name: is empty"),
        ({"name": "x" * 201}, "name: has more than 200 signs"),
        ({"name": "=HYPERLINK(1)"}, "name: begins with a sign that makes a spreadsheet calculate"),
        ({"plan": "@SUM(A1)"}, "plan: begins with a sign"),
        ({"address": "12 Juniper Lane|-1+cmd"}, "address: begins with a sign"),
        ({"name": "Ana\x07Ruiz"}, "name: holds a sign that can’t be seen"),
        ({"name": "Ana\u202eRuiz"}, "name: holds a sign that can’t be seen"),
        ({"address": "a|b|c|d|e|f|g"}, "address: has more than 6 lines"),
        ({"address": " | "}, "address: is empty"),
        ({"birth_date": "2/29/1984"}, "birth_date: is no date; write it as 1984-02-29"),
        ({"birth_date": "2023-02-29"}, "birth_date: is no date"),
        ({"birth_date": "2026-11-24"}, "birth_date: lies in the future"),
        ({"birth_date": "1884-02-29"}, "birth_date: has a year that can’t be"),
        ({"email": "ana at example.org"}, "email: is no e-mail address"),
        ({"email": "ana@example"}, "email: is no e-mail address"),
        ({"ssn": "900-12-3456"}, "ssn: is a number that was never given to anybody"),
        ({"ssn": "000-12-3456"}, "ssn: is a number that was never"),
        ({"ssn": "666123456"}, "ssn: is a number that was never"),
        ({"ssn": "123-00-4567"}, "ssn: is a number that was never"),
        ({"ssn": "123-45-0000"}, "ssn: is a number that was never"),
        ({"ssn": "078-05-1120"}, "ssn: is a number that was never"),
        ({"ssn": "12345678"}, "ssn: is no social security number"),
        ({"ssn": SSN, "ssn_last4": "1111"}, "ssn_last4: isn’t how the number"),
        ({"ssn_last4": "0000"}, "ssn_last4: is not the last four"),
        ({"ssn_last4": "٤٤١٧"}, "ssn_last4: is not the last four"),
        ({"group": "nowhere"}, "group: names no group that is here"),
        ({"group": "gone"}, "group: has ended"),
        ({"group": "mill", "representative": "jo"}, "representative: belongs to another group"),
        ({"group": "hollis", "representative": "ex"}, "representative: has ended"),
        ({"status": "left"}, "status: is none of current, former"),
        ({"status": "former"}, "covered_until: is empty"),
        ({"covered_until": "2026-11-22"}, "status: says current, and covered_until is over"),
        ({"covered_until": "2019-01-01"}, "covered_until: lies before covered_from"),
        ({"relation": "child"}, "relation: is for dependents"),
        ({"holder": "A-1"}, "relation: is empty"),
        ({"holder": "B-7", "relation": "child"}, "holder: is nobody’s number in this file"),
        ({"holder": "X", "relation": "child"}, "holder: is a dependent’s number"),
        ({"relation": "cousin"}, "relation: is none of"),
        ({"language": "fr"}, "language: is none of en, es"),
    ],
)
def test_fault_names_line_and_column_and_never_the_value(cells: dict[str, str], said: str) -> None:
    found = faults(row("A-1"), row("X") | cells)

    assert found[0].startswith(f"line 3, {said}"), found
    assert not any(value in found[0] for value in cells.values() if len(value) > 7)


def test_every_fault_is_told_and_a_member_with_one_is_known_to_dependents() -> None:
    found = faults(
        row("A-1", birth_date="x", email="y"),
        row("A-2", holder="A-1", relation="child"),
        row("a-2 "),
        row("A-3"),
    )

    assert [text.partition(":")[0] for text in found] == [
        "line 2, birth_date",
        "line 2, email",
        "line 4, number",
    ]


def test_lines_are_counted_as_an_editor_does() -> None:
    found = faults(row("A-1", address="one\ntwo\nthree"), row("A-2", birth_date="x"))

    assert found == ["line 5, birth_date: is no date; write it as 1984-02-29"]


@pytest.mark.promise("P10")
def test_full_number_is_refused_where_the_office_keeps_none() -> None:
    """P10: more than is needed isn’t collected, even where somebody sends it."""
    known = Known(KNOWN.today, KNOWN.groups, KNOWN.representatives, KNOWN.languages, full_ssn=False)

    (fault,) = taken(written(row("A-1", ssn=SSN)), known).faults

    assert str(fault).startswith("line 2, ssn: isn’t kept in full by this office")


def test_who_is_covered_through_somebody_who_left_has_left_too() -> None:
    found = taken(
        written(
            row("A-1", status="former", covered_until="2026-10-31"),
            row("A-2", holder="A-1", relation="spouse", covered_until="2026-12-31"),
        )
    )

    assert (found.rows["a-2"].status, found.rows["a-2"].covered_until) == ("former", date(2026, 10, 31))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: the file is empty"),
        ("number,name".encode("utf-16"), "line 1: is written in UTF-16"),
        (written(row("A-1", name="Zoë")).decode().encode("latin-1"), "line 2: isn’t written in UTF-8"),
        (written(row("A-1")) + b"A-2,\0", "line 3: holds a NUL byte"),
        (b"number;name;birth_date;address\n", "line 1: separates columns by something else than commas"),
        (b"number,name,birth_date\n", "line 1, address: is missing"),
        (b"number,name,birth_date,address,name\n", "line 1, name: stands there twice"),
        (b"number,name,birth_date,address,income\n", "line 1: column 5 is none of those that are read"),
        (b'number,name,birth_date,address\nA-1,"Ana,1984-02-29,x\nA-2,b,c,d\n', "line 2: has a quote"),
        (b'number,name,birth_date,address\nA-1,"Ana"x,1984-02-29,x\n', "line 2: has a quote"),
        (b"number,name,birth_date,address\nA-1," + b"x" * 4001 + b",1984-02-29,y\n", "line 2: has a cell of"),
    ],
)
def test_file_that_is_no_list_gets_one_clear_line(content: bytes, said: str) -> None:
    with pytest.raises(CannotRead) as told:
        taken(content)

    assert str(told.value).startswith(said)


def test_row_with_a_comma_too_many_is_a_fault() -> None:
    content = written(row("A-1"), columns=HEAD[:4]) + b"A-2,Bo,1984-02-29,1 Mill Street, Columbus\n"

    assert [str(fault) for fault in taken(content).faults] == [
        "line 3: has 5 cells, not 4; put a cell with a comma in quotes"
    ]
