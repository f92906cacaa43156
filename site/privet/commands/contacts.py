"""``privet contacts``: who wants to be called, and which questions wait."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import contacts as asking
from privet.domain.refusals import NotYours
from privet.opening import open_store

KINDS = {"callback": "call back", "question": "question "}
NONE = "There is no request {0} that waits; privet contacts list shows those there are."


@click.group()
def contacts() -> None:
    """See who wants to be called and which questions wait, and note what was answered."""


@contacts.command("list", epilog=EXAMPLES.format("privet contacts list"))
@instance_option
def list_them(instance: Path) -> None:
    """Show what waits, the most urgent first, without names or what was asked."""
    settings = config.load(instance)
    today = datetime.now(ZoneInfo(settings.organisation.time_zone)).date()
    waiting = asking.waiting(open_store(instance, settings))
    for each in waiting:
        late = "  OVERDUE" if each.due < today else ""
        click.echo(f"{each.id}  {KINDS[each.kind]}  {each.asked:%Y-%m-%d %H:%M} UTC  due {each.due}{late}")
    click.echo(f"{len(waiting)} waiting." if waiting else "Nobody waits.")


@contacts.command(epilog=EXAMPLES.format("privet contacts show ID"))
@instance_option
@click.argument("id")
def show(instance: Path, id: str) -> None:  # noqa: A002
    """Show one, with the name and how to reach them; an event says that it was read."""
    try:
        ask, waiting = asking.read(open_store(instance, config.load(instance)), id)
    except NotYours:
        raise click.BadParameter(NONE.format(id), param_hint="ID") from None
    click.echo(f"{KINDS[ask.kind].strip()}, due {waiting.due}, language {ask.language or 'not said'}")
    click.echo(f"Name:   {_plain(ask.name)}")
    click.echo(f"Reach:  {_plain(ask.reach)}")
    if ask.best_time:
        click.echo(f"Time:   {_plain(ask.best_time)}")
    if ask.text:
        click.echo("\n" + "\n".join(map(_plain, ask.text.split("\n"))))


@contacts.command(epilog=EXAMPLES.format("privet contacts close ID"))
@instance_option
@click.argument("id")
def close(instance: Path, id: str) -> None:  # noqa: A002
    """Note that one was answered; a month later it is deleted."""
    try:
        asking.close(open_store(instance, config.load(instance)), id, datetime.now(UTC))
    except NotYours:
        raise click.BadParameter(NONE.format(id), param_hint="ID") from None
    click.echo(f"{id} is answered; it will be deleted in {asking.KEPT.days} days.")


def _plain(line: str) -> str:
    """Give a line that can’t steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in line)
