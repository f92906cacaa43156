"""``privet members import``: a list of members, looked at first and taken as a whole."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import import_file, importing, member_list
from privet.domain.import_cells import Known
from privet.domain.import_diff import Plan, Terms
from privet.domain.import_file import CannotRead, Table
from privet.domain.import_list import Listed, listed
from privet.domain.refusals import ChangedMeanwhile
from privet.opening import open_store
from privet.storage.provenance import SOURCES

TRIES = 3  # Looks at records that somebody changes at the same moment.
SAID = {
    "new": "new",
    "changed": "changed",
    "left": "become former",
    "returned": "come back",
    "unchanged": "unchanged",
}


@click.command(
    "import",
    epilog=EXAMPLES.format("privet members import members.csv\n  privet members import members.csv --yes"),
)
@instance_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do it; without it you are only shown what would be done.")
@click.option(
    "--source",
    type=click.Choice(sorted(SOURCES)),
    default="employer",
    show_default=True,
    help="Who gave the list.",
)
@click.option("--leavers-too", is_flag=True, help="Yes, more than half of those who are covered have left.")
@click.option(
    "--overwrite-corrected", is_flag=True, help="Take the file’s value even where somebody corrected it."
)
def import_them(
    instance: Path, file: Path, yes: bool, source: str, leavers_too: bool, overwrite_corrected: bool
) -> None:
    """Bring members in from a CSV file, and bring them up to date.

    The file holds everybody: whoever is missing becomes former. Nobody is deleted. See docs/members.md.
    """
    settings = config.load(instance)
    store = open_store(instance, settings)
    origin = member_list.origin(instance, settings, source)
    terms = Terms(origin=origin, secure=settings.secure, overwrite=overwrite_corrected)
    table = _read(file)
    for _ in range(TRIES):
        about = _about(settings, origin.day)
        plan = importing.plan(store, _checked(table, importing.known(store, about)), terms, _tell)
        _show(plan)
        _guard(plan, leavers_too)
        if not yes:
            click.echo("Nothing was changed. To do it, run the same again with --yes.")
            return
        try:
            importing.apply(store, plan, _tell)
        except ChangedMeanwhile:
            click.echo("Somebody changed a record meanwhile; looking again.", err=True)
            continue
        click.echo("Done. New members begin their accounts with a letter: privet members letters")
        return
    raise click.ClickException("Records are changed all the time; nothing was done. Please try again later.")


def _about(settings: config.Settings, today: date) -> dict[str, Any]:
    """Give what rows are held against besides what is on record."""
    languages = tuple(settings.organisation.languages)
    return {"today": today, "languages": languages, "full_ssn": settings.secure.full_ssn}


def _read(file: Path) -> Table:
    try:
        return import_file.read(file.read_bytes())
    except CannotRead as error:
        raise click.ClickException(f"{error}; nothing was changed") from None


def _checked(table: Table, known: Known) -> Listed:
    """Give the list, or show every fault in it and end."""
    try:
        found = listed(table, known, _tell)
    except CannotRead as error:
        raise click.ClickException(f"{error}; nothing was changed") from None
    for fault in found.faults:
        click.echo(str(fault))
    if found.faults:
        count = len(found.faults)
        raise click.ClickException(f"{count} fault{'s' if count > 1 else ''}; nothing was changed")
    if not found.rows:
        raise click.ClickException("the file holds nobody; nothing was changed")
    return found


def _show(plan: Plan) -> None:
    """Say what the list changes; of nobody more than the line of the file and the field."""
    for name, words in SAID.items():
        click.echo(f"{plan.counts[name]} {words}")
    for name, count in sorted(plan.fields.items()):
        click.echo(f"    {name}: {count}")
    for kept in plan.kept:
        click.echo(f"line {kept.line}, {kept.field}: kept, because corrected on {kept.day} ({kept.source})")
    if plan.kept:
        click.echo("The file’s values are taken instead with --overwrite-corrected.")
    if plan.counts["undecided"]:
        click.echo(
            f"{plan.counts['undecided']} of them have a correction open; who decides it will see both values."
        )


def _guard(plan: Plan, leavers_too: bool) -> None:
    """Refuse a list that looks as if its end were missing."""
    if plan.empties and not leavers_too:
        share = f"{plan.counts['left']} of {plan.counts['current']} who are covered would become former"
        raise click.ClickException(
            f"{share}; is the file whole? If so, add --leavers-too. Nothing was changed"
        )


def _tell(what: str, done: int) -> None:
    click.echo(f"\r{done} {what} ", nl=not sys.stderr.isatty(), err=True)
