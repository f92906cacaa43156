"""What one can ask for, under which law, and by when: the data files as typed values, checked together."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from msgspec import Struct

from privet.domain.datafiles import SHIPPED, BadFile, read, shipped_or_own
from privet.domain.deadlines import HOUSE, SUBJECTS, Deadline, DeadlinesFile, Period, first_due
from privet.domain.kinds import FACTS, Ask, Declaration, Group, Kind, KindsFile, Never, Oath, Text
from privet.domain.languages import in_language

About = Literal["coverage", "website", "job"]


class Regime(Struct, frozen=True, forbid_unknown_fields=True):
    """A law: where it holds, for what, and what it covers in plain words."""

    id: str
    places: tuple[str, ...]
    about: tuple[About, ...]
    name: Text
    scope: Text
    source: str
    checked: date


class _Regimes(Struct, frozen=True, forbid_unknown_fields=True):
    groups: dict[str, tuple[str, ...]]
    regime: tuple[Regime, ...]


class Rules(Struct, frozen=True):
    """All rules together; made by :func:`load`, which has checked that they fit each other.

    ``known`` are the ids of all kinds that our texts or the organisation's may speak of.
    """

    groups: tuple[Group, ...]
    kinds: dict[str, Kind]
    about_me: dict[str, Ask]
    declarations: dict[int, Declaration]
    oath: Oath
    never: dict[str, Never]
    regimes: tuple[Regime, ...]
    regions: dict[str, tuple[str, ...]]
    deadlines: tuple[Deadline, ...]
    known: frozenset[str] = frozenset()

    def regimes_for(self, residence: str, about: str) -> tuple[Regime, ...]:
        """Give the laws that hold for somebody who lives in ``residence`` (``US-CA``, ``DE``)."""
        country = residence.partition("-")[0]
        places = {residence, country, *(name for name, all_ in self.regions.items() if country in all_)}
        return tuple(r for r in self.regimes if about in r.about and places.intersection(r.places))

    def offered(self, residence: str, about: str) -> tuple[Kind, ...]:
        """Give the kinds that one may ask for there; all that some law gives while no residence is named.

        A law adds to what the organisation offers everybody, and takes nothing away.
        """
        laws = self.regimes_for(residence, about) if residence else self.regimes
        valid = {HOUSE, *(regime.id for regime in laws)}
        return tuple(kind for kind in self.kinds.values() if valid.intersection(kind.basis))

    def deadlines_for(self, kind: str, regimes: Iterable[Regime], way: str = "post") -> tuple[Deadline, ...]:
        """Give the rows that hold for ``kind``, the organisation's own promise among them."""
        valid = {HOUSE, *(regime.id for regime in regimes)}
        rows = (row for row in self.deadlines if kind in row.kinds and row.regime in valid)
        return tuple(row for row in rows if not row.ways or way in row.ways)


class Law(Struct, frozen=True):
    """What holds for one request: the rules, the laws of its country and subject, the office’s days off."""

    rules: Rules
    country: str
    regimes: tuple[Regime, ...]
    closed: tuple[date, ...] = ()

    def tier(self, kind: Kind) -> int:
        """Give how far the identity of who asks for ``kind`` is checked."""
        return kind.tier_for(regime.id for regime in self.regimes)

    def declaration(self, kind: Kind, *, usual: bool = False) -> Text:
        """Give what is signed for ``kind``, whose tier is 1 at least: its own words, or those of its tier."""
        text = self.rules.declarations[self.tier(kind)].text
        oath = self.rules.oath.us if self.country == "US" else self.rules.oath.elsewhere
        chosen = text if usual or not kind.declaration else kind.declaration
        return {
            language: words.replace("{oath}", in_language(oath, language))
            for language, words in chosen.items()
        }

    def due(self, kind: Kind, received: date) -> tuple[date, Period]:
        """Give the day by which ``kind`` is answered, and the period from which it follows."""
        rows = self.rules.deadlines_for(kind.id, self.regimes)
        day, _row, period = first_due(received, rows, self.closed)
        return day, period


def load(chosen: Iterable[str], own: Path | None = None) -> Rules:
    """Read the rules, the organisation's own files in ``own`` before ours, for the ``chosen`` regimes.

    :raises BadFile: when a file is bad, or names what another file lacks.
    """
    kinds = shipped_or_own("kinds.toml", KindsFile, own)
    regimes = shipped_or_own("regimes.toml", _Regimes, own)
    deadlines = shipped_or_own("deadlines.toml", DeadlinesFile, own)
    rules = Rules(
        groups=kinds.group,
        kinds={kind.id: kind for kind in kinds.kind},
        about_me={ask.id: ask for ask in kinds.about_me},
        declarations={declaration.tier: declaration for declaration in kinds.declaration},
        oath=kinds.oath,
        never={never.id: never for never in kinds.never},
        regimes=tuple(regime for regime in regimes.regime if regime.id in set(chosen)),
        regions=regimes.groups,
        deadlines=deadlines.deadline,
        known=frozenset(kind.id for kind in (*kinds.kind, *_shipped(kinds, own).kind)),
    )
    _expect_once((kind.id for kind in kinds.kind), own or SHIPPED)
    _check(rules, own or SHIPPED, set(chosen), {regime.id for regime in regimes.regime})
    return rules


def _shipped(kinds: KindsFile, own: Path | None) -> KindsFile:
    """Give our own kinds, which ``kinds`` are unless the organisation has others."""
    return read(SHIPPED / "kinds.toml", KindsFile) if own and (own / "kinds.toml").exists() else kinds


def _check(rules: Rules, folder: Path, chosen: set[str], known: set[str]) -> None:
    """Refuse a reference from one file to what another doesn't hold."""
    kinds, deadlines = folder / "kinds.toml", folder / "deadlines.toml"
    _expect(rules.about_me, FACTS, kinds, "about_me.id")
    _expect(("1", "2", "3"), {str(tier) for tier in rules.declarations}, kinds, "declaration.tier")
    for kind in rules.kinds.values():
        for name, value, valid in (
            ("group", [kind.group], {group.id for group in rules.groups}),
            ("about_me", kind.about_me, set(rules.about_me)),
            ("never", kind.never, set(rules.never)),
            ("basis", kind.basis, known | {HOUSE}),
            ("tier_under", kind.tier_under, known),
            ("notes", kind.notes, known),
        ):
            _expect(value, valid, kinds, f"kind “{kind.id}”.{name}")
    for row in rules.deadlines:
        _expect(row.kinds, {*rules.kinds, *SUBJECTS}, deadlines, f"deadline “{row.id}”.kinds")
        _expect([row.regime], known | {HOUSE}, deadlines, f"deadline “{row.id}”.regime")
    _expect(chosen, known, Path("privet.toml"), "organisation.regimes")
    for kind_id in rules.kinds:
        if not any(row.respond and row.begins == date.min for row in rules.deadlines_for(kind_id, ())):
            raise BadFile(deadlines, f"no row of regime “{HOUSE}” gives kind “{kind_id}” a period")


def _expect_once(ids: Iterable[str], folder: Path) -> None:
    for name, count in Counter(ids).items():
        if count > 1:
            raise BadFile(folder / "kinds.toml", f"kind “{name}” stands {count} times")


def _expect(given: Iterable[str], valid: set[str], path: Path, key: str) -> None:
    for name in given:
        if name not in valid:
            raise BadFile(path, f"“{name}” is unknown; known are {', '.join(sorted(valid))}", key)
