"""What the register of vendors holds: its rows, who confirmed what, and what changed over time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from privet.domain.languages import Text

Kind = Literal["vendor", "affiliate"]
What = Literal["added", "attested", "reopened", "expired", "ended"]
ORDER: tuple[What, ...] = ("added", "reopened", "attested", "expired", "ended")  # Within one day.


class Publication(NamedTuple):
    """A version of the statement, and the day on which it was published."""

    version: str
    published: date


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the register. ``attested`` holds the day of each version that they confirmed."""

    id: str
    name: str
    function: str
    data: tuple[str, ...]
    purpose: Text
    contract: str
    region: str
    contract_from: date
    added_on: date
    kind: Kind = "vendor"
    contract_until: date | None = None
    sub_vendors: tuple[str, ...] = ()
    ended_on: date | None = None
    attested: Mapping[str, date] = field(default_factory=dict)

    def is_current(self, today: date) -> bool:
        """Say whether they still work for us."""
        return self.ended_on is None or self.ended_on > today

    def is_expired(self, today: date) -> bool:
        """Say whether their contract ran out; they may handle nothing any more."""
        return self.contract_until is not None and self.contract_until < today


@dataclass(frozen=True)
class Standing:
    """Whether a vendor confirmed the newest version: the day on which it did, or since when we wait."""

    version: str
    attested_on: date | None
    pending_since: date


def standing(entry: Entry, versions: Sequence[Publication]) -> Standing | None:
    """Say whether ``entry`` confirmed the newest version; nothing while none is published."""
    if not versions:
        return None
    newest = max(versions, key=lambda version: version.published)
    since = max(newest.published, entry.added_on)
    return Standing(newest.version, entry.attested.get(newest.version), since)


@dataclass(frozen=True)
class Change:
    """What happened on a day: to the vendor ``name``, or to all of them by a version of the statement."""

    day: date
    what: What
    name: str = ""
    version: str = ""


def changes(entries: Sequence[Entry], versions: Sequence[Publication], today: date) -> list[Change]:
    """Give all that happened until ``today``, the newest first."""
    found = [change for entry in entries for change in _of(entry)]
    for version, published in versions:
        if any(entry.added_on < published and entry.is_current(published) for entry in entries):
            found.append(Change(published, "reopened", version=version))
    past = (change for change in found if change.day <= today)
    return sorted(past, key=lambda change: (change.day, ORDER.index(change.what), change.name), reverse=True)


def _of(entry: Entry) -> Iterator[Change]:
    yield Change(entry.added_on, "added", entry.name)
    for version, day in entry.attested.items():
        yield Change(day, "attested", entry.name, version)
    until = entry.contract_until
    if until and (entry.ended_on is None or until < entry.ended_on):
        yield Change(until, "expired", entry.name)
    if entry.ended_on:
        yield Change(entry.ended_on, "ended", entry.name)
