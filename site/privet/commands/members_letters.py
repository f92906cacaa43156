"""``privet members letters``: the letters by which accounts begin, or are proved anew, as one PDF."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from privet.commands import letter_files
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import activation_letters, activation_post
from privet.domain.activation import NoLetter
from privet.domain.activation_letters import Look
from privet.domain.activation_post import Batch, Wanted
from privet.domain.office import WINDOWS, Office
from privet.opening import open_office, open_store

Command = TypeVar("Command", bound=Callable[..., Any])
MOST = 2000
EXAMPLE = EXAMPLES.format(
    "privet members letters --out letters.pdf --number LBT-1042 --number LBT-1043\n"
    "  privet members letters --out letters.pdf --cover list.pdf --all-without-account --at-most 200\n"
    "  privet members letters --out letter.pdf --number LBT-1042 --proof --large"
)
FILE = click.Path(dir_okay=False, path_type=Path)


def look_options(command: Command) -> Command:
    """Let a command say how its letters look."""
    for option in (
        click.option(
            "--one-sided", is_flag=True, help="Your printer prints on one side: leave out blank backs."
        ),
        click.option(
            "--paper", type=click.Choice(list(WINDOWS)), help="The organisation’s, if you don’t say."
        ),
        click.option("--large", is_flag=True, help="Large print."),
    ):
        command = option(command)
    return command


@click.command(epilog=EXAMPLE)
@instance_option
@click.option("--out", type=FILE, required=True, help="The PDF to write; only you may read it.")
@click.option("--number", "numbers", multiple=True, help="A member number; may be repeated.")
@click.option(
    "--representative",
    "representatives",
    type=(str, str),
    multiple=True,
    metavar="ID USER_NAME",
    help="A representative, with the user name that you tell them by phone; may be repeated.",
)
@click.option("--all-without-account", "everybody", is_flag=True, help="Every adult who has none yet.")
@click.option("--at-most", default=500, show_default=True, type=click.IntRange(1, MOST))
@click.option("--proof", is_flag=True, help="For somebody who lost their password or factor.")
@click.option("--cover", type=FILE, help="A list for the office of whom the letters are for, without codes.")
@look_options
def letters(instance: Path, out: Path, cover: Path | None, everybody: bool, **options: Any) -> None:
    """Print letters with one-time codes; a letter makes an earlier one for the same person void."""
    wanted = _wanted(everybody, **options)
    letter_files.check_free(out, cover)
    office = open_office(instance)
    look = look_of(office, options)
    now = datetime.now(ZoneInfo(office.settings.organisation.time_zone))
    store = open_store(instance, office.settings)
    try:
        batch = activation_post.gather(store, wanted, look, office, now.date())
        if batch.letters:
            files = _files(batch, look, office, now, (out, cover))
            letter_files.write(files, lambda: activation_post.put(store, batch.letters, now))
    except NoLetter as error:
        raise click.ClickException(f"{error}. Nothing was changed.") from None
    _say(batch, out)


def look_of(office: Office, options: dict[str, Any]) -> Look:
    """Give how letters look, as the options of :func:`look_options` say."""
    paper = options["paper"] or office.settings.organisation.paper
    return Look(paper, options["large"], not options["one_sided"])


def _wanted(everybody: bool, **options: Any) -> Wanted:
    named = bool(options["numbers"] or options["representatives"])
    if named == everybody:
        raise click.UsageError("Say for whom: --number, --representative, or --all-without-account.")
    if everybody and options["proof"]:
        raise click.UsageError("--proof is for one who asked for it; name them with --number.")
    return Wanted(
        numbers=options["numbers"],
        representatives=options["representatives"],
        most=options["at_most"] if everybody else 0,
        proof=options["proof"],
    )


def _files(
    batch: Batch, look: Look, office: Office, now: datetime, paths: tuple[Path, Path | None]
) -> dict[Path, bytes]:
    written = now.replace(hour=0, minute=0, second=0, microsecond=0)
    out, cover = paths
    files = {out: activation_letters.render(batch.letters, look, office, written)}
    if cover is not None:
        files[cover] = activation_letters.cover(batch.letters, look, office, written)
    return files


def _say(batch: Batch, out: Path) -> None:
    count = len(batch.letters)
    letters = "1 letter" if count == 1 else f"{count} letters"
    click.echo(
        f"Wrote {out}: {letters}." if count else "No letter was wanted by anybody; nothing was written."
    )
    for known_by, why in batch.left_out:
        click.echo(f"Not printed: {known_by}: {why}.", err=True)
    if batch.minors:
        click.echo(f"{batch.minors} under age: print theirs with --number if they ask.", err=True)
    if count:
        click.echo("Each code works once, for thirty days. Delete the file when the letters are posted.")
