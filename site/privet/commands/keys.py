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
    from privet.domain.events import Act, record  # noqa: PLC0415 - only this command needs them
    from privet.storage import rotation  # noqa: PLC0415

    instance = instance.absolute()
    store = open_store(instance, config.load(instance))
    if forget:
        try:
            count = rotation.forget(store)
        except RuntimeError as error:
            raise click.ClickException(str(error)) from None
        if not count:
            click.echo("There is no old key; nothing was changed.")
            return
        record(store, Act(actor="command", action="keys.forgotten", detail={"keys": count}))
        click.echo(f"Removed {count} old {'keys' if count > 1 else 'key'}; backups from that time stay shut.")
        return
    made, done = rotation.rotate(store, date.today(), _tell)
    record(store, Act(actor="command", action="keys.rotated", detail={"made": made, "rows": done}))
    begun = "Made a fresh key" if made else "Went on with an unfinished rotation"
    click.echo(
        f"{begun} and sealed {done} rows with it. Back up {store.place.keys} now, apart from the database."
    )


@keys.command(epilog=EXAMPLES.format("privet keys lasting --instance /srv/privet"))
@instance_option
def lasting(instance: Path) -> None:
    """Add a lasting key: new marks of addresses and new links in mails are made with it.

    Those from before stay valid, since no lasting key is ever removed. May be stopped and run again.
    """
    from privet.domain import lasting_keys  # noqa: PLC0415 - only this command needs it

    instance = instance.absolute()
    store = open_store(instance, config.load(instance))
    made, done = lasting_keys.add(store, date.today())
    begun = f"Made lasting key {len(store.keys.lasting)}" if made else "Went on where the last run stopped"
    click.echo(
        f"{begun}, and marked {done} {'readers' if done != 1 else 'reader'} with it. "
        f"Back up {store.place.keys} now, apart from the database."
    )


def _tell(done: int) -> None:
    click.echo(f"\r{done} rows sealed", nl=False, err=True)
