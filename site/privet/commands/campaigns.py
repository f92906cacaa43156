"""``privet campaigns``: what the organisation says to those who want to hear it, by e-mail and on paper."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from privet.commands.campaign_desk import Desk, counted
from privet.commands.campaign_letters import letters
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import campaigns as domain
from privet.domain.campaigns import NoSuchCampaign, NotNow, Progress

campaign_argument = click.argument("campaign")
files_argument = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
kind_option = click.option(
    "--kind",
    required=True,
    help="Which kind of optional mail it is: informational, educational, promotional, or one of your own.",
)
yes_option = click.option("--yes", is_flag=True, help="Don’t ask.")
STATES = {"draft": "a draft", "done": "done already", "stopped": "stopped for good"}


@click.group()
def campaigns() -> None:
    """Write to all who want a kind of optional mail: add, look, start, and see how far it is."""


campaigns.add_command(letters)


@campaigns.command(epilog=EXAMPLES.format("privet campaigns add news.en.md news.es.md --kind informational"))
@instance_option
@kind_option
@files_argument
def add(instance: Path, kind: str, files: tuple[Path, ...]) -> None:
    """Keep a campaign, one FILE for each language, if nothing personal stands in it. Nothing is sent yet."""
    desk = Desk(instance)
    made = domain.draft(desk.store, kind, desk.texts(kind, files), datetime.now(UTC))
    click.echo(f"Kept {made}, in {counted(len(files), 'language')}. To look at it, and then to send it:")
    click.echo(f"  privet campaigns preview {made} --output DIR")
    click.echo(f"  privet campaigns start {made}")


@campaigns.command(epilog=EXAMPLES.format("privet campaigns check news.en.md --kind informational"))
@instance_option
@kind_option
@files_argument
def check(instance: Path, kind: str, files: tuple[Path, ...]) -> None:
    """Say what stands against sending FILE. Nothing is kept."""
    Desk(instance).texts(kind, files)
    click.echo("Nothing stands against it.")


@campaigns.command(epilog=EXAMPLES.format("privet campaigns preview ID --output look"))
@instance_option
@campaign_argument
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder; files of an earlier look are replaced.",
)
def preview(instance: Path, campaign: str, output: Path) -> None:
    """Write a campaign as text, as HTML and as a whole mail into a folder, to be looked at."""
    desk = Desk(instance)
    with said():
        written = desk.preview(campaign, output)
    click.echo(f"Wrote {', '.join(path.name for path in written)} into {output}.")


@campaigns.command(epilog=EXAMPLES.format("privet campaigns start ID"))
@instance_option
@campaign_argument
@yes_option
def start(instance: Path, campaign: str, yes: bool) -> None:
    """Send a campaign to all who want its kind; the running site does the sending."""
    desk, now = Desk(instance), datetime.now(UTC)
    with said():
        desk.check_kept(campaign)
        seen = domain.look(desk.store, campaign, desk.kind_of(campaign), now)
        mails, letters = counted(seen.mails, "mail"), counted(seen.letters, "letter")
        click.echo(f"It would make {mails}, and {letters} on paper.")
        if seen.full:
            click.echo(
                f"{seen.full} of the readers had as much of this kind as it allows; they get none now."
            )
        if not yes:
            click.confirm("Start it?", abort=True)
        queued = domain.start(desk.store, campaign, now)
    mails, letters = counted(queued.mails, "mail"), counted(queued.letters, "letter")
    click.echo(f"Started. To be sent: {mails}; to be printed: {letters}.")


@campaigns.command(epilog=EXAMPLES.format("privet campaigns pause ID"))
@instance_option
@campaign_argument
def pause(instance: Path, campaign: str) -> None:
    """Send no more for now; the mail that is being sent is the last."""
    _act(instance, campaign, domain.pause)
    click.echo("Paused.")


@campaigns.command(epilog=EXAMPLES.format("privet campaigns resume ID"))
@instance_option
@campaign_argument
def resume(instance: Path, campaign: str) -> None:
    """Go on with a campaign that was paused."""
    _act(instance, campaign, domain.resume)
    click.echo("Going on.")


@campaigns.command(epilog=EXAMPLES.format("privet campaigns stop ID"))
@instance_option
@campaign_argument
def stop(instance: Path, campaign: str) -> None:
    """End a campaign for good."""
    count = _act(instance, campaign, partial(domain.stop, now=datetime.now(UTC)))
    click.echo(f"Stopped; {counted(count, 'mail')} that waited won’t be sent.")


@campaigns.command("resend-uncertain", epilog=EXAMPLES.format("privet campaigns resend-uncertain ID"))
@instance_option
@campaign_argument
@yes_option
def resend_uncertain(instance: Path, campaign: str, yes: bool) -> None:
    """Send again what may or may not have gone out; whoever got it gets it twice."""
    if not yes:
        click.confirm("Whoever got it gets it twice. Send it?", abort=True)
    count = _act(instance, campaign, partial(domain.resend_uncertain, now=datetime.now(UTC)))
    click.echo(f"To be sent again: {counted(count, 'mail')}.")


@campaigns.command("list", epilog=EXAMPLES.format("privet campaigns list"))
@instance_option
def list_campaigns(instance: Path) -> None:
    """List the campaigns, the newest first."""
    desk = Desk(instance)
    found = domain.listed(desk.store)
    for each in found:
        sent = each.in_state("sent") + each.in_state("bounced")
        subject = desk.wording(each).subject
        click.echo(
            f"{each.id}  {each.kind}  {each.state}  {sent} of {sum(each.mails.values())} sent  {subject}"
        )
    if not found:
        click.echo("There is none yet. To begin: privet campaigns add FILE --kind informational")


@campaigns.command(epilog=EXAMPLES.format("privet campaigns show ID"))
@instance_option
@campaign_argument
def show(instance: Path, campaign: str) -> None:
    """Say how far a campaign is, in counts."""
    desk = Desk(instance)
    with said():
        found = domain.progress(desk.store, campaign)
    click.echo(f"{desk.wording(found).subject}  ({found.kind}, {', '.join(found.texts)}): {found.state}")
    for line in _counted(found):
        click.echo(line)


@contextmanager
def said() -> Iterator[None]:
    """Say why a campaign can’t be treated so."""
    try:
        yield
    except NoSuchCampaign:
        raise click.ClickException(
            "There is no campaign with this id; privet campaigns list shows them."
        ) from None
    except NotNow as error:
        state = STATES.get(error.state, error.state)
        raise click.ClickException(f"It is {state}; nothing was changed.") from None


def _act(instance: Path, campaign: str, deed: Callable[..., Any]) -> Any:
    with said():
        return deed(Desk(instance).store, campaign)


def _counted(found: Progress) -> Iterator[str]:
    for (state, reason), count in found.mails.items():
        yield f"  {count:>8}  {state}{f': {reason}' if reason else ''}"
    if found.letters:
        yield f"  {found.letters:>8}  on paper, {found.printed} of them printed"
    if count := found.in_state("uncertain"):
        yield f"{count} may or may not have gone out; they aren’t sent again unless you run resend-uncertain."
