"""Why a correction may be refused: the list, and nothing beside it."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from privet.domain.datafiles import BadFile, rows, where
from privet.domain.kinds import said

FILE = "refusals.toml"
Side = Literal["representative", "office"]


class NoReason(ValueError):
    """A refusal without a reason from the list; nobody’s request ends like that (P24)."""


class Reason(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One reason for a refusal: its words, the law that gives it, and who may refuse for it."""

    text: dict[str, str]
    who: tuple[Side, ...]
    checked: date
    law: str = ""
    removal: bool = False

    def __post_init__(self) -> None:
        """Refuse a reason without words, or that nobody may give."""
        said(self.text)
        if not self.who:
            raise ValueError("who is empty")


@cache
def reasons(own: Path | None = None) -> dict[str, Reason]:
    """Read the list, the organisation's own instead of ours.

    :raises BadFile: when a row can't be used, or the office could refuse nothing.
    """
    found = rows(FILE, Reason, own)
    if not any("office" in reason.who and not reason.removal for reason in found.values()):
        raise BadFile(where(FILE, own), "holds no reason for which the office may refuse a correction")
    return found


def offered(side: Side, own: Path | None, *, removal: bool) -> dict[str, Reason]:
    """Give the reasons for which ``side`` may refuse a correction, or a removal."""
    fitting = reasons(own).items()
    return {name: each for name, each in fitting if side in each.who and (removal or not each.removal)}
