"""``privet groups``: employer groups, and who looks after their members’ enrolment facts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import groups as domain
from privet.domain.groups import NewGroup, NewRepresentative, NotAccepted
from privet.opening import open_store

DAY = click.DateTime(["%Y-%m-%d"])
ADD = 'privet groups add hollis-mills --name "Hollis Mills" --office "Benefits office" --phone 1-614-555-0177'
REPRESENTATIVE = (
    'privet groups representative hollis-office --group hollis-mills --name "Jo Marsh" \\\n'
    '    --phone 1-614-555-0178 --address "Hollis Mills | 1 Mill Street | Columbus, OH 43004"'
)


@click.group()
def groups() -> None:
    """Keep the employer groups and their representatives."""


@groups.command(epilog=EXAMPLES.format(ADD))
@instance_option
@click.argument("id")
@click.option("--name", required=True, help="The employer, or another body through which people are covered.")
@click.option("--office", required=True, help="Whom members ask there, such as “Benefits office”.")
@click.option("--phone", required=True, help="Its telephone number.")
@click.option("--hours", default="", help="When somebody answers it.")
def add(instance: Path, **options: str) -> None:
    """Put a group on the list."""
    with _explained():
        domain.add(open_store(instance, config.load(instance)), NewGroup(**options))
    click.echo(f"{options['name']} is on the list. Who looks after it: privet groups representative ID")


@groups.command(epilog=EXAMPLES.format(REPRESENTATIVE))
@instance_option
@click.argument("id")
@click.option("--group", required=True, help="The id of the group.")
@click.option("--name", required=True, help="A person’s or an office’s name.")
@click.option("--phone", required=True, help="The telephone number.")
@click.option("--address", default="", help="Where letters reach them; “ | ” stands between lines.")
@click.option(
    "--address-file", type=click.File(encoding="utf-8"), help="The same from a file; - reads what is typed."
)
def representative(instance: Path, address_file: IO[str] | None, **options: str) -> None:
    """Put a representative on the list, with an account that a letter begins."""
    if address_file:
        options["address"] = address_file.read()
    with _explained():
        domain.add_representative(open_store(instance, config.load(instance)), NewRepresentative(**options))
    click.echo(f"{options['id']} looks after {options['group']}. The account begins with a letter.")


@groups.command(epilog=EXAMPLES.format("privet groups end hollis-mills --on 2026-12-31"))
@instance_option
@click.argument("id")
@click.option("--on", type=DAY, help="The first day without; today, if you don’t say.")
def end(instance: Path, id: str, on: datetime | None) -> None:  # noqa: A002
    """Note that a group’s contract ended; its representatives go with it, its members stay."""
    day = _day(instance, on)
    with _explained():
        count = domain.end(open_store(instance, config.load(instance)), id, day)
    click.echo(f"{id} ended on {day}, and with it {count} of its representatives.")


@groups.command(
    "end-representative", epilog=EXAMPLES.format("privet groups end-representative hollis-office")
)
@instance_option
@click.argument("id")
@click.option("--on", type=DAY, help="The first day without; today, if you don’t say.")
def end_representative(instance: Path, id: str, on: datetime | None) -> None:  # noqa: A002
    """Note that somebody represents the group no more; their account is closed that day."""
    day = _day(instance, on)
    with _explained():
        domain.end_representative(open_store(instance, config.load(instance)), id, day)
    click.echo(f"{id} ended on {day}; from that day on nobody can sign in with that account.")


@groups.command("list", epilog=EXAMPLES.format("privet groups list"))
@instance_option
def list_them(instance: Path) -> None:
    """Show the groups, how many members each has, and the ids of its representatives."""
    found = domain.listed(open_store(instance, config.load(instance)))
    for group in found:
        click.echo(f"{group.id}: {group.name}, {group.members} members covered{_ended(group.ended_on)}")
        for name, ended_on in group.representatives:
            click.echo(f"    {name}{_ended(ended_on)}")
    click.echo(f"{len(found)} group{'' if len(found) == 1 else 's'}.")


def _ended(day: date | None) -> str:
    return f", ended on {day}" if day else ""


def _day(instance: Path, on: datetime | None) -> date:
    zone = ZoneInfo(config.load(instance).organisation.time_zone)
    return on.date() if on else datetime.now(zone).date()


@contextmanager
def _explained() -> Iterator[None]:
    """Say which option must be mended."""
    try:
        yield
    except NotAccepted as error:
        hint = error.field if error.field.isupper() else f"--{error.field}"
        raise click.BadParameter(str(error), param_hint=hint) from None
