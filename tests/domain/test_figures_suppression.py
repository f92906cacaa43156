"""Small numbers can't be worked out: not by sums, not by knowing the procedure, not by trying all tables."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privet.domain import figures_suppression
from privet.domain.figures_publishing import Month, Row, rows_of
from privet.domain.figures_suppression import Cell, split
from tests.domain.figures_attack import APART, twins

Pattern = tuple[bool, ...]
COUNTS = st.one_of(st.integers(1, 12), st.integers(1, 40), st.integers(20, 3000))
ROUTES = ("consumer", "figures", "front", "leaving", "provider")
VISITS = st.dictionaries(
    st.tuples(st.sampled_from(ROUTES), st.sampled_from(("a", "b", "c", "d", "index"))), COUNTS, min_size=1
)
BROWSERS = ("chrome 141", "chrome 142", "firefox 115", "other", "safari 18", "safari 26")


def month(visits: dict[tuple[str, str], int], shares: list[float]) -> Month:
    """Give a month in which each page also counts for one browser."""
    total, browsers, left = sum(visits.values()), {}, sum(visits.values())
    for name, share in zip(BROWSERS, shares, strict=False):
        browsers["browser", name] = min(left, int(total * share))
        left -= browsers["browser", name]
    browsers["browser", BROWSERS[-1]] = left
    return Month(visits, {pair: count for pair, count in browsers.items() if count})


MONTHS = st.builds(
    month, VISITS, st.lists(st.sampled_from((0.0, 0.01, 0.02, 0.1, 0.4)), min_size=5, max_size=5)
)


def shared_out(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Give every way to share ``total`` out to ``cells``."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in shared_out(total - first, cells - 1):
            yield (first, *rest)


@pytest.mark.promise("P8")
@given(MONTHS)
@settings(max_examples=150, deadline=None)
def test_no_published_number_is_small(counted: Month) -> None:
    """P8: 1 to 10 is never shown, and what is shown of each table adds up to the same total."""
    rows = rows_of(counted, APART)

    assert all(count >= 11 for *_, count in rows)
    for figure in ("route", "browser"):
        shown = [count for name, _route, _item, count in rows if name == figure]
        assert sum(shown) in {0, counted.total}
    for name, route, _item, count in rows:
        topics = [n for f, r, _i, n in rows if f == "topic" and r == route]
        assert name != "route" or sum(topics) in {0, count}


@pytest.mark.promise("P8")
@given(MONTHS)
@settings(max_examples=150, deadline=None)
def test_each_small_number_could_be_any_other_small_number(counted: Month) -> None:
    """P8: whoever knows the procedure and which cells aren't zero still can't narrow a small one down."""
    rows = rows_of(counted, APART)

    for cell, number, twin in twins(counted) if rows else ():
        assert min([*twin.visits.values(), *twin.compatibility.values()]) >= 1
        assert rows_of(twin, APART) == rows, f"{cell} can't be {number}"


@pytest.mark.promise("P8")
@pytest.mark.parametrize(
    ("small", "most", "cells", "buckets"),
    [
        (2, 10, ("consumer/x", "consumer/y", "b/x", "b/y"), 2),
        (2, 12, ("consumer/x", "b/x", "c/x", "c/y", "c/z"), 1),
        (2, 11, ("consumer/x", "b/x"), 3),
        (3, 16, ("consumer/x", "b/x", "c/x", "c/y"), 1),
    ],
)
def test_no_table_at_all_gives_a_small_number_away(
    monkeypatch: pytest.MonkeyPatch, small: int, most: int, cells: tuple[str, ...], buckets: int
) -> None:
    """P8: of all tables up to a size, those published alike leave each small cell all its possible values.

    Tried with a smaller limit, since then every table there is can be looked at.
    """
    monkeypatch.setattr(figures_suppression, "SMALL", small)
    names = [(cell.split("/")[0], cell.split("/")[1]) for cell in cells]
    alike: defaultdict[tuple[Pattern, tuple[Row, ...]], list[tuple[int, ...]]] = defaultdict(list)
    before: defaultdict[Pattern, list[tuple[int, ...]]] = defaultdict(list)
    for total in range(most + 1):
        for visits in shared_out(total, len(names)):
            for browsers in shared_out(total, buckets):
                table = Month(
                    {pair: n for pair, n in zip(names, visits, strict=True) if n},
                    {("browser", f"b{place}"): n for place, n in enumerate(browsers) if n},
                )
                pattern = tuple(map(bool, visits + browsers))
                alike[pattern, tuple(rows_of(table, APART))].append(visits + browsers)
                before[pattern].append(visits + browsers)

    for (pattern, rows), tables in alike.items():
        for place in range(len(names) + buckets):
            possible = {table[place] for table in tables}
            thinkable = {table[place] for table in before[pattern]}
            if any(1 <= count <= small for count in possible):
                assert possible >= {n for n in thinkable if 1 <= n <= small}, f"{rows}: {place} in {possible}"


@pytest.mark.promise("P8")
def test_small_ones_are_hidden_by_a_large_one_that_names_choose() -> None:
    """P8: which one joins them doesn't depend on counts, which would say something of them."""
    for counts in ((30, 400, 5), (400, 30, 5), (35, 35, 1)):
        parts = split(Cell(name, count) for name, count in zip("abc", counts, strict=True))

        assert [cell.name for cell in parts.alone] == ["b"]
        assert {cell.name for cell in parts.merged} == {"a", "c"}


@pytest.mark.promise("P8")
def test_others_join_until_the_sum_hides_each() -> None:
    """P8: with 10 and 11, a sum of 21 would leave the small one little room; so the next one joins."""
    parts = split([Cell("a", 10), Cell("b", 10), Cell("c", 11), Cell("d", 50), Cell("e", 60)])

    assert parts.rest == 31
    assert [cell.name for cell in parts.alone] == ["d", "e"]
    assert split([Cell("a", 5), Cell("b", 12), Cell("c", 13)]).alone == ()


@pytest.mark.promise("P8")
def test_route_of_small_topics_is_shown_whole_or_not_at_all() -> None:
    """P8: its topics stay together, and a route too thin for its topics goes to the others."""
    visits = {("consumer", "a"): 9, ("consumer", "b"): 9, ("front", "home"): 500, ("provider", "a"): 300}
    thin = visits | {("leaving", f"t{n}"): 1 for n in range(30)}

    rows, more = rows_of(Month(visits, {}), APART), rows_of(Month(thin, {}), APART)

    assert ("route", "consumer", "", 18) in rows
    assert not [row for row in rows if row[:2] == ("topic", "consumer")]
    assert ("route", "*", "", 530) in more
    assert not [row for row in more if "leaving" in row or "front" in row]


@pytest.mark.promise("P8")
def test_thin_month_shows_its_total_or_nothing() -> None:
    """P8: not even a total, if it could be divided up again."""
    one_each = {("front", f"t{n}"): 1 for n in range(9)}

    assert rows_of(Month(one_each | {("front", "home"): 9}, {})) == []
    assert rows_of(Month({("front", "a"): 9, ("consumer", "a"): 4}, {})) == [("total", "", "", 13)]
    assert rows_of(Month({}, {})) == []
    assert rows_of(Month({("front", "a"): 30}, {("language", f"l{n}"): 1 for n in range(25)})) == []


def test_pages_of_which_a_figure_was_not_told_are_among_the_others() -> None:
    table = Month({("front", "home"): 100}, {("http", "2"): 60, ("browser", "chrome 142"): 100})

    assert ("http", "", "other", 40) in rows_of(table)
    assert ("browser", "", "chrome 142", 100) in rows_of(table)
