"""What several commands share: where the instance is, and how an example is shown."""

from pathlib import Path

import click

EXAMPLES = """\b
Example:
  {0}
"""

instance_option = click.option(
    "--instance",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PRIVET_INSTANCE",
    default=Path("instance"),
    show_default=True,
    help="The folder with privet.toml, certificates and everything else that is yours.",
)
