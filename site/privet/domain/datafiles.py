"""Reading TOML files into typed values; a bad file is refused with its name, the key and the reason."""

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

SHIPPED = Path(__file__).parent.parent / "data"

T = TypeVar("T")


class CannotStart(Exception):
    """Why the site can't start, in one line that says what to mend."""


class BadFile(CannotStart):
    """A file that can't be used, said in one line: which file, which key, and why."""

    def __init__(self, path: Path, reason: str, key: str = "") -> None:
        super().__init__(f"{path}: {key + ': ' if key else ''}{reason}")


def read(path: Path, kind: type[T]) -> T:
    """Read the TOML file at ``path`` as a ``kind``.

    :raises BadFile: when it is missing, isn't TOML, or holds an unknown key or a value of the wrong type.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8-sig")), kind)
    except OSError as error:
        raise BadFile(path, error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise BadFile(path, "is not text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadFile(path, f"is not valid TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise BadFile(path, *_reason_and_key(str(error))) from None


def shipped_or_own(name: str, kind: type[T], own: Path | None) -> T:
    """Read data file ``name`` from the folder ``own`` if the organisation put one there, else ours."""
    return read(where(name, own), kind)


def rows(name: str, kind: type[T], own: Path | None) -> dict[str, T]:
    """Read data file ``name`` as :func:`shipped_or_own` does, with a ``kind`` for each of its tables.

    :raises BadFile: as ``read``, with the name of the table before the key.
    """
    path = where(name, own)
    return {key: _row(path, key, row, kind) for key, row in read(path, dict[str, dict[str, Any]]).items()}


def where(name: str, own: Path | None) -> Path:
    """Give the path of data file ``name``: in the folder ``own`` if it is there, else among ours."""
    path = own / name if own else None
    return path if path and path.exists() else SHIPPED / name


def _row(path: Path, key: str, row: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        reason, inner = _reason_and_key(str(error))
        raise BadFile(path, reason, f"{key}.{inner}" if inner else key) from None


def _reason_and_key(message: str) -> tuple[str, str]:
    """Split msgspec's "reason - at `$.a.b[0]`" into the reason and the key as one writes it in TOML."""
    reason, _, place = message.partition(" - at `")
    key = place.rstrip("`").removeprefix("$").removeprefix(".")
    return re.sub(r"^Object ", "", reason).replace("`", "“", 1).replace("`", "”", 1), key
