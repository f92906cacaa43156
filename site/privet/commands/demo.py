"""``privet demo``: made-up people in an empty instance."""

from datetime import UTC, datetime
from pathlib import Path

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import demonstration, member_list
from privet.opening import open_store

FILE = "demo.json"


@click.command(epilog=EXAMPLES.format("privet demo --instance /tmp/try-privet"))
@instance_option
def demo(instance: Path) -> None:
    """Fill an empty instance with made-up members, representatives and staff, to try every role."""
    settings = config.load(instance)
    origin = member_list.origin(instance, settings, "employer")
    store, file = open_store(instance, settings), instance / FILE
    try:
        count = demonstration.fill(store, file, origin, settings.secure, datetime.now(UTC))
    except demonstration.NotEmpty:
        raise click.ClickException(
            f"{instance} holds people already; nothing was changed. Name an empty folder with --instance."
        ) from None
    click.echo(f"Made up {count} people; user names, passwords and TOTP secrets of every role are in {file}.")
    click.echo(
        f"Next: privet serve --instance {instance}, then sign in at https://localhost:8443/account/sign-in"
    )
