"""Files with letters: made for their owner alone, never over another one, and whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

import click


def check_free(*paths: Path | None) -> None:
    """Refuse to write over a file: the codes in it would be lost."""
    for path in paths:
        if path is not None and path.exists():
            raise click.ClickException(f"{path} exists already; nothing was changed.")


def write(files: dict[Path, bytes], count: Callable[[], None]) -> None:
    """Write files that only their owner may read, and keep them if ``count`` lets what is in them count."""
    made: list[Path] = []
    try:
        for path, content in files.items():
            made.append(_written(path, content))
        count()
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def _written(path: Path, content: bytes) -> Path:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.ClickException(f"{path} exists already; nothing was changed.") from None
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}; nothing was changed.") from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return path
