"""``privet members``: who is on record, brought in from a list and kept up to date."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from privet import config
from privet.commands.lazy import Lazy
from privet.commands.options import EXAMPLES, instance_option
from privet.opening import open_store

T = TypeVar("T")
# Loaded when they are asked for.
ELSEWHERE = {
    "disable": "members_access:disable",
    "enable": "members_access:enable",
    "import": "members_import:import_them",
    "letters": "members_letters:letters",
}
DAY = click.DateTime(["%Y-%m-%d"])
SHOWN = ("number", "name", "birth_date", "address", "email", "ssn_last4", "plan")
PLAIN = ("status", "covered_from", "covered_until", "keep_until", "group_id", "relation", "language")
NOBODY = "nobody on record has it"


@click.group(cls=Lazy, elsewhere=ELSEWHERE)
def members() -> None:
    """Bring in members, and look after who is covered."""


@members.command("list", epilog=EXAMPLES.format("privet members list --names"))
@instance_option
@click.option(
    "--names", is_flag=True, help="Also their numbers and names; each of them sees that you looked."
)
def list_them(instance: Path, names: bool) -> None:
    """Count members and dependents; with --names, list them."""
    from privet.domain import member_list  # noqa: PLC0415 - slow to load, as below

    store = open_store(instance, config.load(instance))
    if names:
        for line in member_list.named(store, "command"):
            click.echo(f"{line.number}  {line.name}  {line.status}{', dependent' if line.dependent else ''}")
    for status, people, dependents in member_list.counts(store):
        click.echo(f"{status}: {people} members, {dependents} dependents")


@members.command(epilog=EXAMPLES.format("privet members show A-1042"))
@instance_option
@click.argument("number")
def show(instance: Path, number: str) -> None:
    """Show a record, of a social security number the last four; the person sees that you looked."""
    from privet.domain import looking, member_list  # noqa: PLC0415
    from privet.domain.refusals import NotYours  # noqa: PLC0415

    store = open_store(instance, config.load(instance))
    try:
        person = member_list.by_number(store, number)
        found = looking.read(store, "command", person, "service", (*SHOWN, *PLAIN, "provenance"))
    except NotYours:
        raise click.BadParameter(NOBODY, param_hint="NUMBER") from None
    origins = member_list.origins(found["provenance"])
    for name in (*SHOWN, *PLAIN):
        if found[name]:
            text = str(found[name]).replace("\n", " | ")
            click.echo(f"{name.removesuffix('_id')}: {text}{origins.get(name.removesuffix('_id'), '')}")


@members.command(epilog=EXAMPLES.format("privet members leave A-1042 --on 2026-11-30"))
@instance_option
@click.argument("number")
@click.option("--on", type=DAY, help="The last day of coverage; today, if you don’t say.")
def leave(instance: Path, number: str, on: datetime | None) -> None:
    """Note that somebody’s coverage ended, and that of dependents; the record stays, and its clock runs."""
    from privet.domain import membership  # noqa: PLC0415

    settings = config.load(instance)
    count = _of_number(
        instance,
        number,
        on,
        lambda store, word, person: membership.leave(store, word, person, settings.secure),
    )
    others = f", and with it that of {count - 1} dependents" if count > 1 else ""
    years = settings.secure.former_years
    click.echo(f"The coverage ended{others}. Everything else stays as it is, for {years} years.")


@members.command("come-back", epilog=EXAMPLES.format("privet members come-back A-1042 --on 2026-12-01"))
@instance_option
@click.argument("number")
@click.option("--on", type=DAY, help="The first day of coverage; today, if you don’t say.")
def come_back(instance: Path, number: str, on: datetime | None) -> None:
    """Note that somebody is covered again; dependents come back one by one."""
    from privet.domain import membership  # noqa: PLC0415

    _of_number(instance, number, on, membership.come_back)
    click.echo("The person is covered again, and the clock stopped.")


def _of_number(instance: Path, number: str, on: datetime | None, do: Callable[..., T]) -> T:
    """Do something with the record of a number, by the word of the employer."""
    from privet.domain import member_list  # noqa: PLC0415
    from privet.domain.membership import Word  # noqa: PLC0415
    from privet.domain.refusals import NotYours  # noqa: PLC0415

    settings = config.load(instance)
    store = open_store(instance, settings)
    origin = member_list.origin(instance, settings, "employer")
    if on and on.date() > origin.day:
        raise click.BadParameter("lies in the future; say it on that day, or later", param_hint="--on")
    word = Word("command", origin, on.date() if on else origin.day)
    try:
        return do(store, word, member_list.by_number(store, number))
    except NotYours:
        reason = f"{NOBODY}, or it is done already, or waits for the member it is covered through"
        raise click.BadParameter(reason, param_hint="NUMBER") from None
