"""What of a browser is counted: the figures and buckets of ``compatibility.toml``, a closed list of totals.

Nothing here remembers what a browser said of itself, not even to be quicker the next time.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import Struct

from privet.domain import datafiles
from privet.domain.datafiles import BadFile
from privet.domain.languages import Text

FILE = "compatibility.toml"
OTHER = "other"
LONGEST_HEADER = 512
LAST_VERSION = 399
LONGEST_VERSION = 4  # With its dot; what is longer is none of ours.
ID = re.compile(r"[a-z0-9][a-z0-9.]{0,15}")
DIGITS = re.compile(r"[0-9]+")
ENDS = frozenset(("", "-", ",", ";", " "))  # What stands behind the first two or three letters of a language.

Pair = tuple[str, str]


class Bucket(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of browser, system, language or protocol, and the marks by which it is known."""

    id: str
    name: Text
    marks: tuple[str, ...]
    also: str = ""


class Figure(Struct, frozen=True, forbid_unknown_fields=True):
    """A figure: what it tells apart, and which decision of the organisation it serves."""

    id: str
    source: Literal["user_agent", "language", "http"]
    title: Text
    decision: Text
    bucket: tuple[Bucket, ...]
    versions: bool = False
    kept_apart: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what can't be told apart."""
        for name in (self.id, *(bucket.id for bucket in self.bucket)):
            if not ID.fullmatch(name) or name == OTHER:
                raise ValueError(f"id “{name}” is not written like chrome or 1.1")
        if len({bucket.id for bucket in self.bucket}) < len(self.bucket):
            raise ValueError(f"{self.id}: two buckets have the same id")
        if not all(bucket.marks and all(bucket.marks) for bucket in self.bucket):
            raise ValueError(f"{self.id}: a bucket has an empty mark, which everything would fit")
        if unknown := set(self.kept_apart) - {bucket.id for bucket in self.bucket}:
            raise ValueError(f"{self.id}: keeps “{min(unknown)}” apart, which is none of its buckets")
        if not in_words(self.decision):
            raise ValueError(f"{self.id}: says no decision that it serves; then it may not be counted")

    def allows(self, bucket: str) -> bool:
        """Say whether ``bucket`` is one that can be counted."""
        name, _, version = bucket.partition(" ")
        if version and not (
            self.versions and DIGITS.fullmatch(version) and 1 <= int(version) <= LAST_VERSION
        ):
            return False
        return bucket == OTHER or name in {known.id for known in self.bucket}


class CompatibilityFile(Struct, frozen=True, forbid_unknown_fields=True):
    """All of ``compatibility.toml``."""

    robots: tuple[str, ...]
    figure: tuple[Figure, ...]


class Sorter:
    """Sorts what browsers say of themselves into buckets, with as little work as it takes.

    All that it holds is made from the list at the start: each pair of a figure and a bucket is there already.
    """

    def __init__(self, figures: tuple[Figure, ...]) -> None:
        """Prepare the marks of each figure, in order."""
        of_agent = [figure for figure in figures if figure.source == "user_agent"]
        words = [figure for figure in figures if figure.source != "user_agent"]
        self._agents = tuple(
            (
                tuple((m, b.also, _pairs(figure, b)) for b in figure.bucket for m in b.marks),
                (figure.id, OTHER),
            )
            for figure in of_agent
        )
        self._words = tuple(
            (
                figure.source == "language",
                {mark: (figure.id, bucket.id) for bucket in figure.bucket for mark in bucket.marks},
                (figure.id, OTHER),
            )
            for figure in words
        )

    def __call__(self, agent: str, languages: str, protocol: str) -> tuple[Pair, ...]:
        """Give for each figure the bucket into which these headers fall."""
        agent = agent[:LONGEST_HEADER]
        found = []
        for marks, other in self._agents:
            for mark, also, pairs in marks:
                if mark in agent and also in agent:
                    found.append(pairs.get(_version(agent, mark), other) if len(pairs) > 1 else pairs[""])
                    break
            else:
                found.append(other)
        language = (
            languages[:2] if languages[2:3] in ENDS else languages[:3] if languages[3:4] in ENDS else ""
        )
        for is_language, buckets, other in self._words:
            found.append(buckets.get(language.lower() if is_language else protocol, other))
        return tuple(found)


@dataclass(frozen=True)
class Compatibility:
    """The figures that are counted here, ready to sort what a browser says of itself."""

    figures: tuple[Figure, ...]
    robots: tuple[str, ...]
    proxied: bool = False

    @property
    def counted(self) -> tuple[Figure, ...]:
        """Give the figures that are counted here: a proxy hides by which protocol browsers come."""
        return tuple(figure for figure in self.figures if not (self.proxied and figure.source == "http"))

    @property
    def kept_apart(self) -> list[tuple[str, str]]:
        """Give the figures and buckets that lose their own row last."""
        return [(figure.id, bucket) for figure in self.figures for bucket in figure.kept_apart]

    def is_robot(self, agent: str) -> bool:
        """Say whether a program that reads for others names itself in ``agent``."""
        lowered = agent[:LONGEST_HEADER].lower()
        for mark in self.robots:  # noqa: SIM110 - any() takes twice as long, and every visit pays for it
            if mark in lowered:
                return True
        return False

    @cached_property
    def sort(self) -> "Sorter":
        """Give what sorts headers into buckets."""
        return Sorter(self.counted)

    def allows(self, figure: str, bucket: str) -> bool:
        """Say whether this pair is on the closed list."""
        return any(known.id == figure and known.allows(bucket) for known in self.figures)


def load(own: Path | None, *, proxied: bool = False) -> Compatibility:
    """Read the figures and the marks of robots.

    :raises BadFile: with file, key and reason.
    """
    path = datafiles.where(FILE, own)
    found = datafiles.read(path, CompatibilityFile)
    ids = [figure.id for figure in found.figure]
    if len(set(ids)) < len(ids):
        raise BadFile(path, "two figures have the same id", "figure")
    if not all(mark and mark == mark.lower() for mark in found.robots):
        raise BadFile(path, "its marks must be lower-case words", "robots")
    return Compatibility(found.figure, found.robots, proxied)


def in_words(text: Text) -> bool:
    """Say whether a text holds words in each of its languages."""
    return bool(text) and all(words.strip() for words in ([text] if isinstance(text, str) else text.values()))


def _pairs(figure: Figure, bucket: Bucket) -> dict[str, Pair]:
    """Give the pairs of a bucket by version as browsers write it, or the only one."""
    if not figure.versions:
        return {"": (figure.id, bucket.id)}
    return {str(n): (figure.id, f"{bucket.id} {n}") for n in range(1, LAST_VERSION + 1)}


def _version(agent: str, mark: str) -> str:
    """Give what stands right after ``mark`` up to the first dot; for a version of ours, its whole number."""
    start = agent.index(mark) + len(mark)
    return agent[start : start + LONGEST_VERSION].partition(".")[0]
