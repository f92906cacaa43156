"""Where a store is, and how one process at a time makes or changes it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FILE = "privet.db"
MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Place:
    """Where a store is: the instance's folder, its keys' folder, and a PostgreSQL address or nothing."""

    folder: Path
    keys: Path
    url: str = ""

    @property
    def file(self) -> Path:
        """Give the SQLite file, which is there unless ``url`` names another database."""
        return self.folder / FILE

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only process on this machine that opens, migrates or changes keys, for the block."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
