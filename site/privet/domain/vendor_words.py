"""The closed lists of the register of vendors, and the check of a row against them."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from privet.domain.datafiles import BadFile, shipped_or_own, where
from privet.domain.languages import Text, in_language
from privet.domain.places import is_place
from privet.domain.vendor_entries import Entry

FILE = "vendors.toml"
FUNCTIONS = ("administrative", "technical", "hosting", "marketing", "other")  # As the statement says (P19).
NOTHING = "nothing"
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID = 64
LONGEST_NAME = 200


class NotAccepted(Exception):
    """What can’t go into the register: which field, and a sentence that says why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.field = name


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """How each function, kind of data and contract is called on pages."""

    functions: dict[str, str | dict[str, str]]
    data: dict[str, str | dict[str, str]]
    contracts: dict[str, str | dict[str, str]]

    def of_function(self, name: str, language: str) -> str:
        """Name a function."""
        return in_language(self.functions.get(name, name), language)

    def of_data(self, names: tuple[str, ...], language: str) -> str:
        """Name kinds of data, in the order of the list."""
        known = [name for name in self.data if name in names]
        rest = [name for name in names if name not in self.data]
        return "; ".join(in_language(self.data.get(name, name), language) for name in [*known, *rest])

    def of_contract(self, name: str, language: str) -> str:
        """Name a kind of contract."""
        return in_language(self.contracts.get(name, name), language)


@cache
def words(own: Path | None = None) -> Words:
    """Read the lists, the organisation's own instead of ours.

    :raises BadFile: when the functions aren't the five, or a text is empty.
    """
    found = shipped_or_own(FILE, Words, own)
    path = where(FILE, own)
    if set(found.functions) != set(FUNCTIONS):
        raise BadFile(path, f"must name exactly {', '.join(FUNCTIONS)}", "functions")
    if NOTHING not in found.data:
        raise BadFile(path, f"lacks “{NOTHING}”, for those who handle no data of anybody", "data")
    for key, texts in (("functions", found.functions), ("data", found.data), ("contracts", found.contracts)):
        for name, text in texts.items():
            if not is_said(text):
                raise BadFile(path, "is empty", f"{key}.{name}")
    return found


def is_said(text: Text) -> bool:
    """Say whether a text says something, in each language that it has."""
    wordings = [text] if isinstance(text, str) else list(text.values())
    return bool(wordings) and all(wording.strip() for wording in wordings)


def check(entry: Entry, known: Words) -> None:
    """Refuse what the public list couldn't say truly or plainly.

    :raises NotAccepted: with the field that must be mended.
    """
    unknown = [name for name in entry.data if name not in known.data]
    faults = {
        "id": "" if _is_id(entry.id) else f"“{entry.id}” is not written like an-id: a-z, 0-9 and hyphens",
        "name": ""
        if 0 < len(entry.name.strip()) <= LONGEST_NAME
        else f"is empty or longer than {LONGEST_NAME}",
        "function": _listed(entry.function, known.functions),
        "data": _listed(unknown[0], known.data) if unknown else _alone(entry.data),
        "purpose": ""
        if is_said(entry.purpose)
        else "is empty; say in a sentence what they do for visitors or for us",
        "contract": _listed(entry.contract, known.contracts),
        "region": "" if is_place(entry.region) else f"{entry.region} is no place such as US-OH or DE",
        "until": _order(entry),
        "sub": "" if all(name.strip() for name in entry.sub_vendors) else "is empty",
    }
    for name, fault in faults.items():
        if fault:
            raise NotAccepted(name, fault)


def _is_id(text: str) -> bool:
    return len(text) <= LONGEST_ID and ID.fullmatch(text) is not None


def _listed(name: str, known: Mapping[str, object]) -> str:
    return "" if name in known else f"{name} is unknown; known are {', '.join(known)}"


def _alone(data: tuple[str, ...]) -> str:
    if not data:
        return "is missing; say what they handle, if only “nothing”"
    return f"“{NOTHING}” stands alone" if NOTHING in data and len(data) > 1 else ""


def _order(entry: Entry) -> str:
    until = entry.contract_until
    if until and until < entry.contract_from:
        return f"{until} is before the contract begins, on {entry.contract_from}"
    return (
        f"{until} is past; whose contract ran out may handle nothing"
        if entry.is_expired(entry.added_on)
        else ""
    )
