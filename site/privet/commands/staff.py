"""``privet staff``: the accounts of the office. Nobody’s password is ever chosen by somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from privet.commands import letter_files
from privet.commands.members_letters import FILE, look_of, look_options
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import activation, activation_letters, staff
from privet.domain.activation import NoLetter
from privet.domain.roles import STAFF
from privet.domain.staff import NotDone
from privet.domain.window import AddressDoesNotFit
from privet.opening import open_office, open_store

ADD = EXAMPLES.format('privet staff add jo.marsh --name "Jo Marsh" --role clerk --out letter.pdf')
show_option = click.option("--show", is_flag=True, help="Show the code here, to hand it over in person.")
out_option = click.option("--out", type=FILE, help="The PDF with the letter; only you may read it.")


@click.group("staff")
def staff_accounts() -> None:
    """Keep the accounts of the office."""


@staff_accounts.command(epilog=ADD)
@instance_option
@click.argument("user_name")
@click.option("--name", required=True, help="As it stands in events and on letters.")
@click.option("--role", type=click.Choice(STAFF), required=True, help="What they may do.")
@out_option
@show_option
@look_options
def add(instance: Path, user_name: str, name: str, role: str, **options: Any) -> None:
    """Make an account, and the letter with which its owner begins it."""
    _check_way(options)
    store = open_store(instance, open_office(instance).settings)
    with _explained(), store.writing():
        staff.add(store, user_name, name, role)
        _hand_over(instance, store, user_name, options)
    click.echo(f"{user_name} is {role}; the account begins with the code, within thirty days.")


@staff_accounts.command(epilog=EXAMPLES.format("privet staff proof jo.marsh --show"))
@instance_option
@click.argument("user_name")
@out_option
@show_option
@look_options
def proof(instance: Path, user_name: str, **options: Any) -> None:
    """Make a letter for somebody whose code ran out, or who lost their password or factor."""
    _check_way(options)
    store = open_store(instance, open_office(instance).settings)
    with _explained():
        _hand_over(instance, store, user_name, options)
    click.echo(f"{user_name} proves with the code who they are, within thirty days.")


@staff_accounts.command("list", epilog=EXAMPLES.format("privet staff list"))
@instance_option
def list_them(instance: Path) -> None:
    """Show everybody of the office."""
    settings = open_office(instance).settings
    zone = ZoneInfo(settings.organisation.time_zone)
    found = staff.listed(open_store(instance, settings))
    for each in found:
        state = f"since {each.begun.astimezone(zone):%Y-%m-%d}" if each.begun else "not begun"
        if each.disabled:
            state = f"DISABLED on {each.disabled.astimezone(zone):%Y-%m-%d}"
        click.echo(f"{each.user_name}: {each.name}, {each.role}, {state}")
    click.echo(f"{len(found)} in all.")


@staff_accounts.command(epilog=EXAMPLES.format("privet staff disable jo.marsh"))
@instance_option
@click.argument("user_name")
@click.option("--force", is_flag=True, help="Even the last lead, whom nobody here could then stand in for.")
def disable(instance: Path, user_name: str, force: bool) -> None:
    """Take an account out of use at once; its sessions end, its codes are void."""
    settings = open_office(instance).settings
    now = datetime.now(ZoneInfo(settings.organisation.time_zone))
    with _explained():
        ended = staff.disable(open_store(instance, settings), user_name, now, force=force)
    click.echo(f"{user_name} is disabled; {ended} open sessions ended.")


@staff_accounts.command(epilog=EXAMPLES.format("privet staff enable jo.marsh"))
@instance_option
@click.argument("user_name")
def enable(instance: Path, user_name: str) -> None:
    """Put an account back into use, with the password and factors it had."""
    with _explained():
        staff.enable(open_store(instance, open_office(instance).settings), user_name)
    click.echo(f"{user_name} can sign in again.")


def _check_way(options: dict[str, Any]) -> None:
    if options["show"] == bool(options["out"]):
        raise click.UsageError("Say how the code is handed over: --out FILE.pdf for a letter, or --show.")
    letter_files.check_free(options["out"])


def _hand_over(instance: Path, store: Any, user_name: str, options: dict[str, Any]) -> None:
    """Make a code, and give it away as a letter or on the screen; it counts once that is done."""
    office = open_office(instance)
    now = datetime.now(ZoneInfo(office.settings.organisation.time_zone))
    recipient, issue = staff.prepare(store, user_name, office, now)

    def count() -> None:
        activation.put(store, staff.ACTOR, issue, now)

    if options["show"]:
        count()
        click.echo(f"Code, shown this once: {issue.code}, until {issue.until}")
        return
    look = look_of(office, options)
    written = now.replace(hour=0, minute=0, second=0, microsecond=0)
    made = activation_letters.render([(recipient, issue)], look, office, written)
    letter_files.write({options["out"]: made}, count)
    click.echo(f"Wrote {options['out']}.")


@contextmanager
def _explained() -> Iterator[None]:
    """Say what was not done, and why."""
    try:
        yield
    except (NotDone, NoLetter, AddressDoesNotFit) as error:
        raise click.ClickException(f"{str(error).rstrip('.')}. Nothing was changed.") from None
