"""What one can ask for, under which law, and by when: the data files as typed values, checked together."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from msgspec import Struct

from privet.domain.datafiles import SHIPPED, BadFile, read, shipped_or_own

Text = dict[str, str]
HOUSE = "house"
ID = re.compile(r"[a-z][a-z0-9_]{0,31}")
# The facts about a person that a form has a place for.
FACTS = {"name", "address_lines", "member_last4", "email", "phone"}


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing a form asks: its label, why it is asked, and what may be chosen if not free text."""

    label: Text
    why: Text
    id: str = ""
    lines: int = 1
    choices: dict[str, Text] = {}

    def __post_init__(self) -> None:
        """Refuse what could not be printed."""
        _said(self.label, self.why, *self.choices.values())
        if not 1 <= self.lines <= 40:
            raise ValueError(f"lines is {self.lines}; between 1 and 40 can be printed")


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    """A heading under which kinds stand together."""

    id: str
    name: Text


class Kind(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of request: its words, what it needs, and how far identity is checked."""

    id: str
    group: str
    box: Text
    summary: Text
    about_me: tuple[str, ...]
    tier: Literal[0, 1, 2, 3]
    source: str
    checked: date
    tier_under: dict[str, Literal[0, 1, 2, 3]] = {}
    details: Ask | None = None
    fields: tuple[Ask, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an id that can't stand in an address, and a kind without words."""
        if not ID.fullmatch(self.id):
            raise ValueError(f"id “{self.id}” is not written like access or stop_email")
        _said(self.box, self.summary)

    def tier_for(self, regimes: Iterable[str]) -> int:
        """Give the strictest tier of verification that one of ``regimes`` asks for this kind."""
        return max([self.tier, *(self.tier_under.get(regime, 0) for regime in regimes)])


class Regime(Struct, frozen=True, forbid_unknown_fields=True):
    """A law: where it holds and for what."""

    id: str
    places: tuple[str, ...]
    about: tuple[Literal["coverage", "website", "job"], ...]
    name: Text
    source: str
    checked: date


class Period(Struct, frozen=True, forbid_unknown_fields=True):
    """A span of time as a law writes it."""

    count: int
    unit: Literal["business", "calendar", "month"]

    def __post_init__(self) -> None:
        """Refuse a time that no law would give."""
        if not 0 <= self.count <= 400:
            raise ValueError(f"count is {self.count}; it must be between 0 and 400")


class Deadline(Struct, frozen=True, forbid_unknown_fields=True):
    """By when one law wants some kinds answered."""

    id: str
    regime: str
    kinds: tuple[str, ...]
    respond: Period
    source: str
    confirmed: bool
    checked: date
    acknowledge: Period | None = None
    extend: Period | None = None
    note: str = ""


class _Kinds(Struct, frozen=True, forbid_unknown_fields=True):
    group: tuple[Group, ...]
    kind: tuple[Kind, ...]
    about_me: tuple[Ask, ...]


class _Regimes(Struct, frozen=True, forbid_unknown_fields=True):
    groups: dict[str, tuple[str, ...]]
    regime: tuple[Regime, ...]


class _Deadlines(Struct, frozen=True, forbid_unknown_fields=True):
    deadline: tuple[Deadline, ...]


class Rules(Struct, frozen=True):
    """All rules together; made by :func:`load`, which has checked that they fit each other.

    ``known`` are the ids of all kinds that our texts or the organisation's may speak of.
    """

    groups: tuple[Group, ...]
    kinds: dict[str, Kind]
    about_me: dict[str, Ask]
    regimes: tuple[Regime, ...]
    regions: dict[str, tuple[str, ...]]
    deadlines: tuple[Deadline, ...]
    known: frozenset[str] = frozenset()

    def regimes_for(self, residence: str, about: str) -> tuple[Regime, ...]:
        """Give the laws that hold for somebody who lives in ``residence`` (``US-CA``, ``DE``)."""
        country = residence.partition("-")[0]
        places = {residence, country, *(name for name, all_ in self.regions.items() if country in all_)}
        return tuple(r for r in self.regimes if about in r.about and places.intersection(r.places))

    def deadlines_for(self, kind: str, regimes: Iterable[Regime]) -> tuple[Deadline, ...]:
        """Give the rows that hold for ``kind``, the organisation's own promise among them."""
        valid = {HOUSE, *(regime.id for regime in regimes)}
        return tuple(row for row in self.deadlines if kind in row.kinds and row.regime in valid)


def load(chosen: Iterable[str], own: Path | None = None) -> Rules:
    """Read the rules, the organisation's own files in ``own`` before ours, for the ``chosen`` regimes.

    :raises BadFile: when a file is bad, or names what another file lacks.
    """
    kinds = shipped_or_own("kinds.toml", _Kinds, own)
    regimes = shipped_or_own("regimes.toml", _Regimes, own)
    deadlines = shipped_or_own("deadlines.toml", _Deadlines, own)
    rules = Rules(
        groups=kinds.group,
        kinds={kind.id: kind for kind in kinds.kind},
        about_me={ask.id: ask for ask in kinds.about_me},
        regimes=tuple(regime for regime in regimes.regime if regime.id in set(chosen)),
        regions=regimes.groups,
        deadlines=deadlines.deadline,
        known=frozenset(kind.id for kind in (*kinds.kind, *read(SHIPPED / "kinds.toml", _Kinds).kind)),
    )
    _expect_once((kind.id for kind in kinds.kind), own or SHIPPED)
    _check(rules, own or SHIPPED, set(chosen), {regime.id for regime in regimes.regime})
    return rules


def _check(rules: Rules, folder: Path, chosen: set[str], known: set[str]) -> None:
    """Refuse a reference from one file to what another doesn't hold."""
    groups = {group.id for group in rules.groups}
    _expect(rules.about_me, FACTS, folder / "kinds.toml", "about_me.id")
    for kind in rules.kinds.values():
        for name, value, valid in (
            ("group", [kind.group], groups),
            ("about_me", kind.about_me, set(rules.about_me)),
            ("tier_under", kind.tier_under, known),
        ):
            _expect(value, valid, folder / "kinds.toml", f"kind “{kind.id}”.{name}")
    for row in rules.deadlines:
        _expect(row.kinds, set(rules.kinds), folder / "deadlines.toml", f"deadline “{row.id}”.kinds")
        _expect([row.regime], known | {HOUSE}, folder / "deadlines.toml", f"deadline “{row.id}”.regime")
    _expect(chosen, known, Path("privet.toml"), "organisation.regimes")
    for kind_id in rules.kinds:
        if not rules.deadlines_for(kind_id, ()):
            raise BadFile(folder / "deadlines.toml", f"no row of regime “{HOUSE}” for kind “{kind_id}”")


def _expect_once(ids: Iterable[str], folder: Path) -> None:
    for name, count in Counter(ids).items():
        if count > 1:
            raise BadFile(folder / "kinds.toml", f"kind “{name}” stands {count} times")


def _said(*texts: Text) -> None:
    for text in texts:
        if not text or not all(words.strip() for words in text.values()):
            raise ValueError("a text is empty")


def _expect(given: Iterable[str], valid: set[str], path: Path, key: str) -> None:
    for name in given:
        if name not in valid:
            raise BadFile(path, f"“{name}” is unknown; known are {', '.join(sorted(valid))}", key)
