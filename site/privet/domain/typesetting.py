"""Typst, as all our printed matter uses it: data in as JSON, a tagged PDF out, nothing written to disk."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from privet.domain import typeface

if TYPE_CHECKING:
    import typst

ONE_AT_A_TIME = threading.RLock()
PATIENCE = 5.0  # Seconds to wait for one's turn.


class SheetFailed(Exception):
    """The sheet couldn't be made; the message holds nothing that was typed."""


class TooBusy(Exception):
    """So many sheets are being made that this one would have waited too long."""


def typeset(template: str, data: dict[str, Any], written: datetime) -> bytes:
    """Set ``templates/letters/<template>.typ`` with ``data``, whose texts :func:`printable` has gone through.

    The same data and time give the same bytes. Never call this in a process that forks afterwards: its
    children could make no sheets.

    :param written: the time in the file's metadata, with its zone.
    :raises TooBusy: when too many others wait.
    :raises SheetFailed: for any other reason.
    """
    _check(written)
    page = msgspec.json.encode(data).decode()
    with _Quietly():
        return compile_page(template, page, written.astimezone(UTC).replace(microsecond=0))
    raise SheetFailed(f"no sheet from {template}.typ")


def compile_page(template: str, page: str, stamp: datetime) -> bytes:
    """Set a page; the compiler serves one thread at a time, and lets the others run meanwhile."""
    with _turn():
        made = compiler(template).compile(
            format="pdf", sys_inputs={"data": page}, pdf_standards=["ua-1"], timestamp=stamp
        )
    return cast("bytes", made)  # One file for all pages, as always with this format.


def query(template: str, data: dict[str, Any], written: datetime, label: str) -> tuple[bytes, Any]:
    """Set a page as ``typeset`` does, and give what its metadata say that carry ``label``, in their order.

    :raises TooBusy: when too many others wait.
    :raises SheetFailed: when it couldn't be made.
    """
    _check(written)
    page = msgspec.json.encode(data).decode()
    with _Quietly(), _turn():  # Another page between the two would be asked instead.
        made = compile_page(template, page, written.astimezone(UTC).replace(microsecond=0))
        return made, msgspec.json.decode(compiler(template).query(f"<{label}>", field="value"))
    raise SheetFailed(f"no sheet from {template}.typ")


def printable(value: Any) -> Any:
    """Make every text in a value of dictionaries and lists printable.

    :raises typeface.UnprintableText: when the typeface lacks a sign.
    """
    if isinstance(value, str):
        return typeface.printable(value)
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return [printable(item) for item in value] if isinstance(value, list | tuple) else value


def _check(written: datetime) -> None:
    """Refuse what can't end well: a time without a zone, and a compiler whose threads stayed elsewhere."""
    if written.tzinfo is None:
        raise ValueError("written needs a time zone")
    if _home() != os.getpid():
        raise SheetFailed("this process forked after the first sheet; Typst would wait for ever")


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one's turn, but not for ever."""
    if not ONE_AT_A_TIME.acquire(timeout=PATIENCE):
        raise TooBusy
    try:
        yield
    finally:
        ONE_AT_A_TIME.release()


class _Quietly:
    """Drops what went wrong in the block: Typst's messages may quote what was typed.

    What follows the block then raises outside of a handler, which keeps them out of any trace. A panic in
    Typst is a ``BaseException`` that no other handler would take.
    """

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Drop the error, but let go on what isn't Typst's."""
        return not isinstance(error, TooBusy | KeyboardInterrupt | SystemExit)


@cache
def _home() -> int:
    """Remember the process in which the first sheet was made."""
    return os.getpid()


@cache
def compiler(template: str) -> "typst.Compiler":
    """Make this process's compiler of one template; it reads our templates and our typeface, nothing else."""
    import typst  # noqa: PLC0415 - a site that just started has nothing to print yet

    root = Path(str(files("templates"))) / "letters"
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[typeface.file().parent]
    )
    return typst.Compiler(root / f"{template}.typ", root=root, font_paths=fonts)
