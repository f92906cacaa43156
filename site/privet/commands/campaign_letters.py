"""``privet campaigns letters``: a campaign for those who asked for paper, as one PDF."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from privet.commands import letter_files
from privet.commands.campaign_desk import counted
from privet.commands.members_letters import MOST, look_of, look_options
from privet.commands.options import EXAMPLES, instance_option
from privet.domain import campaign_letters
from privet.domain.campaign_letters import Batch, Wanted
from privet.domain.campaigns import NoSuchCampaign
from privet.opening import open_office, open_store


@click.command(epilog=EXAMPLES.format("privet campaigns letters ID --output letters.pdf"))
@instance_option
@click.argument("campaign")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF, a new file."
)
@click.option(
    "--at-most", default=500, show_default=True, type=click.IntRange(1, MOST), help="So many at once."
)
@click.option("--again", is_flag=True, help="Print letters that were printed before, too.")
@look_options
def letters(instance: Path, campaign: str, output: Path, **options: Any) -> None:
    """Print the letters of a campaign that was started, if not yet printed; only you may read the file."""
    letter_files.check_free(output)
    office = open_office(instance)
    store, look = open_store(instance, office.settings), look_of(office, options)
    now = datetime.now(ZoneInfo(office.settings.organisation.time_zone))
    try:
        wanted = Wanted(look, options["at_most"], options["again"])
        batch = campaign_letters.gather(store, campaign, office, wanted)
    except NoSuchCampaign:
        raise click.ClickException("No campaign with this id was started.") from None
    if batch.letters:
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        made = campaign_letters.render(batch, look, office, day)
        letter_files.write({output: made}, lambda: campaign_letters.printed(store, campaign, batch, now))
    _say(batch, output)


def _say(batch: Batch, output: Path) -> None:
    count = len(batch.letters)
    click.echo(f"Wrote {output}: {counted(count, 'letter')}." if count else "There is no letter to print.")
    for reason, refused in sorted(batch.refused.items()):
        click.echo(f"Not printed: {refused}, {reason}.", err=True)
    for number in batch.unfit:
        click.echo(f"Not printed: {number}: the address doesn’t fit into the window.", err=True)
    if count:
        click.echo("Delete the file when the letters are posted.")
