"""``privet figures``: what was published of a month, divided into days for the office."""

import csv
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import figures, figures_days, figures_reading
from privet.domain.figures_days import Days, Run
from privet.opening import open_store

HEADER = ("month", "route", "topic", "first", "last", "count")


@click.command("figures", epilog=EXAMPLES.format("privet figures --month 2026-10"))
@instance_option
@click.option("--month", metavar="YYYY-MM", help="A published month; the last one, if not given.")
@click.option("--csv", "as_table", is_flag=True, help="Print a table for a spreadsheet.")
def show_figures(instance: Path, month: str | None, as_table: bool) -> None:
    """Show the days of a published month, as finely as they tell nothing of single visits.

    Days whose counts are too small stand together with those that follow. A month that isn’t over has no
    days yet: together with the published month they would show what was counted on the last of them.
    """
    settings = config.load(instance)
    store = open_store(instance, settings)
    today = datetime.now(ZoneInfo(settings.organisation.time_zone)).date()
    months = figures_reading.months(store)
    if not months:
        following, day = figures_reading.next_publication(today)
        click.echo(f"Nothing is published yet; {following} will be on {day}.")
        return
    if month and month not in months:
        raise click.ClickException(f"{month} is not published. Published are {', '.join(months)}.")
    chosen = month or months[0]
    days = figures_days.days(store, chosen, figures.first_kept(today, settings.figures.keep_days))
    if days is None:
        raise click.ClickException(
            f"{chosen}: no days. Too little was counted, or its days are older than figures.keep_days, "
            f"{settings.figures.keep_days}; what was published stands at /figures/?month={chosen}."
        )
    (_print_table if as_table else _print)(chosen, days)


def _print_table(month: str, days: Iterable[Days]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(HEADER)
    for part in days:
        writer.writerows((month, part.route, part.topic, run.first, run.last, run.count) for run in part.runs)


def _print(month: str, days: Iterable[Days]) -> None:
    click.echo(f"Pages seen in {month}, by route and topic; * is all others together.")
    for part in days:
        total = sum(run.count for run in part.runs)
        click.echo(f"\n{part.route}/{part.topic}: {total}")
        click.echo("  " + ", ".join(f"{_said(run)}: {run.count}" for run in part.runs))


def _said(run: Run) -> str:
    return f"{run.first.day}" if run.first == run.last else f"{run.first.day}–{run.last.day}"
