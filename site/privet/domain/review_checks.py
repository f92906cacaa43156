"""The checks that a review makes by itself; each gives its result and one line that says more."""

import ssl
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from privet.domain import events
from privet.domain.datafiles import SHIPPED
from privet.domain.events import BrokenChain
from privet.domain.review import Told
from privet.domain.review_tls import agreed, weak
from privet.storage import keys
from privet.storage.store import Store

if TYPE_CHECKING:
    from privet.config import Settings

OLDEST_KEY = 400  # Days: a year, and a month to do it in.
OLDEST_BACKUP = 8  # Days: a week, and a day to do it in.
BACKUPS = "backups"
LOCK = "locked.txt"


@dataclass(frozen=True)
class Answer:
    """What one address of the site answered."""

    path: str
    status: int
    headers: tuple[tuple[str, str], ...]

    def values(self, name: str) -> list[str]:
        """Give all values of a header."""
        return [value for each, value in self.headers if each.casefold() == name.casefold()]


@dataclass(frozen=True)
class Surface:
    """All that visitors can fetch, and the headers that each must have; ``own`` are those that differ."""

    expected: Mapping[str, str]
    answers: tuple[Answer, ...]
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a review looks at: the instance and its store, its pages, and the address where it is served."""

    folder: Path
    settings: "Settings"
    store: Store
    now: datetime
    address: str
    look: Callable[[], Surface]

    @cached_property
    def surface(self) -> Surface:
        """Fetch every page, once."""
        return self.look()


def headers(ground: Ground) -> Told:
    """Hold the headers of every answer against the strict set."""
    surface = ground.surface
    for answer in surface.answers:
        if answer.status >= 500:
            return "fault", f"{answer.path} answers {answer.status}; look into the log"
        for name, value in (dict(surface.expected) | dict(surface.own.get(answer.path, {}))).items():
            if (found := answer.values(name)) != [value]:
                said = " and ".join(f"“{each}”" for each in found) or "nothing"
                return "fault", f"{answer.path} says {said} for {name}; it should say “{value}”"
    if not surface.answers:
        return "fault", "no page could be fetched"
    return "ok", f"{len(surface.answers)} addresses send all {len(surface.expected)} strict headers"


def cookies(ground: Ground) -> Told:
    """Look for a cookie in any answer."""
    answers = ground.surface.answers
    for answer in answers:
        if found := answer.values("Set-Cookie"):
            return "fault", f"{answer.path} sets the cookie {found[0].partition('=')[0]}; no page may"
    return (
        ("ok", f"{len(answers)} addresses, no cookie") if answers else ("fault", "no page could be fetched")
    )


def tls(ground: Ground) -> Told:
    """Connect as a browser does; then offer only what nobody should accept any more."""
    parts = urlsplit(ground.address if "://" in ground.address else f"https://{ground.address}")
    host, port = parts.hostname or "", parts.port or 443
    try:
        protocol, cipher, bits = agreed(host, port)
    except ssl.SSLError as error:
        return "fault", f"{ground.address} speaks no TLS that is still safe ({error.reason})"
    except OSError:
        advice = "start the site first, or name another --address"
        return "impossible", f"not checked, since nothing answers at {ground.address}; {advice}"
    if bits < 128 or not any(name in cipher for name in ("GCM", "CHACHA20", "CCM")):
        return "fault", f"{protocol} with {cipher}, {bits} bits: too weak; see docs/server.md"
    try:
        accepted = weak(host, port)
    except OSError:
        return (
            "impossible",
            f"not checked whether {ground.address} refuses what is weak: it said nothing; try again",
        )
    if accepted:
        return "fault", f"{ground.address} still accepts {accepted}; allow TLS 1.2 and 1.3 alone"
    return "ok", f"{protocol}, {cipher}, {bits} bit"


def keys_age(ground: Ground) -> Told:
    """Look at the age of the field key in use."""
    made = ground.store.keys.field[0].made
    age = (ground.now.date() - made).days
    if age > OLDEST_KEY:
        return "fault", f"the newest key is {age} days old, of {made}; run: privet keys rotate"
    return "ok", f"the newest key is of {made}"


def file_modes(ground: Ground) -> Told:
    """Look for a secret file that others on the machine may read or change."""
    secret = [path for path in _secret_files(ground) if path.is_file()]
    opened = [path for path in secret if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if opened:
        return "fault", f"others may read {opened[0]}; run: chmod 600 {' '.join(map(str, opened))}"
    return "ok", f"{len(secret)} files, readable for their owner alone"


def event_chain(ground: Ground) -> Told:
    """Go through the whole chain of events."""
    try:
        head = events.verify(ground.store)
    except BrokenChain as error:
        return "fault", f"{error}; find out who could write to the database"
    return "ok", f"{head.number} events, none changed or missing; write down the head: {head}"


def backups_age(ground: Ground) -> Told:
    """Look at the age of the newest copy."""
    folder = ground.folder / BACKUPS
    times = [path.stat().st_mtime for path in folder.rglob("*") if path.is_file()]
    if not times:
        return "fault", f"no copy in {folder}; {_how_to_copy(ground)}"
    days = int((ground.now.timestamp() - max(times)) // 86_400)
    if days > OLDEST_BACKUP:
        return "fault", f"the newest copy is {days} days old; {_how_to_copy(ground)}"
    return "ok", f"the newest copy is of {time.strftime('%Y-%m-%d', time.localtime(max(times)))}"


def dependencies(_ground: Ground) -> Told:
    """Hold what is installed against the versions that the site was tested with."""
    wanted = locked()
    astray = []
    for name, version in wanted.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "missing"
        if found != version:
            astray.append(f"{name} is {found}, tested was {version}")
    if astray:
        more = f" and {len(astray) - 1} more" if astray[1:] else ""
        return "fault", f"{astray[0]}{more}; run: pip install --require-hashes -r requirements.txt"
    return "ok", f"all {len(wanted)} programs are the versions that were tested"


def locked() -> dict[str, str]:
    """Give the version that each package was tested with."""
    lines = (SHIPPED / LOCK).read_text("utf-8").split()
    return {name: version for name, _, version in (line.partition("==") for line in lines)}


CHECKS: dict[str, Callable[[Ground], Told]] = {
    check.__name__: check
    for check in (headers, tls, cookies, keys_age, file_modes, event_chain, backups_age, dependencies)
}


def _secret_files(ground: Ground) -> Iterator[Path]:
    place = ground.store.place
    yield place.keys / keys.FILE
    if ground.store.is_sqlite:
        yield from place.folder.glob(f"{place.file.name}*")
    if urlsplit(ground.settings.database).password:
        yield ground.folder / "privet.toml"
    yield from (ground.folder / ground.settings.site.folders.certificates).glob("*key*")
    yield from (ground.folder / BACKUPS).rglob("*")


def _how_to_copy(ground: Ground) -> str:
    if not ground.store.is_sqlite:
        return f"let pg_dump write one there, and keep the copy of {ground.store.place.keys} elsewhere"
    return f"stop the site, copy {ground.store.place.file} into it, and keep the copy of the keys elsewhere"
