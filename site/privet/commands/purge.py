"""``privet purge`` and ``privet hold``: erasing people whose time is over, and keeping who must stay."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import purging, retention
from privet.domain.purging import Purged
from privet.opening import open_store


@click.command(epilog=EXAMPLES.format("privet purge --dry-run"))
@instance_option
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
def purge(instance: Path, dry_run: bool) -> None:
    """Erase former members whose time is over, everywhere, and sweep away what lives for hours or days."""
    settings = config.load(instance)
    store, now = open_store(instance, settings), datetime.now(UTC)
    today = now.astimezone(ZoneInfo(settings.organisation.time_zone)).date()
    if dry_run:
        found = purging.due(store, today)
        click.echo(f"{_people(found.people)} would be erased; nothing was changed.")
    else:
        swept = purging.sweep(store, settings.secure, today, now)
        click.echo(f"Swept away: {', '.join(f'{count} {what}' for what, count in swept.items())}.")
        found = purging.erase(store, today)
        rows = ", ".join(f"{count} {table}" for table, count in sorted(found.rows.items()) if count)
        click.echo(f"{_people(found.people)} erased{f': {rows}' if rows else ''}.")
    _say_who_stays(found)
    if found.people:
        click.echo("What stays:")
        for kept in retention.KEPT:
            click.echo(f"  {kept.what}: {kept.why} ({kept.basis}).")


@click.command(epilog=EXAMPLES.format('privet hold LBT-100234 --because "claim against us, file 77"'))
@instance_option
@click.argument("number")
@click.option("--because", default="", help="Why the record must stay; it is sealed.")
@click.option("--release", is_flag=True, help="Let the record go again when its time is over.")
def hold(instance: Path, number: str, because: str, release: bool) -> None:
    """Keep a record beyond its time, such as during a lawsuit."""
    if bool(because.strip()) == release:
        raise click.UsageError("Say either --because “…” or --release.")
    settings = config.load(instance)
    try:
        retention.hold(open_store(instance, settings), number, because)
    except retention.Unknown:
        raise click.BadParameter("nobody on record has it", param_hint="NUMBER") from None
    said = "is free to go when its time is over" if release else "is kept until you release it"
    click.echo(f"{number} {said}.")


def _say_who_stays(found: Purged) -> None:
    for reason, count in sorted(found.held.items()):
        click.echo(f"{_people(count)} stay{'s' if count == 1 else ''}: {retention.HELD[reason]}.")
    if found.without_clock:
        click.echo(f"{_people(found.without_clock)} former, without a day until which to keep the record.")


def _people(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"
