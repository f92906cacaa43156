"""``privet members disable`` and ``enable``: taking a member’s account out of use, and putting it back."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import access_control
from privet.opening import open_store

NO_ACCOUNT = "nobody with this number has an account"


@click.command(epilog=EXAMPLES.format("privet members disable LBT-1042"))
@instance_option
@click.argument("number")
def disable(instance: Path, number: str) -> None:
    """Take an account out of use at once; its sessions end, its codes are void. The record stays."""
    settings = config.load(instance)
    store = open_store(instance, settings)
    now = datetime.now(ZoneInfo(settings.organisation.time_zone))
    try:
        ended = access_control.disable(store, "command", access_control.of_number(store, number), now)
    except LookupError:
        raise click.BadParameter(NO_ACCOUNT, param_hint="NUMBER") from None
    click.echo(f"The account is disabled; {ended} open sessions ended.")


@click.command(epilog=EXAMPLES.format("privet members enable LBT-1042"))
@instance_option
@click.argument("number")
def enable(instance: Path, number: str) -> None:
    """Put an account back into use, with the password and factors it had."""
    store = open_store(instance, config.load(instance))
    try:
        access_control.enable(store, "command", access_control.of_number(store, number))
    except LookupError:
        raise click.BadParameter(NO_ACCOUNT, param_hint="NUMBER") from None
    click.echo("The account can be used again.")
