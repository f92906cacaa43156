"""Publishing a version: its files and the event that says so, both or neither, also when the power fails."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from privet.domain import events
from privet.domain.datafiles import BadFile
from privet.domain.statement_files import StatementAbout, Version, Wording, pending
from privet.domain.statements import SHIPPED, TERMS
from privet.storage.store import Store

STATEMENT_PUBLISHED = "statement.published"
TERMS_PUBLISHED = "terms.published"


def publish(store: Store, folder: Path, version: Version) -> None:
    """Put ``version`` into ``folder``, after an event that holds the SHA-256 of each of its files.

    The files wait beside their places until the event is safely recorded, and then take them. Should
    that be interrupted, nobody sees the version until :func:`complete` finishes it.

    :raises BadFile: when another version stands in its place.
    :raises StorageUnavailable: when the event can't be written; nothing was published then.
    """
    home = folder if is_statement(version) else folder / TERMS
    home.mkdir(parents=True, exist_ok=True)
    places = {home / _name(wording): wording.source for wording in version.wordings.values()}
    with _alone(home) as directory:
        for place, source in places.items():
            if place.exists() and place.read_bytes() != source:
                raise BadFile(place, "is another version’s already; publish that one again to complete it")
        for place, source in places.items():
            _write(pending(place), source)
        os.fsync(directory)
        if not is_recorded(store, version):
            with store.writing():
                events.record(store, _act(version))
        _appear(home, list(places), directory)


def complete(store: Store, folder: Path) -> list[str]:
    """Finish what was interrupted between the event and the files; gives the numbers of those versions."""
    done: list[str] = []
    for kind, home in ((STATEMENT_PUBLISHED, folder), (TERMS_PUBLISHED, folder / TERMS)):
        if not any(home.glob(".*.new")):
            continue
        with _alone(home) as directory:
            for detail in events.of_action(store, kind):
                places = {
                    home / f"{detail['published']}.{code}.md": d for code, d in detail["sha256"].items()
                }
                waiting = [place for place in places if not place.exists()]
                if waiting and all(_waits(place, places[place]) for place in waiting):
                    _appear(home, waiting, directory)
                    done.append(detail["version"])
    return done


def is_recorded(store: Store, version: Version) -> bool:
    """Tell whether the publishing of just this version, byte for byte, was begun or done before."""
    act = _act(version)
    return act.detail in events.of_action(store, act.action)


def is_statement(version: Version) -> bool:
    """Tell a version of the statement from one of the terms."""
    return isinstance(version.about, StatementAbout)


def kind_of(version: Version) -> str:
    """Give the kind of event that publishing ``version`` is."""
    return STATEMENT_PUBLISHED if is_statement(version) else TERMS_PUBLISHED


def keep_shipped(folder: Path) -> list[Path]:
    """Put the versions that a demonstration began with into ``folder``, so that the archive keeps them."""
    kept: list[Path] = []
    for name in ("", TERMS):
        home = folder / name
        home.mkdir(parents=True, exist_ok=True)
        with _alone(home) as directory:
            sources = {home / path.name: path.read_bytes() for path in sorted((SHIPPED / name).glob("*.md"))}
            own = set(home.glob("*.md"))
            if own == set(sources) or any(path.read_bytes() != sources.get(path) for path in own):
                continue
            for place, source in sources.items():
                _write(pending(place), source)
            _appear(home, list(sources), directory)
            kept += sources
    return kept


def _act(version: Version) -> events.Act:
    detail = {
        "version": version.number,
        "published": version.published.isoformat(),
        "sha256": version.digests,
    }
    return events.Act(actor="command", action=kind_of(version), detail=detail)


def _name(wording: Wording) -> str:
    return f"{wording.about.published}.{wording.language}.md"


@contextmanager
def _alone(home: Path) -> Iterator[int]:
    """Let one process at a time publish into ``home``."""
    directory = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield directory
    finally:
        os.close(directory)


def _write(path: Path, source: bytes) -> None:
    with path.open("wb") as file:
        file.write(source)
        file.flush()
        path.chmod(0o644)
        os.fsync(file.fileno())


def _waits(place: Path, digest: str) -> bool:
    """Tell whether the file that shall stand at ``place`` waits beside it, whole."""
    waiting = pending(place)
    return waiting.exists() and hashlib.sha256(waiting.read_bytes()).hexdigest() == digest


def _appear(home: Path, places: list[Path], directory: int) -> None:
    """Let files that wait take their places, and running sites look at the folder once more."""
    for place in places:
        pending(place).replace(place)
    with suppress(PermissionError):  # Then the folder is somebody else’s; its own clock has to do.
        seen = home.stat()
        # Two renames may fall on one tick of the clock: a site that looked in between must look again.
        os.utime(home, ns=(seen.st_atime_ns, seen.st_mtime_ns + 1))
    os.fsync(directory)
