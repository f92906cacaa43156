"""``privet keys``: the keys that open what is kept."""

from datetime import date
from pathlib import Path

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.opening import open_store


@click.group()
def keys() -> None:
    """Look after the keys that open what is kept."""


@keys.command(epilog=EXAMPLES.format("privet keys rotate --instance /srv/privet"))
@instance_option
@click.option("--forget", is_flag=True, help="Remove old keys instead; backups from their time stay shut.")
def rotate(instance: Path, forget: bool) -> None:
    """Seal everything with a fresh key; may be stopped at any time and run again."""
    from privet.storage import rotation  # noqa: PLC0415 - only this command needs it

    instance = instance.absolute()
    store = open_store(instance, config.load(instance))
    if forget:
        try:
            count = rotation.forget(store)
        except RuntimeError as error:
            raise click.ClickException(str(error)) from None
        click.echo(f"Removed {count} old keys; backups from their time can’t be read any more.")
        return
    made, done = rotation.rotate(store, date.today(), _tell)
    begun = "Made a fresh key" if made else "Went on with an unfinished rotation"
    click.echo(
        f"{begun} and sealed {done} rows with it. Back up {store.place.keys} now, apart from the database."
    )


def _tell(done: int) -> None:
    click.echo(f"\r{done} rows sealed", nl=False, err=True)
