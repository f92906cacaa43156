"""The promises: what keeps each one, which tests prove it, and what shows it now."""

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from privet.domain import statement_text
from privet.domain.datafiles import SHIPPED, BadFile, rows
from privet.domain.evidence import Evidence, Witness
from privet.domain.statement_files import Version

FILE = "promises.toml"
FAILING = {"overdue", "broken"}


class Promise(Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the table: what it is about, what keeps it, which tests prove it, what shows it.

    ``keeper`` and ``evidence`` are dotted names; ``how`` says in a plain line how it is kept. A row without a
    keeper is open: later work will keep it, and no statement may make it before.
    """

    title: dict[str, str]
    how: dict[str, str] = {}
    keeper: str = ""
    evidence: str = ""
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A promise as it stands: its id and sentence, its row, what shows it, and what is wrong."""

    id: str
    sentence: str
    promise: Promise
    evidence: Evidence | None
    faults: tuple[str, ...]


@cache
def table() -> Mapping[str, Promise]:
    """Give every promise by its id, those that are still open among them.

    :raises BadFile: when the file can't be used.
    """
    return rows(FILE, Promise, None)


def of_version(version: Version, witness: Witness) -> list[Kept]:
    """Give the promises that ``version`` makes, in its order, each with its evidence as of now."""
    sentences = statement_text.promises(version.spoken(witness.language).text)
    return [stands(name, sentence, witness) for name, sentence in sentences.items()]


def stands(name: str, sentence: str, witness: Witness) -> Kept:
    """Look how one promise stands."""
    promise = table().get(name, Promise(title={}))
    evidence = _witnessed(promise, witness)
    return Kept(name, sentence, promise, evidence, tuple(_faults(promise, evidence)))


def open_ones(made: Iterable[str] = ()) -> dict[str, Promise]:
    """Give the promises that nothing keeps yet, or that are kept and not among those ``made``."""
    return {
        name: promise for name, promise in table().items() if not promise.keeper and name not in set(made)
    }


def faults(version: Version, witness: Witness) -> Iterator[BadFile]:
    """Say which promises of ``version`` nothing keeps, no test proves or the evidence contradicts."""
    path = version.spoken(witness.language).path
    for kept in of_version(version, witness):
        for fault in kept.faults:
            yield BadFile(path, f"{fault}; take the promise out, or see to it first", kept.id)


def _faults(promise: Promise, evidence: Evidence | None) -> Iterator[str]:
    if not promise.keeper:
        yield "nothing keeps it yet"
    elif found(promise.keeper) is None:
        yield f"its keeper {promise.keeper} is gone"
    if not promise.tests:
        yield "no test proves it"
    if evidence and evidence.state in FAILING:
        yield f"its evidence is against it: {evidence.text}"


def _witnessed(promise: Promise, witness: Witness) -> Evidence | None:
    look: Callable[[Witness], Evidence] | None = found(promise.evidence) if promise.evidence else None
    return look(witness) if look else None


def found(dotted: str) -> Any:
    """Give what a dotted name such as ``privet.domain.links.register`` stands for; nothing if it is gone."""
    parts = dotted.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            value: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            value = getattr(value, part, None)
        return value
    return None


def path() -> Path:
    """Give the file that holds the table."""
    return SHIPPED / FILE
