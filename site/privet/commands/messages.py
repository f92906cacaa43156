"""``privet messages``: what people write to the office, and its answers."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import message_reading
from privet.domain import messages as writing
from privet.domain.attachments import Enclosed
from privet.domain.message_drafts import LONGEST, Draft, clean
from privet.domain.message_parties import OFFICE, OFFICE_COMMAND, PERSON
from privet.domain.message_reading import Said
from privet.domain.messages import TooLong
from privet.domain.refusals import NotYours
from privet.opening import open_store
from privet.storage.store import Store

NONE = "There is no conversation {0} with the office; privet messages list shows those there are."


@click.group()
def messages() -> None:
    """Read what people write to the office, and answer."""


@messages.command("list", epilog=EXAMPLES.format("privet messages list"))
@instance_option
@click.option("--page", type=click.IntRange(1), default=1, help="Older ones are on the next pages.")
def list_them(instance: Path, page: int) -> None:
    """Show the conversations, the newest first, without what stands in them."""
    found, more = message_reading.listed(_store(instance), OFFICE_COMMAND, page)
    for each in found:
        unread = "  UNREAD" if each.is_unread else ""
        click.echo(f"{each.id}  {each.newest:%Y-%m-%d %H:%M} UTC{unread}")
    if more:
        click.echo(f"There are more: privet messages list --page {page + 1}")
    if not found:
        click.echo("There are no conversations." if page == 1 else "There are no more.")


@messages.command(epilog=EXAMPLES.format("privet messages show ID --save /srv/privet-files"))
@instance_option
@click.argument("id")
@click.option(
    "--save",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the files into this folder, in plain; delete them when you have done with them.",
)
def show(instance: Path, id: str, save: Path | None) -> None:  # noqa: A002
    """Show one conversation; the person sees that the office has read it."""
    store = _store(instance)
    try:
        thread = message_reading.read(store, OFFICE_COMMAND, id, datetime.now(UTC))
    except NotYours:
        raise click.BadParameter(NONE.format(id), param_hint="ID") from None
    click.echo(_plain(f"{thread.name}: {thread.subject}"))
    for said in thread.said:
        click.echo(f"\n{_who(said)}, {said.sent:%Y-%m-%d %H:%M} UTC{'  NEW' if said.is_new else ''}")
        click.echo(_plain(said.text))
        for file in said.files:
            where = f" saved as {_save(store, file, save)}" if save else ""
            click.echo(f"  [{file.kind}, {file.size} bytes] {file.name}{where}")


@messages.command(epilog=EXAMPLES.format("privet messages answer ID --text-file answer.txt"))
@instance_option
@click.argument("id")
@click.option(
    "--text-file",
    type=click.File(encoding="utf-8"),
    required=True,
    help="Your answer; - reads what is piped.",
)
def answer(instance: Path, id: str, text_file: IO[str]) -> None:  # noqa: A002
    """Answer in a conversation; the person is told by e-mail that there is a message, if they want that."""
    text = clean(text_file.read(LONGEST * 2))
    if not 0 < len(text) <= LONGEST:
        raise click.BadParameter(f"an answer has 1 to {LONGEST} characters", param_hint="--text-file")
    try:
        writing.answer(_store(instance), OFFICE_COMMAND, id, Draft(text), datetime.now(UTC))
    except NotYours:
        raise click.BadParameter(NONE.format(id), param_hint="ID") from None
    except TooLong:
        raise click.ClickException(
            "This conversation is full; ask the person to begin another one."
        ) from None
    click.echo(f"Answered in {id}.")


def _store(instance: Path) -> Store:
    return open_store(instance, config.load(instance))


def _who(said: Said) -> str:
    role = "The office" if said.side == OFFICE else "An agent" if said.is_agent else ""
    return role or ("The person" if said.side == PERSON else "The representative")


def _plain(text: str) -> str:
    """Give a text that can’t steer a terminal."""
    return "\n".join(
        "".join(sign if sign.isprintable() else " " for sign in line) for line in text.split("\n")
    )


def _save(store: Store, file: Enclosed, folder: Path) -> Path:
    """Write one file, for nobody but its owner to read, under a name of our own."""
    content = message_reading.attachment(store, OFFICE_COMMAND, file.id).content
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / file.own_name
    if target.exists():
        raise click.ClickException(f"{target} exists already; delete it, or choose another folder.")
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        written.write(content)
    return target
