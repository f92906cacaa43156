"""``privet agents``: who may act for others, on which signed paper."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from privet import config
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import acting
from privet.domain.delegations import KINDS, NotAllowed, Paper, Standing
from privet.domain.roles import SCOPES
from privet.opening import open_store

DAY = click.DateTime(["%Y-%m-%d"])
WORDS = {
    "coming": "not yet",
    "acting": "acts now",
    "over": "over",
    "revoked": "ended",
}
ALLOW = EXAMPLES.format(
    "privet agents allow liu.law LBT-100234 --kind authorised-agent --scope see,correct \\\n"
    '    --paper "signed form of 2 November 2026, folder 12" --until 2027-11-02'
)


@click.group()
def agents() -> None:
    """Let authorised agents and personal representatives act for somebody on record."""


@agents.command(epilog=EXAMPLES.format('privet agents add liu.law --name "Liu & Partners"'))
@instance_option
@click.argument("user_name")
@click.option("--name", required=True, help="As it stands on the signed paper.")
def add(instance: Path, user_name: str, name: str) -> None:
    """Make an agent’s account; it begins with a letter, as every account does."""
    settings = config.load(instance)
    with _explained():
        acting.add_agent(open_store(instance, settings), user_name, name)
    click.echo(f"{name} has an account, which isn’t begun yet.")
    click.echo(f"The letter with which it begins: privet staff proof {user_name} --out letter.pdf")
    click.echo(f"For whom they act: privet agents allow {user_name} NUMBER --help")


@agents.command(epilog=ALLOW)
@instance_option
@click.argument("user_name")
@click.argument("number")
@click.option("--kind", required=True, type=click.Choice(KINDS), help="What the paper makes of them.")
@click.option("--scope", required=True, help=f"What it covers: any of {','.join(SCOPES)}.")
@click.option("--paper", required=True, help="Where the signed paper lies; the person sees this too.")
@click.option("--from", "begins", type=DAY, help="Its first day; today, if you don’t say.")
@click.option("--until", type=DAY, help="Its last day, if it has one.")
def allow(instance: Path, user_name: str, number: str, **options: Any) -> None:
    """Let an agent act for a member, once their signed paper is in your hands."""
    settings = config.load(instance)
    begins, until = options["begins"], options["until"]
    paper = Paper(
        kind=options["kind"],
        scope=tuple(dict.fromkeys(word.strip() for word in options["scope"].split(","))),
        place=options["paper"],
        starts_on=begins.date() if begins else _today(settings),
        ends_on=until.date() if until else None,
    )
    with _explained():
        given = acting.allow(open_store(instance, settings), user_name, number, paper)
    click.echo(f"{user_name} may act for {number} from {paper.starts_on} on; the person sees it as well.")
    click.echo(f"To end it: privet agents stop {given}")


@agents.command("list", epilog=EXAMPLES.format("privet agents list LBT-100234"))
@instance_option
@click.argument("number")
def list_them(instance: Path, number: str) -> None:
    """Show who may act for a member, or might once; the member sees that you looked."""
    settings = config.load(instance)
    with _explained():
        found = acting.listed(open_store(instance, settings), number, _today(settings))
    for each in found:
        click.echo(_line(each))
    count = sum(each.state == "acting" for each in found)
    click.echo(f"{count} of {len(found)} may act now.")


@agents.command(epilog=EXAMPLES.format("privet agents stop 3q0xkT4fPSeYcV1mJ2nL8w"))
@instance_option
@click.argument("id")
def stop(instance: Path, id: str) -> None:  # noqa: A002
    """End that an agent acts for somebody; it holds at once."""
    settings = config.load(instance)
    with _explained():
        ended = acting.stop(open_store(instance, settings), id, datetime.now(UTC))
    click.echo(f"{id} is ended." if ended else f"{id} was ended before; nothing was changed.")


def _line(each: Standing) -> str:
    until = f" to {each.ends_on}" if each.ends_on else ""
    head = f"{each.id}: {each.agent_name} ({each.kind}), {WORDS[each.state]}"
    return f"{head}\n    {', '.join(each.scope)}; from {each.starts_on}{until}; paper: {each.paper}"


@contextmanager
def _explained() -> Iterator[None]:
    """Say which argument or option must be mended."""
    try:
        yield
    except NotAllowed as error:
        raise click.BadParameter(str(error), param_hint=error.option) from None


def _today(settings: config.Settings) -> date:
    return datetime.now(ZoneInfo(settings.organisation.time_zone)).date()
