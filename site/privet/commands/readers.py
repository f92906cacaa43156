"""``privet readers``: who gets optional mail, choices that came by post or phone, lists from elsewhere."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import mail_kinds, reader_desk, reader_import, reader_wording, statements
from privet.domain.choice_proof import Shown
from privet.domain.import_file import CannotRead
from privet.domain.mail_address import is_address
from privet.domain.reader_desk import Told
from privet.domain.readers import Ask
from privet.opening import open_store

WAYS = ("post", "phone", "desk")
BECAME = {
    "new": "new",
    "suppressed": "left out: they want nothing from us",
    "known": "left out: they are readers already, and said themselves what they want",
    "closed": "left out: nothing optional may go to them",
    "off": "left out: all that they wanted was turned off here since",
    "kinds off": "kinds left off: they were turned off here since",
}


@click.group()
def readers() -> None:
    """Look after the addresses to which optional mail goes."""


@readers.command("list", epilog=EXAMPLES.format("privet readers list"))
@instance_option
def list_them(instance: Path) -> None:
    """Count who wants which kind by e-mail; no address is shown."""
    settings = config.load(instance)
    confirmed, waiting, wanted = reader_desk.counts(open_store(instance, settings))
    for kind in mail_kinds.kinds(_own(instance, settings)):
        click.echo(f"{kind}: {wanted.get(kind, 0)}")
    click.echo(f"{confirmed} confirmed addresses; {waiting} wait to be confirmed.")


@readers.command(epilog=EXAMPLES.format("privet readers show"))
@instance_option
@click.argument("address", required=False)
def show(instance: Path, address: str | None) -> None:
    """Show what was chosen for an address, when and by which way. Without ADDRESS you are asked for it."""
    settings = config.load(instance)
    seen = reader_desk.look(open_store(instance, settings), _address(address))
    if seen.state is None:
        click.echo("No reader has this address.")
    else:
        on = ", ".join(sorted(seen.state.sent)) or "nothing"
        confirmed = f"confirmed on {_day(seen.confirmed)}" if seen.confirmed else "not confirmed"
        click.echo(f"Gets: {on}. Came by {seen.way} on {_day(seen.asked)}, {confirmed}.")
        if seen.state.closed:
            click.echo("Nothing goes there: somebody whose address it is is covered no more, or refuses it.")
    if seen.suppressed:
        click.echo("Nothing optional goes there: that was asked for, or mail came back.")
    for moment, topic, value, way in seen.acts:
        click.echo(f"{_day(moment)}  {topic}: {value} ({way})")


@readers.command(
    "set",
    epilog=EXAMPLES.format(
        "privet readers set --kind promotional=off --way phone\n"
        "  privet readers set --nothing --way post --on 2026-11-20"
    ),
)
@instance_option
@click.argument("address", required=False)
@click.option("--kind", "kinds", multiple=True, metavar="KIND=on|off", help="May come more than once.")
@click.option("--nothing", is_flag=True, help="Nothing optional at all.")
@click.option("--way", type=click.Choice(WAYS), required=True, help="How it came to you.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day it came; today if not said.")
def set_them(
    instance: Path, address: str | None, kinds: tuple[str, ...], nothing: bool, way: str, day: datetime | None
) -> None:
    """Take over what somebody told you; turning on sends a link, by which the owner confirms it."""
    settings = config.load(instance)
    wanted = _kinds(kinds, mail_kinds.kinds(_own(instance, settings)))
    if nothing == bool(wanted):
        raise click.UsageError("Say what is wanted: --kind KIND=on or KIND=off, or --nothing.")
    told = _told(settings, day)
    on, off = (frozenset(k for k, value in wanted.items() if value == each) for each in ("on", "off"))
    ask = Ask(_address(address), on, off, nothing)
    shown = _shown(instance, settings, way)
    done = reader_desk.tell(open_store(instance, settings), ask, shown, told)
    if nothing and not done.kept:
        click.echo("Nothing optional goes to this address any more.")
    if done.off:
        click.echo(f"Off: {', '.join(sorted(done.off))}.")
    if done.kept:
        click.echo(f"Stays on, since it was turned on after that day: {', '.join(sorted(done.kept))}.")
    if on:
        sent = "A link was sent" if done.link else "Three links were sent today already, so none was sent"
        click.echo(f"{sent} to the address; {', '.join(sorted(on))} begins once its owner confirms it.")


@readers.command("import", epilog=EXAMPLES.format("privet readers import readers.csv --yes"))
@instance_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do it; without it you are only shown what would be done.")
def import_them(instance: Path, file: Path, yes: bool) -> None:
    """Take over readers who confirmed their address in another system.

    The CSV file has the columns address, kinds, language, confirmed_on and proof. Never a bought list.
    """
    settings = config.load(instance)
    kinds = frozenset(mail_kinds.kinds(_own(instance, settings)))
    known = reader_import.Known(kinds, tuple(settings.organisation.languages), _today(settings))
    try:
        rows, faults = reader_import.read(file.read_bytes(), known)
    except CannotRead as error:
        raise click.ClickException(f"{error}; nothing was changed") from None
    for fault in faults:
        click.echo(str(fault))
    if faults or not rows:
        what = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}" if faults else "the file holds nobody"
        raise click.ClickException(f"{what}; nothing was changed")
    done = reader_import.take(open_store(instance, settings), rows, datetime.now(UTC), really=yes)
    for name, words in BECAME.items():
        click.echo(f"{done[name]} {words}")
    click.echo("Done." if yes else "Nothing was changed. To do it, run the same again with --yes.")


def _address(given: str | None) -> str:
    """Take the address from the command, or ask for it, so that no list of commands holds it."""
    address: str = (given or click.prompt("E-mail address", err=True)).strip()
    if not is_address(address):
        raise click.BadParameter("write it as name@example.org", param_hint="ADDRESS")
    return address


def _kinds(given: tuple[str, ...], known: dict[str, mail_kinds.Kind]) -> dict[str, str]:
    wanted = {}
    for each in given:
        kind, _, value = each.partition("=")
        if kind not in known or value not in {"on", "off"}:
            raise click.BadParameter(
                f"write KIND=on or KIND=off; kinds: {', '.join(known)}", param_hint="--kind"
            )
        wanted[kind] = value
    return wanted


def _told(settings: config.Settings, day: datetime | None) -> Told:
    now = datetime.now(UTC)
    if day is None:
        return Told(now, now)
    if day.date() > _today(settings):
        raise click.BadParameter("lies in the future", param_hint="--on")
    zone = ZoneInfo(settings.organisation.time_zone)
    return Told(min(datetime.combine(day.date(), time(12), zone).astimezone(UTC), now), now)


def _shown(instance: Path, settings: config.Settings, way: str) -> Shown:
    folder = instance / settings.site.folders.statements
    held = statements.archive(folder, settings.demonstration).in_force(_today(settings))
    text = reader_wording.text(_own(instance, settings), settings.organisation.languages[0])
    return Shown(way, text, held.number if held else "")


def _own(instance: Path, settings: config.Settings) -> Path:
    return instance / settings.site.folders.data


def _today(settings: config.Settings) -> date:
    return datetime.now(ZoneInfo(settings.organisation.time_zone)).date()


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""
