"""``privet deadlines``: by when what must be answered, and which rows nobody has confirmed yet."""

from datetime import date
from pathlib import Path

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import rules
from privet.domain.deadlines import Deadline, Period, due_date


@click.command(epilog=EXAMPLES.format("privet deadlines --received 2026-11-23 --unconfirmed"))
@instance_option
@click.option(
    "--received", type=click.DateTime(["%Y-%m-%d"]), help="The day of receipt; today, if not given."
)
@click.option("--unconfirmed", is_flag=True, help="Only the rows to check against their source.")
def deadlines(instance: Path, received: object, unconfirmed: bool) -> None:
    """List every deadline with its source, and mark those that nobody has confirmed."""
    settings = config.load(instance)
    found = rules.load(settings.organisation.regimes, instance / settings.site.folders.data)
    day = getattr(received, "date", date.today)()
    rows = [row for row in found.deadlines if not (unconfirmed and row.confirmed)]
    for row in rows:
        click.echo(_line(row, day, settings.organisation.closed))
    open_rows = sum(not row.confirmed for row in rows)
    click.echo(f"{len(rows)} rows, {open_rows} of them to be confirmed before anybody relies on them.")


def _line(row: Deadline, day: date, closed: tuple[date, ...]) -> str:
    """Say of one row what it asks, by which day, why we believe it, and whether somebody checked."""
    periods = {"acknowledge": row.acknowledge, "answer": row.respond, "extension": row.extend}
    holds = day >= row.begins and "records" not in row.kinds
    said = [
        _period(name, period, day if holds and name != "extension" else None, closed)
        for name, period in periods.items()
        if period
    ]
    mark = "" if row.confirmed else "  TO BE CONFIRMED"
    begins = f"  from {row.begins}" if row.begins > date.min else ""
    ways = f"  by {'/'.join(row.ways)}" if row.ways else ""
    head = f"{row.id}: {'; '.join(said) or 'no fixed period'}{begins}{ways}{mark}"
    lines = [head, f"    {row.regime}: {', '.join(row.kinds)}", f"    {row.source}, checked {row.checked}"]
    return "\n".join([*lines, f"    {row.note}"] if row.note else lines)


def _period(name: str, period: Period, day: date | None, closed: tuple[date, ...]) -> str:
    """Say how long a period is, and its last day where it would begin on ``day``."""
    last = f" by {due_date(day, period, closed)}" if day else ""
    return f"{name}{last} ({period.count} {period.unit})"
