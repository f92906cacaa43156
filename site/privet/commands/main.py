"""What ``privet`` understands; each command says what it did in a line or two."""

from functools import partial
from pathlib import Path

import click

from privet import config
from privet.commands.lazy import Lazy
from privet.commands.options import EXAMPLES, instance_option
from privet.domain.datafiles import CannotStart
from privet.domain.typesetting import SheetFailed
from privet.domain.unavailable import DoesNotOpen, StorageUnavailable

# Loaded when they are asked for: to serve, one needs none of them.
ELSEWHERE = {
    "agents": "agents:agents",
    "campaigns": "campaigns:campaigns",
    "choices": "choices:choices",
    "contacts": "contacts:contacts",
    "corrections": "corrections:corrections",
    "deadlines": "listing:deadlines",
    "demo": "demo:demo",
    "disclosures": "disclosures:disclosures",
    "events": "events:events",
    "figures": "figures:show_figures",
    "groups": "groups:groups",
    "hold": "purge:hold",
    "keys": "keys:keys",
    "mail": "mail:mail",
    "mail-in": "printing:print_forms",
    "members": "members:members",
    "messages": "messages:messages",
    "promises": "promises:promises",
    "purge": "purge:purge",
    "readers": "readers:readers",
    "review": "review:review",
    "staff": "staff:staff_accounts",
    "statement": "statement:statement",
    "suppression": "suppression:suppressions",
    "vendor": "vendors:vendor",
}
BUSY = "The database can’t be reached or is locked by somebody else; nothing was changed. Please try again."


class OneLine(Lazy):
    """Commands that end with one clear line when the configuration, a room or the database is to blame."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; show why it can’t be done, never a trace, when a file or a room is to blame."""
        try:
            return super().invoke(ctx)
        except (CannotStart, SheetFailed) as error:
            raise click.ClickException(str(error)) from None
        except StorageUnavailable:
            raise click.ClickException(BUSY) from None
        except DoesNotOpen as error:
            raise click.ClickException(f"{error}; bring the key file back from its backup") from None


@click.group(cls=OneLine, elsewhere=ELSEWHERE, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="privet")
def main() -> None:
    """Run a website that keeps what its privacy statement says."""


@main.command(epilog=EXAMPLES.format("privet init --instance /srv/privet"))
@instance_option
def init(instance: Path) -> None:
    """Write a commented privet.toml to begin with."""
    target = instance / config.FILE
    if target.exists():
        raise click.ClickException(f"{target} exists already; nothing was changed.")
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.write_text(config.EXAMPLE.read_text("utf-8"), "utf-8")
    click.echo(f"Wrote {target}. Put your own facts into it, then: privet serve --instance {instance}")


@main.command(
    epilog=EXAMPLES.format("privet serve --instance /srv/privet --port 443 --plain-port 80 --host 0.0.0.0")
)
@instance_option
@click.option(
    "--host", default="localhost", show_default=True, help="The address to listen on; 0.0.0.0 or :: for all."
)
@click.option(
    "--port", default=8443, show_default=True, type=click.IntRange(1, 65535), help="The port for HTTPS."
)
@click.option(
    "--plain-port",
    default=8080,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port that sends plain HTTP on to HTTPS; 0 for none.",
)
@click.option(
    "--certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Your certificate."
)
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The key that belongs to it."
)
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="How many processes answer."
)
def serve(
    instance: Path,
    host: str,
    port: int,
    plain_port: int,
    certificate: Path | None,
    key: Path | None,
    workers: int,
) -> None:
    """Serve the site over HTTPS; what is missing, a local certificate too, is made first."""
    from privet.commands.serving import run  # noqa: PLC0415 - only this command needs the server

    run(
        instance.absolute(),
        partial(_say, instance),
        host=host,
        port=port,
        plain_port=plain_port,
        own=(certificate, key),
        workers=workers,
    )


def _say(instance: Path, settings: config.Settings) -> None:
    """Say for whom this site is served."""
    if not (instance / config.FILE).exists():
        click.echo(f"No {config.FILE} in {instance}: serving the made-up {settings.organisation.name}.")
        click.echo(f"To begin with your own: privet init --instance {instance}")
