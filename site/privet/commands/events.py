"""``privet events``: the chain of what was done and read."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.opening import open_store

if TYPE_CHECKING:
    from privet.storage.store import Store


@click.group()
def events() -> None:
    """Check and read the chain of what was done and read."""


@events.command(epilog=EXAMPLES.format("privet events head > /mnt/elsewhere/head-of-november"))
@instance_option
def head(instance: Path) -> None:
    """Print the newest row's number and digest, to be kept where nobody here can change it."""
    from privet.domain import events as chain  # noqa: PLC0415 - commands that need no database load none

    click.echo(str(chain.head(_store(instance))))


@events.command(epilog=EXAMPLES.format("privet events verify --head 1204:6f0a…"))
@instance_option
@click.option("--head", "kept", help="A head that was kept elsewhere; shows whether the end was cut off.")
def verify(instance: Path, kept: str | None) -> None:
    """Go through the whole chain; names the first row that was changed, removed, inserted or moved."""
    from privet.domain import events as chain  # noqa: PLC0415 - as above

    try:
        found = chain.verify(_store(instance), chain.Head.read(kept) if kept else None)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--head") from None
    except chain.BrokenChain as error:
        raise click.ClickException(str(error)) from None
    against = (
        ", and the head that you kept is in it" if kept else "; a cut or rewritten end shows only with --head"
    )
    click.echo(f"{found.number} events, each following from the one before{against}.")


@events.command("list", epilog=EXAMPLES.format("privet events list --action statement.published"))
@instance_option
@click.option("--action", help="Only events of this kind.")
def show(instance: Path, action: str | None) -> None:
    """List events; details about a person stay sealed."""
    from privet.domain import events as chain  # noqa: PLC0415 - as above

    for row in chain.listed(_store(instance), action or ""):
        at = datetime.fromtimestamp(row.at / 1_000_000, UTC).isoformat(timespec="seconds")
        about = f" about {row.subject} for {row.purpose}" if row.subject else ""
        detail = "sealed" if row.subject else json.dumps(row.opened(), ensure_ascii=False)
        click.echo(f"{row.id}  {at}  {row.actor}  {row.action}{about}  {detail}")


def _store(instance: Path) -> "Store":
    folder = instance.absolute()
    return open_store(folder, config.load(folder))
