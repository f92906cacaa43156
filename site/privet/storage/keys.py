"""The key ring: one file outside the database, mode 0600, that holds what opens it and its sealed fields."""

import os
import secrets
import stat
import tomllib
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import msgspec
from msgspec import Struct

from privet.storage.errors import CannotOpen

FILE = "privet.keys"
HEAD = """\
# The keys of this site. Whoever holds this file and the database can read everything; without this file
# nobody can. Keep a copy of it apart from the backups of the database. Mode 0600, or the site won’t start.
# The first field key is the one in use; older ones open what was written, or backed up, before.
# Lasting keys are never removed: by them we know addresses that want no mail, and links in old mails.
"""


class FieldKey(Struct, frozen=True, forbid_unknown_fields=True):
    """A key for sealed fields: 32 bytes in hexadecimal, and the day on which it was made."""

    key: str
    made: date

    @property
    def secret(self) -> bytes:
        """Give the key's 32 bytes."""
        return bytes.fromhex(self.key)

    @property
    def id(self) -> bytes:
        """Give the eight bytes by which a sealed value names its key; they tell nothing of the key."""
        return sha256(b"privet field key" + self.secret).digest()[:8]


class KeyFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file holds: the database's key, the field keys and the lasting keys, those in use first."""

    database: str
    field: tuple[FieldKey, ...]
    lasting: tuple[FieldKey, ...] = ()


def fresh(today: date) -> KeyFile:
    """Make the keys of a new site, written nowhere yet."""
    return KeyFile(database=secrets.token_hex(32), field=(_fresh(today),), lasting=(_fresh(today),))


def with_fresh_key(keys: KeyFile, today: date) -> KeyFile:
    """Put a new field key in front."""
    return msgspec.structs.replace(keys, field=(_fresh(today), *keys.field))


def with_lasting_key(keys: KeyFile, today: date) -> KeyFile:
    """Put a new lasting key in front; those from before stay for good."""
    return msgspec.structs.replace(keys, lasting=(_fresh(today), *keys.lasting))


def write(folder: Path, keys: KeyFile) -> None:
    """Replace the file in one step: after a crash it holds the old keys or the new ones."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = [HEAD, f'database = "{keys.database}"']
    for name, ring in (("field", keys.field), ("lasting", keys.lasting)):
        lines += [f'\n[[{name}]]\nkey = "{key.key}"\nmade = {key.made}' for key in ring]
    new = folder / f"{FILE}.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / FILE)
    sync(folder)


def sync(folder: Path) -> None:
    """Bring the names in ``folder`` to the disk, as fsync(2) does for a directory."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def load(folder: Path) -> KeyFile:
    """Read the keys in ``folder``.

    :raises CannotOpen: when others may read the file, or it holds something else than random keys.
    """
    path = folder / FILE
    try:
        check_mode(path)
        keys = msgspec.convert(tomllib.loads(path.read_text("utf-8")), KeyFile)
    except OSError as error:
        raise CannotOpen(f"{path}: {error.strerror}") from None
    except (ValueError, msgspec.ValidationError):
        raise CannotOpen(f"{path}: isn’t written as privet wrote it; take it from its backup") from None
    if not keys.field:
        raise CannotOpen(f"{path}: field: there is no field key; take the file from its backup")
    _check_key(path, keys.database, "database")
    for name, ring in (("field", keys.field), ("lasting", keys.lasting)):
        for number, key in enumerate(ring):
            _check_key(path, key.key, f"{name}[{number}].key")
    return keys


def check_mode(path: Path) -> None:
    """Refuse a secret file that anybody but its owner may read or change.

    :raises CannotOpen: with the command that mends it.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise CannotOpen(
            f"{path}: other people may read it (mode {mode:04o}); mend it with: chmod 600 {path}"
        )


def _fresh(today: date) -> FieldKey:
    return FieldKey(key=secrets.token_hex(32), made=today)


def _check_key(path: Path, key: str, name: str) -> None:
    """Refuse what no random generator gives: wrong length, or a pattern such as zeros or an example."""
    try:
        secret = bytes.fromhex(key)
    except ValueError:
        raise CannotOpen(f"{path}: {name}: is not written in hexadecimal digits") from None
    if len(secret) != 32 or len(key) != 64:
        raise CannotOpen(f"{path}: {name}: has {len(key)} hexadecimal digits, not 64")
    steps = {(after - before) % 256 for before, after in pairwise(secret)}
    if len(set(secret)) < 16 or len(steps) < 8:
        raise CannotOpen(f"{path}: {name}: is no random key; was it filled in by hand?")
