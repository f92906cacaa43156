"""``privet promises``: what the statement in force promises, what keeps it, and what shows it."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import promises as table
from privet.domain import statements
from privet.domain.evidence import Witness
from privet.opening import open_office, open_store


@click.command(epilog=EXAMPLES.format("privet promises --all"))
@instance_option
@click.option("--all", "every", is_flag=True, help="Also list the promises that nothing keeps yet.")
def promises(instance: Path, every: bool) -> None:
    """List each promise of the statement in force; fails if one isn’t kept."""
    witness = witness_of(instance.absolute())
    today = witness.now.date()
    folder = witness.folder / witness.office.settings.site.folders.statements
    archive = statements.archive(folder, witness.office.settings.demonstration)
    version = archive.in_force(today)
    if version is None:
        click.echo("No statement is in force yet: privet statement draft begins one.")
    made = table.of_version(version, witness) if version else []
    for kept in made:
        click.echo(_line(kept))
    left = table.open_ones(kept.id for kept in made) if every else {}
    for name, promise in left.items():
        click.echo(f"{name:<4} open       {promise.title['en']}")
    bad = [kept.id for kept in made if kept.faults]
    if version:
        waiting = sum(
            bool(kept.evidence and kept.evidence.state == "not_due" and not kept.faults) for kept in made
        )
        fine = len(made) - len(bad) - waiting
        said = f"{fine} kept, {waiting} not yet due, {len(bad)} overdue or not kept"
        click.echo(f"Version {version.number} makes {len(made)} promises: {said}.")
    if bad:
        raise click.ClickException(f"not kept: {', '.join(bad)}")


def witness_of(instance: Path) -> Witness:
    """Gather what evidence is computed from, as the command line sees it."""
    settings = config.load(instance)
    now = datetime.now(ZoneInfo(settings.organisation.time_zone))
    return Witness(open_office(instance), instance, open_store(instance, settings), now)


def _line(kept: table.Kept) -> str:
    """Say of one promise how it stands, what keeps it and what shows it."""
    state = "NOT KEPT" if kept.faults else STATES[kept.evidence.state if kept.evidence else "kept"]
    lines = [f"{kept.id:<4} {state:<10} {kept.promise.title.get('en', kept.sentence)}"]
    lines.append(f"     keeper    {kept.promise.keeper or 'none'}")
    lines.append(f"     tests     {len(kept.promise.tests)}{_first(kept.promise.tests)}")
    lines.append(f"     evidence  {kept.evidence.text if kept.evidence else 'the tests alone'}")
    lines += [f"     FAULT     {fault}" for fault in kept.faults if not fault.startswith("its evidence")]
    return "\n".join(lines)


STATES = {"kept": "kept", "not_due": "not due", "overdue": "OVERDUE", "broken": "BROKEN"}


def _first(tests: tuple[str, ...]) -> str:
    return f", such as {tests[0]}" if tests else ""
