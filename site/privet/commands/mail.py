"""``privet mail``: the mails that wait to be sent."""

from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import mail as mails
from privet.domain.mail_relay import FOLDER, sender_of
from privet.domain.mail_templates import Ours
from privet.opening import open_store


@click.group()
def mail() -> None:
    """Send the few mails that this site sends; the running site does so by itself."""


@mail.command(epilog=EXAMPLES.format("privet mail send --instance /srv/privet"))
@instance_option
def send(instance: Path) -> None:
    """Send what is due now."""
    settings = config.load(instance)
    sender = sender_of(instance, settings)
    store = open_store(instance, settings)
    sent = waiting = given_up = 0
    while any(came := astuple(mails.send_due(store, Ours.of(settings), sender, datetime.now(UTC)))):
        sent, waiting, given_up = (a + b for a, b in zip((sent, waiting, given_up), came, strict=True))
    where = f"through {settings.mail.host}" if settings.mail.host else f"as files into {instance / FOLDER}"
    click.echo(f"Sent {sent} {where}; {waiting} wait for another try; {given_up} given up.")
