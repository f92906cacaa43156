"""``privet choices``: what may be done with somebody’s information, as they said by post, phone or form."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import choice_desk, choice_words, statements
from privet.domain.choice_desk import NobodyHasIt
from privet.domain.choice_proof import Shown
from privet.domain.choice_requests import NotKnown
from privet.domain.choices import Standing, topics
from privet.domain.languages import DEFAULT
from privet.opening import open_store
from privet.storage.store import Store

ID_LENGTH = 22
RECORD = EXAMPLES.format(
    "privet choices record LBT-204-1187 --way phone --refuse use,sale --allow affiliates"
)


@click.group()
def choices() -> None:
    """See and note what people refuse."""


@choices.command("list", epilog=EXAMPLES.format("privet choices list"))
@instance_option
def list_them(instance: Path) -> None:
    """Show the requests for which a record must be found by hand, without what they say of anybody."""
    found = choice_desk.waiting(_store(instance))
    for each in found:
        here = "  holds for one record already" if each.found else ""
        click.echo(f"{each.id}  {each.asked:%Y-%m-%d %H:%M} UTC  refuses {','.join(each.refused)}{here}")
    click.echo(f"{len(found)} wait{'s' if len(found) == 1 else ''}." if found else "Nothing waits.")


@choices.command(epilog=EXAMPLES.format("privet choices show 3q0xkT4fPSeYcV1mJ2nL8w"))
@instance_option
@click.argument("what")
def show(instance: Path, what: str) -> None:
    """Show what a request that waits says, by its id, or the choices of a member, by the number.

    The member sees that you looked.
    """
    store = _store(instance)
    with _explained("WHAT"):
        if len(what) != ID_LENGTH:
            _show(choice_desk.show(store, what))
            return
        said = choice_desk.said(store, what)
    for label, text in (("e-mail", said.email), ("number", said.number), ("name", said.name)):
        if text:
            click.echo(f"{label}: {_plain(text)}")
    for line in said.address.split("\n") if said.address else ():
        click.echo(f"    {_plain(line)}")


@choices.command(epilog=RECORD)
@instance_option
@click.argument("number")
@click.option("--way", required=True, type=click.Choice(["post", "phone", "desk"]), help="How it came.")
@click.option(
    "--refuse",
    default="",
    help="Any of collect, use, distribute, sale, affiliates, sensitive; with commas between.",
)
@click.option("--allow", default="", help="The same, taken back; only where the person said so.")
def record(instance: Path, number: str, way: str, refuse: str, allow: str) -> None:
    """Note what a member told you; it holds at once."""
    store = _store(instance)
    refused, allowed = _named(refuse, "--refuse"), _named(allow, "--allow")
    if not refused | allowed or refused & allowed:
        raise click.UsageError("Say what is refused or allowed, each choice once.")
    with _explained("NUMBER"):
        changed = choice_desk.record(
            store, number, (refused, allowed), _shown(instance, way), datetime.now(UTC)
        )
    click.echo(f"Changed: {', '.join(_in_order(changed))}." if changed else "It stood so already.")


@choices.command(epilog=EXAMPLES.format("privet choices match 3q0xkT4fPSeYcV1mJ2nL8w LBT-204-1187"))
@instance_option
@click.argument("id")
@click.argument("number")
def match(instance: Path, id: str, number: str) -> None:  # noqa: A002
    """Let a request hold for the member whom it is about; what it said of them is deleted."""
    store, shown = _store(instance), _shown(instance, "desk")
    with _explained("NUMBER", "ID"):
        refused = choice_desk.match(store, id, number, shown, datetime.now(UTC))
    click.echo(f"Refused for {number} from now on: {', '.join(_in_order(refused))}.")


@choices.command(epilog=EXAMPLES.format("privet choices close 3q0xkT4fPSeYcV1mJ2nL8w"))
@instance_option
@click.argument("id")
def close(instance: Path, id: str) -> None:  # noqa: A002
    """End a request for which you found no record, or no further one; what it said is deleted."""
    with _explained("NUMBER", "ID"):
        found = choice_desk.close(_store(instance), id, datetime.now(UTC))
    click.echo("Ended; it holds for the record found before." if found else "Ended; there was no record.")


def _show(standing: Standing) -> None:
    for topic in topics():
        made = standing.newest.get(topic)
        since = f" ({made.way}, {made.at:%Y-%m-%d %H:%M} UTC)" if made else ""
        click.echo(f"{topic}: {'refused' if topic in standing.refused else 'allowed'}{since}")


def _named(text: str, option: str) -> frozenset[str]:
    """Read choices parted by commas."""
    named = frozenset(word.strip() for word in text.split(",") if word.strip())
    if unknown := named - set(topics()):
        words = f"there is no choice “{min(unknown)}”; there are {', '.join(topics())}"
        raise click.BadParameter(words, param_hint=option)
    return named


def _in_order(named: frozenset[str]) -> list[str]:
    return [topic for topic in topics() if topic in named]


def _shown(instance: Path, way: str) -> Shown:
    """Give the way, our words, and the statement in force, as they are kept with a choice."""
    settings = config.load(instance)
    today = datetime.now(ZoneInfo(settings.organisation.time_zone)).date()
    folder = instance / settings.site.folders.statements
    held = statements.archive(folder, settings.demonstration).in_force(today)
    return Shown(way, choice_words.text(DEFAULT), held.number if held else "")


def _store(instance: Path) -> Store:
    return open_store(instance, config.load(instance))


def _plain(text: str) -> str:
    """Give a text that can’t steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


@contextmanager
def _explained(person: str, request: str = "WHAT") -> Iterator[None]:
    """Say which argument must be mended."""
    try:
        yield
    except NobodyHasIt:
        raise click.BadParameter("nobody on record has it", param_hint=person) from None
    except NotKnown:
        hint = "no request waits under it; see: privet choices list"
        raise click.BadParameter(hint, param_hint=request) from None
