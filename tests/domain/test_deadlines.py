"""Due dates, against the worked vectors and over a century of days."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privet import config
from privet.domain import deadlines, rules
from privet.domain.deadlines import HOUSE, SUBJECTS, Deadline, Period

RECEIVED = date(2026, 11, 23)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
UNITS = {"bd": "business", "cd": "calendar", "mo": "month"}
WAYS = ("post", "phone", "web", "person")
EVERY_LAW = [
    *("hipaa", "glba", "fcra", "ccpa", "iippa", "ca-confidential", "naic670", "us-states", "us-ia"),
    *("us-ri", "wa-mhmd", "canspam", "gdpr", "ukgdpr"),
]
VECTORS = [
    ("10 bd", date(2026, 12, 8)),
    ("15 bd", date(2026, 12, 15)),
    ("30 bd", date(2027, 1, 7)),
    ("7 cd", date(2026, 11, 30)),
    ("14 cd", date(2026, 12, 7)),
    ("30 cd", date(2026, 12, 23)),
    ("45 cd", date(2027, 1, 7)),
    ("60 cd", date(2027, 1, 22)),
    ("90 cd", date(2027, 2, 21)),
    ("1 mo", date(2026, 12, 23)),
]
# What the laws' own texts were found to say: row, regime, acknowledge, respond, extend, confirmed.
LAWS = [
    ("ca-know", "ccpa", "10 bd", "45 cd", "45 cd", True),
    ("ca-optout", "ccpa", "", "15 bd", "", True),
    ("ca-limit", "ccpa", "", "15 bd", "", True),
    ("ca-gpc", "ccpa", "", "0 cd", "", True),
    ("ca-admt", "ccpa", "", "15 bd", "", False),
    ("ca-cc-fast", "ca-confidential", "", "7 cd", "", True),
    ("ca-cc-mail", "ca-confidential", "", "14 cd", "", True),
    ("ca-iippa-access", "iippa", "", "30 bd", "", True),
    ("ca-iippa-correct", "iippa", "", "30 bd", "", False),
    ("naic670", "naic670", "", "30 bd", "", False),
    ("hipaa-access", "hipaa", "", "30 cd", "30 cd", True),
    ("hipaa-amend", "hipaa", "", "60 cd", "30 cd", True),
    ("hipaa-acct", "hipaa", "", "60 cd", "30 cd", True),
    ("hipaa-cc", "hipaa", "", "", "", False),
    ("hipaa-restrict", "hipaa", "", "", "", True),
    ("glba", "glba", "", "", "", True),
    ("fcra", "fcra", "", "", "", True),
    ("canspam", "canspam", "", "10 bd", "", True),
    ("gmail", "house", "", "2 cd", "", True),
    ("us-states", "us-states", "", "45 cd", "45 cd", True),
    ("us-ia", "us-ia", "", "90 cd", "45 cd", False),
    ("us-ri-consent", "us-ri", "", "15 cd", "", True),
    ("us-appeal", "us-states", "", "60 cd", "", False),
    ("wa-mhmd", "wa-mhmd", "", "45 cd", "45 cd", False),
    ("gdpr", "gdpr", "", "1 mo", "2 mo", True),
    ("gdpr-object", "gdpr", "", "0 cd", "", False),
    ("ukgdpr", "ukgdpr", "", "1 mo", "2 mo", True),
    ("uk-complaint", "ukgdpr", "30 cd", "", "", True),
    ("npp", "hipaa", "", "0 cd", "", True),
    ("keep-ccpa", "ccpa", "", "24 mo", "", True),
    ("keep-hipaa", "hipaa", "", "72 mo", "", True),
]
PROMISES = {
    "2 bd": {"callback"},
    "5 bd": {"glba_nonaffiliate"},
    "7 cd": {"confidential_contact"},
    "10 bd": {
        *("optout_sale", "no_online", "limit_sensitive", "fcra_share", "fcra_affiliate_marketing", "object"),
        *("optout_profiling", "withdraw_authorisation", "stop_email", "paper", "question"),
    },
    "30 cd": {"restrict", "complaint"},
    "45 cd": {
        *("access", "correct", "delete", "portability", "accounting"),
        *("agent", "dependent", "deceased", "appeal"),
    },
}


@pytest.fixture(scope="module")
def found() -> rules.Rules:
    return rules.load(EVERY_LAW)


def period(written: str) -> Period | None:
    """Read “10 bd” as the laws' table writes it."""
    count, _, unit = written.partition(" ")
    return Period(int(count), UNITS[unit]) if written else None  # type: ignore[arg-type]


def sure(written: str) -> Period:
    given = period(written)
    assert given
    return given


def row(found: rules.Rules, name: str) -> Deadline:
    [only] = [row for row in found.deadlines if row.id == name]
    return only


@pytest.mark.parametrize(("written", "due"), VECTORS)
def test_due_date_matches_the_worked_vectors(written: str, due: date) -> None:
    assert deadlines.due_date(RECEIVED, sure(written)) == due


@pytest.mark.parametrize("law", LAWS, ids=[name for name, *_rest in LAWS])
def test_each_row_of_the_laws_table_is_there_as_it_was_found(
    found: rules.Rules, law: tuple[str, str, str, str, str, bool]
) -> None:
    name, regime, *written, confirmed = law
    shipped = row(found, name)

    assert (shipped.regime, shipped.confirmed) == (regime, confirmed)
    assert [shipped.acknowledge, shipped.respond, shipped.extend] == [period(str(text)) for text in written]
    assert shipped.source
    assert shipped.note


@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("canspam", date(2026, 12, 8)),
        ("ca-optout", date(2026, 12, 15)),
        ("ca-limit", date(2026, 12, 15)),
        ("ca-iippa-access", date(2027, 1, 7)),
        ("naic670", date(2027, 1, 7)),
        ("ca-cc-fast", date(2026, 11, 30)),
        ("ca-cc-mail", date(2026, 12, 7)),
        ("hipaa-access", date(2026, 12, 23)),
        ("ca-know", date(2027, 1, 7)),
        ("us-states", date(2027, 1, 7)),
        ("wa-mhmd", date(2027, 1, 7)),
        ("hipaa-amend", date(2027, 1, 22)),
        ("hipaa-acct", date(2027, 1, 22)),
        ("us-appeal", date(2027, 1, 22)),
        ("us-ia", date(2027, 2, 21)),
        ("gdpr", date(2026, 12, 23)),
        ("ukgdpr", date(2026, 12, 23)),
        ("us-ri-consent", date(2026, 12, 8)),
        ("gdpr-object", RECEIVED),
        ("ca-gpc", RECEIVED),
    ],
)
def test_rows_give_the_worked_days(found: rules.Rules, name: str, due: date) -> None:
    assert deadlines.first_due(RECEIVED, [row(found, name)])[0] == due


@pytest.mark.parametrize(
    ("name", "due"), [("ca-know", date(2026, 12, 8)), ("uk-complaint", date(2026, 12, 23))]
)
def test_acknowledgements_have_their_worked_days(found: rules.Rules, name: str, due: date) -> None:
    acknowledge = row(found, name).acknowledge

    assert acknowledge
    assert deadlines.due_date(RECEIVED, acknowledge) == due


def test_month_ends_on_its_last_day_or_the_next_working_day() -> None:
    assert deadlines.due_date(date(2028, 1, 31), Period(1, "month")) == date(2028, 2, 29)
    assert deadlines.due_date(date(2026, 1, 31), Period(1, "month")) == date(
        2026, 3, 2
    )  # 28 Feb is a Saturday.


@given(DAYS, st.integers(1, 60))
def test_business_days_end_on_a_business_day_and_count_right(received: date, count: int) -> None:
    due = deadlines.due_date(received, Period(count, "business"))

    between = (received + timedelta(days=n) for n in range(1, (due - received).days + 1))
    assert deadlines.is_business_day(due)
    assert sum(map(deadlines.is_business_day, between)) == count


@given(DAYS, st.integers(1, 12))
def test_months_never_end_early_nor_on_a_day_off(received: date, count: int) -> None:
    due = deadlines.due_date(received, Period(count, "month"))

    assert due.weekday() < 5
    assert 27 * count < (due - received).days < 31 * count + 7


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        ({date(2026, 12, 8)}, date(2026, 12, 9)),  # The day itself.
        ({date(2026, 11, 24), date(2026, 11, 27)}, date(2026, 12, 10)),  # Days on the way.
        ({date(2026, 12, day) for day in range(7, 12)}, date(2026, 12, 15)),  # A week, and then the weekend.
        ({RECEIVED}, date(2026, 12, 8)),  # The day of receipt is never counted.
        ({date(2026, 12, 5), date(2026, 11, 26)}, date(2026, 12, 8)),  # A Saturday, and Thanksgiving.
        ({date(2026, 12, 9)}, date(2026, 12, 8)),  # After it.
    ],
)
def test_closed_days_put_off_what_is_counted_in_business_days(closed: set[date], due: date) -> None:
    assert deadlines.due_date(RECEIVED, Period(10, "business"), closed=closed) == due


@pytest.mark.parametrize(("written", "due"), [vector for vector in VECTORS if "bd" not in vector[0]])
def test_closed_days_put_off_nothing_else(written: str, due: date) -> None:
    closed = {RECEIVED + timedelta(days=n) for n in range(120)}

    assert deadlines.due_date(RECEIVED, sure(written), closed=closed) == due


@given(DAYS, st.integers(1, 40), st.sets(st.integers(0, 90), max_size=20))
def test_business_days_leave_out_closed_days_over_a_century(
    received: date, count: int, offsets: set[int]
) -> None:
    closed = {received + timedelta(days=offset) for offset in offsets}

    due = deadlines.due_date(received, Period(count, "business"), closed)

    between = [received + timedelta(days=n) for n in range(1, (due - received).days + 1)]
    assert sum(deadlines.is_business_day(day) and day not in closed for day in between) == count
    assert due not in closed
    assert due >= deadlines.due_date(received, Period(count, "business"))


@given(DAYS, st.integers(0, 400), st.integers(1, 12), st.sets(st.integers(0, 400), max_size=20))
def test_calendar_days_and_months_keep_their_day_over_a_century(
    received: date, days: int, months: int, offsets: set[int]
) -> None:
    closed = {received + timedelta(days=offset) for offset in offsets}

    assert deadlines.due_date(received, Period(days, "calendar"), closed) == received + timedelta(days=days)
    month = Period(months, "month")
    assert deadlines.due_date(received, month, closed) == deadlines.due_date(received, month)


def test_closed_days_can_make_another_row_the_earliest(found: rules.Rules) -> None:
    rows = [row(found, "canspam"), row(found, "us-ri-consent")]  # Both are due on 8 December.

    day, decides, _period = deadlines.first_due(RECEIVED, rows, closed={date(2026, 12, 1)})

    assert (day, decides.id) == (date(2026, 12, 8), "us-ri-consent")
    assert deadlines.first_due(RECEIVED, rows[:1], closed={date(2026, 12, 1)})[0] == date(2026, 12, 9)


def test_earliest_law_decides_the_day() -> None:
    found = rules.load(["hipaa", "iippa", "ccpa"])
    regimes = found.regimes_for("US-CA", "coverage")

    due, row, _period = deadlines.first_due(RECEIVED, found.deadlines_for("access", regimes))

    assert (due, row.id) == (date(2026, 12, 23), "hipaa-access")


def test_row_holds_from_the_day_on_which_it_begins(found: rules.Rules) -> None:
    only = [row(found, "ca-admt")]

    assert only[0].begins == date(2027, 1, 1)
    with pytest.raises(ValueError, match=r"empty"):
        deadlines.first_due(date(2026, 12, 31), only)
    assert deadlines.first_due(date(2027, 1, 1), only)[0] == date(2027, 1, 25)  # Past New Year, and King.


def test_before_a_law_begins_the_organisations_word_decides(found: rules.Rules) -> None:
    rows = found.deadlines_for("optout_profiling", found.regimes_for("US-CA", "website"))

    assert {row.id for row in rows} == {"ca-admt", "house-choices"}
    assert deadlines.first_due(date(2026, 12, 31), rows)[1].regime == HOUSE


def test_nothing_but_the_california_rule_on_decisions_begins_later(found: rules.Rules) -> None:
    assert [row.id for row in found.deadlines if row.begins != date.min] == ["ca-admt"]


@pytest.mark.parametrize(
    ("way", "held"),
    [
        ("post", {"ca-cc-mail"}),
        ("phone", {"ca-cc-fast"}),
        ("web", {"ca-cc-fast"}),
        ("person", set()),
    ],
)
def test_california_counts_a_new_place_by_the_way_in(found: rules.Rules, way: str, held: set[str]) -> None:
    regimes = found.regimes_for("US-CA", "coverage")

    rows = found.deadlines_for("confidential_contact", regimes, way)

    assert {row.id for row in rows} == {*held, "hipaa-cc", "house-contact"}


def test_ways_are_known_to_the_schema() -> None:
    ways = get_args(get_args(Deadline.__annotations__["ways"])[0])

    assert set(ways) == set(WAYS)


@pytest.mark.promise("P2", "P31")
@pytest.mark.parametrize("residence", ["", "US-CA", "US-OH", "US-WA", "US-RI", "US-IA", "DE", "GB", "JP"])
def test_p2_p31_every_way_in_has_the_same_due_day(found: rules.Rules, residence: str) -> None:
    for about in ("coverage", "website", "job"):
        regimes = found.regimes_for(residence, about)
        for kind in found.kinds:
            days = {deadlines.first_due(RECEIVED, found.deadlines_for(kind, regimes, way))[0] for way in WAYS}
            assert len(days) == 1, f"{kind} is slower one way than another"


@pytest.mark.parametrize("name", ["hipaa-cc", "hipaa-restrict", "glba", "fcra", "uk-complaint"])
def test_law_without_a_period_leaves_the_day_to_the_organisation(found: rules.Rules, name: str) -> None:
    law = row(found, name)
    [kind] = law.kinds
    rows = found.deadlines_for(kind, [regime for regime in found.regimes if regime.id == law.regime])

    with pytest.raises(ValueError, match=r"empty"):
        deadlines.first_due(RECEIVED, [law])
    assert law in rows
    assert deadlines.first_due(RECEIVED, rows)[1].regime == HOUSE


def test_only_laws_without_a_number_lack_one(found: rules.Rules) -> None:
    lacking = {row.id for row in found.deadlines if not row.respond}

    assert lacking == {name for name, _regime, _ack, respond, *_rest in LAWS if not respond}


def test_complaints_in_the_united_kingdom_are_acknowledged_in_thirty_days(found: rules.Rules) -> None:
    rows = found.deadlines_for("complaint", found.regimes_for("GB", "website"))

    assert [row.acknowledge for row in rows if row.acknowledge] == [Period(30, "calendar")]


def test_appeals_have_a_period_in_the_states_whose_acts_give_them(found: rules.Rules) -> None:
    assert {row.regime for row in found.deadlines if "appeal" in row.kinds} == {"us-states", "us-ia", HOUSE}


def test_what_nobody_asks_for_on_a_form_has_its_time_too(found: rules.Rules) -> None:
    rows = {subject: {row.id for row in found.deadlines if subject in row.kinds} for subject in SUBJECTS}

    assert rows == {
        "gpc_signal": {"ca-gpc"},
        "one_click": {"gmail"},
        "notice_change": {"npp"},
        "records": {"keep-ccpa", "keep-hipaa"},
    }


def test_no_row_stands_twice(found: rules.Rules) -> None:
    names = [row.id for row in found.deadlines]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("written", PROMISES)
def test_organisation_promises_each_kind_its_time(found: rules.Rules, written: str) -> None:
    promised = {
        kind
        for kind in found.kinds
        for row in found.deadlines_for(kind, ())
        if row.respond == period(written)
    }

    assert promised == PROMISES[written]


def test_without_any_law_the_organisation_still_promises_a_day() -> None:
    found = rules.load([])
    for kind in found.kinds:
        assert deadlines.first_due(RECEIVED, found.deadlines_for(kind, ()))


@pytest.mark.parametrize("about", ["coverage", "website", "job"])
def test_no_law_puts_off_the_organisations_promise(found: rules.Rules, about: str) -> None:
    for residence in ("US-CA", "US-IA", "DE", "GB"):
        regimes = found.regimes_for(residence, about)
        for kind in found.kinds:
            own, _row, _period = deadlines.first_due(RECEIVED, found.deadlines_for(kind, ()))
            assert deadlines.first_due(RECEIVED, found.deadlines_for(kind, regimes))[0] <= own


@pytest.mark.promise("P2")
@pytest.mark.parametrize("residence", ["US-OH", "US-CA", "US-WA", "US-RI", "DE", "GB", "JP"])
def test_p2_every_way_in_has_the_same_day(residence: str) -> None:
    """Who writes is answered as soon as who calls, wherever they live and whatever it is about."""
    found = rules.load(config.load(Path("nowhere")).organisation.regimes)
    for about in ("coverage", "website", "job"):
        regimes = found.regimes_for(residence, about)
        for kind in found.kinds:
            days = {
                deadlines.first_due(RECEIVED, found.deadlines_for(kind, regimes, way))[0]
                for way in ("post", "phone", "web", "person")
            }
            assert len(days) == 1, f"{kind} in {residence} about {about}"


def test_no_row_is_called_confirmed_that_is_still_to_be_checked() -> None:
    for row in rules.load([]).deadlines:
        assert not (row.confirmed and re.search("to be (checked|confirmed)|[Cc]heck each", row.note)), row.id
