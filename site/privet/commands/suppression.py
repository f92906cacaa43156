"""``privet suppression``: addresses that want no optional mail, whoever sends it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

from privet import config
from privet.commands.letter_files import check_free
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import events, suppression, suppression_lists
from privet.domain.events import Act
from privet.domain.mail_address import is_address, normal
from privet.domain.suppression_lists import FREE, NEW, NO_ADDRESS, SUPPRESSED, CannotFilter
from privet.opening import open_store
from privet.storage.store import Store

SHOWN = 10  # Numbers of lines that are named; the others are counted.


@click.group("suppression")
def suppressions() -> None:
    """Look after the list of addresses that want no optional mail."""


@suppressions.command(
    epilog=EXAMPLES.format("privet suppression add unsubscribed.txt\n  privet suppression add - < list.txt")
)
@instance_option
@click.argument("file", type=click.File("r", encoding="utf-8-sig", errors="replace"))
def add(instance: Path, file: IO[str]) -> None:
    """Add addresses from a file with one on each line, such as another system’s; - reads stdin."""
    store, told = _open(instance), suppression_lists.Added()
    for told in suppression_lists.add(store, file, datetime.now(UTC)):
        click.echo(f"\r{sum(told.counts.values())} addresses", nl=False, err=True)
    if told.counts:
        click.echo(err=True)
        events.record(store, Act(actor="command", action="suppression.added", detail=dict(told.counts)))
    click.echo(f"{told.counts[NEW]} added, {told.counts[SUPPRESSED]} were there already.")
    if told.faults:
        lines = ", ".join(map(str, told.faults[:SHOWN])) + (", …" if len(told.faults) > SHOWN else "")
        hold = "line holds" if len(told.faults) == 1 else "lines hold"
        raise click.ClickException(f"{len(told.faults)} {hold} no plain address: {lines}; others were taken")


@suppressions.command(epilog=EXAMPLES.format("privet suppression check     # then type the address"))
@instance_option
def check(instance: Path) -> None:
    """Say whether an address, read from stdin, is on the list; so it stands in no history of commands."""
    address = normal(sys.stdin.readline())
    if not is_address(address):
        raise click.ClickException("That is no plain address, such as name@example.org.")
    held = suppression.holds(_open(instance), address)
    click.echo("On the list: nothing optional goes there." if held else "Not on the list.")


@suppressions.command(epilog=EXAMPLES.format("privet suppression count"))
@instance_option
def count(instance: Path) -> None:
    """Say how many addresses are on the list, by why."""
    found = suppression.counts(_open(instance))
    total = sum(found.values())
    want = "address wants" if total == 1 else "addresses want"
    click.echo(
        f"{total} {want} no optional mail: {found['asked']} asked for it, from "
        f"{found['bounced']} mail came back, {found['complained']} complained."
    )


@suppressions.command(
    "filter",
    epilog=EXAMPLES.format("privet suppression filter vendor.csv --column email -o vendor-may-get.csv"),
)
@instance_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", default="email", show_default=True, help="The column that holds the addresses.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The list to be made.")
def filter_list(instance: Path, file: Path, column: str, output: Path) -> None:
    """Take out of a CSV list who wants no optional mail, before the list goes to somebody who sends some."""
    check_free(output)
    store = _open(instance)
    try:
        with file.open(encoding="utf-8-sig", newline="") as source, _whole(output) as target:
            counts = suppression_lists.filtered(store, source, column, target)
    except CannotFilter as error:
        raise click.ClickException(f"{file}: {error}; nothing was written.") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or output}: {error.strerror}") from None
    events.record(store, Act(actor="command", action="suppression.filtered", detail=dict(counts)))
    click.echo(
        f"{counts[FREE]} {'row is' if counts[FREE] == 1 else 'rows are'} in {output}. "
        f"Left out: {counts[SUPPRESSED]} who want{'s' if counts[SUPPRESSED] == 1 else ''} no optional mail, "
        f"{counts[NO_ADDRESS]} without a plain address."
    )


@contextmanager
def _whole(path: Path) -> Iterator[IO[str]]:
    """Give a file for its owner alone that has its name when it is whole, and is gone if it never is."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def _open(instance: Path) -> Store:
    return open_store(instance, config.load(instance))
