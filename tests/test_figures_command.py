"""``privet figures``, as the office runs it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import figures
from privet.domain.figures_counts import DayCounts
from privet.opening import open_store

NOVEMBER = datetime(2026, 11, 23, 12, tzinfo=UTC)


def run(instance: Path, *words: str, now: datetime = NOVEMBER) -> Result:
    with time_machine.travel(now, tick=False):
        return CliRunner().invoke(main, ["figures", "--instance", str(instance), *words])


def fill(instance: Path) -> None:
    """Count some days of October and a little in September, and publish both."""
    store = open_store(instance, config.load(instance))
    for day, number in ((1, 30), (2, 4), (3, 5), (4, 12), (20, 11)):
        figures.add(store, {date(2026, 10, day): DayCounts({("front", "home"): number}, {})})
    figures.add(store, {date(2026, 9, 9): DayCounts({("front", "home"): 3}, {})})
    figures.tend(store, NOVEMBER.date(), 760)
    store.close()


@pytest.mark.promise("P8")
def test_days_with_small_numbers_stand_together(instance: Path) -> None:
    """P8: the office sees the days, and none of 1 to 10."""
    fill(instance)

    said = run(instance)

    assert said.exit_code == 0
    assert said.output.splitlines() == [
        "Pages seen in 2026-10, by route and topic; * is all others together.",
        "",
        "front/home: 62",
        "  1: 30, 2–4: 21, 5–31: 11",
    ]


def test_spreadsheet_gets_the_same_days(instance: Path) -> None:
    fill(instance)

    assert run(instance, "--month", "2026-10", "--csv").output.splitlines() == [
        "month,route,topic,first,last,count",
        "2026-10,front,home,2026-10-01,2026-10-01,30",
        "2026-10,front,home,2026-10-02,2026-10-04,21",
        "2026-10,front,home,2026-10-05,2026-10-31,11",
    ]


def test_what_cannot_be_shown_is_explained(instance: Path) -> None:
    assert "2026-11 will be on 2026-12-02" in run(instance).output
    fill(instance)

    assert (
        "2026-08 is not published. Published are 2026-10, 2026-09."
        in run(instance, "--month", "2026-08").output
    )
    assert "Too little was counted" in run(instance, "--month", "2026-09").output
    later = run(instance, "--month", "2026-10", now=datetime(2028, 11, 15, 12, tzinfo=UTC))
    assert (later.exit_code, "older than figures.keep_days, 760" in later.output) == (1, True)
