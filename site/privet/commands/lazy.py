"""A group of commands of which some are loaded only when they are asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class Lazy(click.Group):
    """A group that finds commands in other modules of this package, by ``module:name``."""

    def __init__(self, *args: Any, elsewhere: Mapping[str, str], **options: Any) -> None:
        """Know where the commands lie that are loaded later."""
        super().__init__(*args, **options)
        self.elsewhere = elsewhere

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of all commands."""
        return sorted([*super().list_commands(ctx), *self.elsewhere])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command, loaded now if it lies elsewhere."""
        if cmd_name not in self.elsewhere:
            return super().get_command(ctx, cmd_name)
        module, _, name = self.elsewhere[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"privet.commands.{module}"), name)
        return command
