"""``privet mail``: the mails that wait to be sent, and those that come back."""

import mailbox
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import bounces as coming_back
from privet.domain import campaign_sending
from privet.domain import mail as mails
from privet.domain.bounce_reports import MOST
from privet.domain.mail_relay import FOLDER, sender_of
from privet.domain.mail_templates import Ours
from privet.opening import open_store

EXISTING = click.Path(exists=True, path_type=Path)
SAID = {
    "hard": "turned an address off, since it is dead",
    "soft": "noted, since it came back for a while",
    "complaint": "turned an address off, since its owner complained",
    "repeated": "known already",
    "silent": "no report of a mail that came back",
    "unknown": "about no mail of ours",
}


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
    own = instance / settings.site.folders.data
    ours = Ours.of(settings, own)
    sent = waiting = given_up = 0
    while any(came := astuple(mails.send_due(store, ours, sender, datetime.now(UTC)))):
        sent, waiting, given_up = (a + b for a, b in zip((sent, waiting, given_up), came, strict=True))
    where = f"through {settings.mail.host}" if settings.mail.host else f"as files into {instance / FOLDER}"
    click.echo(f"Sent {sent} {where}; {waiting} wait for another try; {given_up} given up.")
    counts: Counter[str] = Counter()
    while some := campaign_sending.send_due(store, ours, sender, own, datetime.now(UTC)):
        counts += some
        if not some["sent"] + some["refused"]:  # The relay takes nothing now.
            break
    if counts:
        click.echo(
            f"Of campaigns: {', '.join(f'{count} {state}' for state, count in sorted(counts.items()))}."
        )


@mail.command(
    epilog=EXAMPLES.format(
        "privet mail bounces --instance /srv/privet < a-mail-that-came-back\n"
        "  privet mail bounces --maildir /var/mail/bounces"
    )
)
@instance_option
@click.option("--mbox", type=EXISTING, help="A file with many mails, instead of one on standard input.")
@click.option("--maildir", type=EXISTING, help="A folder with many mails, instead of one on standard input.")
def bounces(instance: Path, mbox: Path | None, maildir: Path | None) -> None:
    """Take mails that came back and complaints, and turn off the addresses that they are about."""
    if mbox and maildir:
        raise click.UsageError("Give one of --mbox and --maildir.")
    store = open_store(instance, config.load(instance))
    counts = coming_back.take_all(store, _given(mbox, maildir), datetime.now(UTC))
    for what, count in sorted(counts.items()):
        click.echo(f"{count}: {SAID[what]}.")
    if not counts:
        click.echo("There was no mail.")


def _given(mbox: Path | None, maildir: Path | None) -> Iterator[bytes]:
    """Give the beginning of each mail; what comes behind it says nothing that counts."""
    if mbox is None and maildir is None:
        yield sys.stdin.buffer.read(MOST)
        while sys.stdin.buffer.read(MOST):  # Who pipes a mail in must be able to finish.
            pass
        return
    with closing(_box(mbox, maildir)) as box:
        for key in box.keys():  # noqa: SIM118 - going through the box itself would parse each mail
            with box.get_file(key) as file:
                yield file.read(MOST)


def _box(mbox: Path | None, maildir: Path | None) -> mailbox.mbox | mailbox.Maildir:
    return mailbox.mbox(mbox, create=False) if mbox else mailbox.Maildir(maildir or "", create=False)
