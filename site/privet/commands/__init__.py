"""The command line: ``privet serve``, ``privet init`` and what else the office runs."""

from privet.commands.main import main

__all__ = ["main"]
