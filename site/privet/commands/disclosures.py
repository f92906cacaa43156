"""``privet disclosures``: what went to others on paper, noted so that corrections reach them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from privet.commands.corrections import BY, explained, opened
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import correction_desk
from privet.domain import disclosures as noting
from privet.domain.disclosures import BASES, NotNoted, Release

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def disclosures() -> None:
    """Note what went to others on paper, so that corrections reach them."""


@disclosures.command(
    epilog=EXAMPLES.format(
        'privet disclosures note LBT-1044 --to "Riverbank Clinic" --fields name,address \\\n'
        '    --purpose "Asked for by the clinic to bill us" --basis payment'
    )
)
@instance_option
@click.argument("number")
@click.option("--to", required=True, help="Who got it.")
@click.option("--on", type=DAY, help="The day on which it went; today, if you don’t say.")
@click.option("--fields", required=True, help="Which fields of the record, with commas between.")
@click.option("--purpose", required=True, help="What for, in a sentence.")
@click.option("--basis", required=True, type=click.Choice(BASES), help="On which ground.")
@BY
def note(instance: Path, number: str, on: datetime | None, by: str, **said: Any) -> None:
    """Note a release, and hear which statements must go with it."""
    store, now = opened(instance)
    said["fields"] = tuple(name.strip() for name in said["fields"].split(",") if name.strip())
    with explained(now), _mended():
        release = Release(number=number, on=on.date() if on else now.today, **said)
        going = noting.note(store, correction_desk.staff(store, by).by, release, now.today, now.own)
    click.echo("Noted.")
    for statement in going:
        click.echo(f"Send along the statement of disagreement about {statement.field}:\n{statement.text}")


@disclosures.command("list", epilog=EXAMPLES.format("privet disclosures list LBT-1044"))
@instance_option
@click.argument("number")
def list_disclosures(instance: Path, number: str) -> None:
    """List what went out about one person; that you looked stands in the record."""
    store, _now = opened(instance)
    with _mended():
        found = noting.listed(store, number)
    for each in found:
        click.echo(f"{each.on}  {each.to}: {', '.join(each.fields)}\n    {each.purpose} ({each.basis})")
    click.echo(f"{len(found)} noted.")


@contextmanager
def _mended() -> Iterator[None]:
    """Say which option must be mended."""
    try:
        yield
    except NotNoted as error:
        hint = "NUMBER" if error.part == "number" else f"--{error.part}"
        raise click.BadParameter(str(error), param_hint=hint) from None
