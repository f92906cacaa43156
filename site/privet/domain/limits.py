"""How many tries may fail at the doors of the secure area and inside, as ``data/limits.toml`` explains."""

from functools import cache
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from privet.domain import datafiles

FILE = "limits.toml"
PARTS = {
    "password": ("account", "network"),
    "code": ("account",),
    "activation": ("network",),
    "upload": ("account",),
    "search": ("account",),
    "name": ("account",),
    "contact": ("network",),
    "correction": ("account",),
    "choice": ("network",),
    "reference": ("network",),
    "preference": ("network",),
    "preference-link": ("network",),
    "preference-mail": ("account",),  # Here an address stands for it.
    "preference-mail-off": ("account",),
}
PROOFS = frozenset({"password", "code"})  # Whose counts begin anew once the account's owner came in.
MOST_IN_A_ROW = 100  # NIST SP 800-63B-4, 3.2.2.


class Limit(Struct, frozen=True, forbid_unknown_fields=True):
    """At most so many tries of one kind, by what stands in ``by``; without ``minutes`` until one succeeds.

    One with ``line`` closes nothing, and counts tries at closed doors too: who is over it stands in a line
    of their own. One with ``defers`` refuses nobody: what comes over it is taken, and waits its turn.
    """

    kind: Literal[
        "password",
        "code",
        "activation",
        "upload",
        "search",
        "name",
        "contact",
        "correction",
        "choice",
        "reference",
        "preference",
        "preference-link",
        "preference-mail",
        "preference-mail-off",
    ]
    by: tuple[Literal["account", "network"], ...]
    most: Annotated[int, Meta(ge=1)]
    why: Annotated[str, Meta(min_length=20)]
    minutes: Annotated[int, Meta(ge=0, le=43200)] = 0
    known: bool = False
    line: bool = False
    defers: bool = False

    def __post_init__(self) -> None:
        """Refuse what this kind of try isn't counted by, and more tries in a row than may be."""
        if not set(self.by) <= set(PARTS[self.kind]):
            raise ValueError(f"by: tries of the kind {self.kind} are counted by {PARTS[self.kind]}")
        if not self.minutes and self.most > MOST_IN_A_ROW:
            raise ValueError(f"most: at most {MOST_IN_A_ROW} tries in a row may fail")


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that no password may hold."""

    banned: tuple[str, ...]
    why: str


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """All of the file."""

    limit: dict[str, Limit]
    words: Words = field()

    def of(self, kind: str) -> dict[str, Limit]:
        """Give the limits for one kind of try, in the order of the file."""
        return {name: limit for name, limit in self.limit.items() if limit.kind == kind}


@cache
def load() -> Limits:
    """Give the limits; the file comes with the site."""
    return datafiles.read(datafiles.SHIPPED / FILE, Limits)
