"""The safeguards as data, and when each of them is overdue."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from privet.domain.datafiles import SHIPPED, BadFile
from privet.domain.review import to_ask
from privet.domain.review_checks import CHECKS
from privet.domain.safeguards import AUTOMATIC, FILE, KINDS, State, load
from tests.registers import TODAY


@pytest.mark.promise("P38")
def test_safeguards_are_of_three_kinds_with_owner_interval_and_check() -> None:
    """P38: physical, electronic and procedural ones; every automatic check belongs to one."""
    found = load().values()

    assert {each.kind for each in found} == set(KINDS)
    assert set(AUTOMATIC) == set(CHECKS)
    assert [each.check for each in found if each.check in AUTOMATIC] == list(AUTOMATIC)
    for each in found:
        texts = [each.title, each.text, each.owner, *([each.question] if each.question else [])]
        assert all(set(text) == {"en", "es"} for text in texts if isinstance(text, dict))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            'check = "headers"',
            'check = "magic"',
            "headers: check “magic” is neither “asked” nor one of headers",
        ),
        ('check = "headers"', 'check = "asked"', "headers: question belongs to what is “asked”"),
        ("interval = 180", "interval = 0", "locked-room.interval: Expected `int` >= 1"),
        ('kind = "physical"', 'kind = "electronic"', "names no physical safeguard"),
        ("[headers]", "[Headers]", "“Headers” is not written like an-id"),
        ('owner = { en = "Office manager"', 'owner = { en = ""', "locked-room: owner is empty"),
        ("[tls]\n", "[tls]\nlucky = true\n", "contains unknown field “lucky”"),
    ],
)
def test_bad_safeguards_are_refused_with_file_key_and_reason(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = (SHIPPED / FILE).read_text("utf-8")
    assert before in text
    (tmp_path / FILE).write_text(text.replace(before, after), "utf-8")

    with pytest.raises(BadFile, match=re.escape(said).replace("`", ".")):
        load(tmp_path)


@pytest.mark.promise("P38", "P39")
@pytest.mark.parametrize(
    ("checked", "result", "days", "standing"),
    [
        (None, "", 30, "not_due"),
        (None, "", 31, "overdue"),
        (TODAY, "ok", 30, "in_order"),
        (TODAY, "ok", 31, "overdue"),
        (TODAY, "fault", 0, "fault"),
    ],
)
def test_safeguard_is_overdue_the_day_after_its_interval(
    checked: date | None, result: str, days: int, standing: str
) -> None:
    """P38, P39: with the clock moved."""
    state = State("headers", load()["headers"], TODAY + timedelta(days=30), checked, result)

    assert state.standing(TODAY + timedelta(days=days)) == standing


def test_person_is_asked_for_what_is_due_soon_and_for_nothing_else() -> None:
    paper, headers = load()["paper"], load()["headers"]
    never = State("a", paper, TODAY + timedelta(days=90))
    soon = State("b", paper, TODAY + timedelta(days=30), TODAY, "ok")
    later = State("c", paper, TODAY + timedelta(days=31), TODAY, "ok")
    fault = State("d", paper, TODAY + timedelta(days=90), TODAY, "fault")

    assert to_ask([never, soon, later, fault, State("e", headers, TODAY)], TODAY) == [never, soon, fault]
