"""The statement and the terms, version by version: which holds, which is coming, what the home page says."""

import logging
import os
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from privet.domain.datafiles import SHIPPED as DATA
from privet.domain.datafiles import BadFile
from privet.domain.statement_files import About, StatementAbout, Version, read_all

SHIPPED = DATA / "statements"
TERMS = "terms"
NOTICE = timedelta(days=30)
AGAIN = 1.0  # Seconds after which files that couldn’t be read are tried once more.

Standing = Literal["in_force", "coming", "superseded"]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """What the home page says of a new version: to everybody, until the end of the day ``last``."""

    version: Version
    before: Version
    last: date


@dataclass(frozen=True, eq=False)
class Series:
    """Versions of one text in the order of publication."""

    versions: tuple[Version, ...] = ()

    def known(self, today: date) -> tuple[Version, ...]:
        """Give those that are published by ``today``."""
        return tuple(version for version in self.versions if version.published <= today)

    def in_force(self, today: date) -> Version | None:
        """Give the one that holds on ``today``; of two from the same day on, the one published later."""
        held = (version for version in self.known(today) if version.effective <= today)
        return max(held, key=lambda version: (version.effective, version.published), default=None)

    def coming(self, today: date) -> Version | None:
        """Give the one that is published and will hold next."""
        later = [version for version in self.known(today) if version.effective > today]
        first = min((version.effective for version in later), default=today)
        return next((version for version in reversed(later) if version.effective == first), None)

    def standing(self, version: Version, today: date) -> Standing:
        """Tell whether ``version`` holds, will hold, or held."""
        if version is self.in_force(today):
            return "in_force"
        return "coming" if version.effective > today else "superseded"

    def by_day(self, day: date) -> Version | None:
        """Give the one that was published on ``day``."""
        return next((version for version in self.versions if version.published == day), None)

    def by_number(self, number: str) -> Version | None:
        """Give the one that people name ``number``."""
        return next((version for version in self.versions if version.number == number), None)

    def before(self, version: Version) -> Version | None:
        """Give the one that was published before ``version``."""
        earlier = [other for other in self.versions if other.published < version.published]
        return earlier[-1] if earlier else None

    def notices(self, today: date) -> tuple[Notice, ...]:
        """Give what the home page has to say on ``today``, the newest first.

        A change is told for at least thirty days from its publication, and until it holds. The first
        version of all changes nothing.
        """
        pairs = [(version, self.before(version)) for version in reversed(self.known(today))]
        told = (Notice(version, before, last_day(version)) for version, before in pairs if before)
        return tuple(notice for notice in told if today <= notice.last)


@dataclass(frozen=True, eq=False)
class Archive(Series):
    """All versions of the statement, and beside them all of the terms; one that never changes."""

    terms: Series = field(default_factory=Series)

    def terms_of(self, version: Version) -> Version | None:
        """Give the version of the terms that belongs to a version of the statement."""
        return self.terms.by_number(version.terms)


@dataclass(frozen=True)
class _Kept:
    archive: Archive
    stamp: object
    again: float = float("inf")


_kept: dict[tuple[Path, bool], _Kept] = {}


def archive(folder: Path, demonstration: bool) -> Archive:
    """Give the versions in ``folder`` as it is now; ours, where a demonstration has none of its own.

    It is read again when something is put into the folder. Should that be unusable, what was read
    before stays.

    :raises BadFile: when nothing was read before.
    """
    known, stamped = _kept.get((folder, demonstration)), stamp(folder)
    if known and known.stamp == stamped and time.monotonic() < known.again:
        return known.archive
    try:
        fresh = _Kept(load(folder, demonstration), stamped)
    except BadFile as error:
        if known is None:
            raise
        if known.stamp != stamped:
            log.error("%s; the statement stays as it was", error)  # noqa: TRY400 - one line, no trace
        fresh = _Kept(known.archive, stamped, time.monotonic() + AGAIN)
    _kept[folder, demonstration] = fresh
    return fresh.archive


def load(folder: Path, demonstration: bool) -> Archive:
    """Read the versions in ``folder`` from the disk.

    :raises BadFile: for one that can’t be used, with file, key and reason.
    """
    return Archive(
        _own_or_shipped("", folder, StatementAbout, demonstration),
        Series(_own_or_shipped(TERMS, folder, About, demonstration)),
    )


def stamp(folder: Path) -> tuple[int, int]:
    """Give what changes whenever a version is put into ``folder``; costs two looks at a folder."""
    return _changed(str(folder)), _changed(f"{folder}/{TERMS}")


def last_day(version: Version) -> date:
    """Give the last day on which the home page tells of ``version``."""
    return max(version.published + NOTICE, version.effective)


def _own_or_shipped(name: str, folder: Path, kind: type[About], demonstration: bool) -> tuple[Version, ...]:
    own = read_all(folder / name, kind)
    return own or (read_all(SHIPPED / name, kind) if demonstration else ())


def _changed(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns  # noqa: PTH116 - asked for on every request of the home page
    except OSError:
        return 0
