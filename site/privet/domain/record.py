"""The fields of the record that is kept on a person, and what may be done with each of them."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from privet.domain.datafiles import SHIPPED, BadFile, rows, where
from privet.domain.languages import in_language

FILE = "record.toml"
# What no employer sees, whatever a file says; corrections of them are never an employer's to decide.
NEVER_ENROLMENT = frozenset({"ssn", "birth_date", "dependents", "email", "confidential_address"})
Input = Literal["text", "date", "email", "address", "ssn"]


class Field(Struct, frozen=True, kw_only=True):
    """One field of the record, as ``record.toml`` describes it."""

    id: str
    label: str | dict[str, str]
    individualized: bool = False
    enrolment: bool = False
    correctable: bool = False
    removable: bool = False
    masked: bool = False
    asks: Literal["representative", "office", "self"] = "office"
    input: Input = "text"
    columns: tuple[str, ...] = ()


class _Row(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    label: str | dict[str, str]
    individualized: bool = False
    enrolment: bool = False
    correctable: bool = False
    removable: bool = False
    masked: bool = False
    asks: Literal["representative", "office", "self"] = "office"
    input: Input = "text"
    columns: tuple[str, ...] | None = None


@cache
def fields(own: Path | None = None) -> tuple[Field, ...]:
    """Give the fields in the order of the page, as the organisation describes them in the folder ``own``.

    :raises BadFile: for a file that lacks a field, invents one, or opens to employers what is never theirs.
    """
    found = _read(own)
    ours = {field.id: field for field in _read(None)}
    path = where(FILE, own)
    if strange := {field.id for field in found} ^ set(ours):
        raise BadFile(path, "must hold the same fields as ours", min(strange))
    for field in found:
        if field.columns != ours[field.id].columns:
            raise BadFile(path, "columns are those of the database; leave them as they came", field.id)
        if field.id in NEVER_ENROLMENT and (field.enrolment or field.asks == "representative"):
            raise BadFile(path, "is never shown to an employer, nor theirs to decide", field.id)
    return found


def enrolment(own: Path | None = None) -> tuple[Field, ...]:
    """Give what a representative may see of the members of the own group."""
    return tuple(field for field in fields(own) if field.enrolment)


def field(name: str, own: Path | None = None) -> Field | None:
    """Give the field with this id."""
    return next((field for field in fields(own) if field.id == name), None)


def columns(chosen: tuple[Field, ...]) -> tuple[str, ...]:
    """Give the columns of a person's row that hold the chosen fields."""
    return tuple(column for field in chosen for column in field.columns)


def label(column: str, language: str, own: Path | None = None) -> str:
    """Name the field that a column holds, or the column itself where it holds none."""
    named = next((f for f in fields(own) if column == f.id or column in f.columns), None)
    return in_language(named.label, language) if named else column


def _read(own: Path | None) -> tuple[Field, ...]:
    folder = own if own and (own / FILE).exists() else SHIPPED
    return tuple(_field(name, row) for name, row in rows(FILE, _Row, folder).items())


def _field(name: str, row: _Row) -> Field:
    values: dict[str, Any] = msgspec.structs.asdict(row)
    return Field(id=name, **values | {"columns": (name,) if row.columns is None else row.columns})
