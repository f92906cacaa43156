"""The kinds of optional mail, as ``data/mail_kinds.toml`` lists them; an organisation may have its own."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from privet.domain import datafiles
from privet.domain.datafiles import BadFile

FILE = "mail_kinds.toml"
Said = dict[str, str]


class Kind(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind: what it is, an example, and at most how many go out within how many days."""

    name: Said
    about: Said
    example: Said
    most: Annotated[int, Meta(ge=1, le=60)]
    days: Annotated[int, Meta(ge=1, le=366)]

    @property
    def span(self) -> timedelta:
        """Give the time within which at most ``most`` go out."""
        return timedelta(days=self.days)


@cache
def kinds(own: Path | None = None) -> dict[str, Kind]:
    """Give the kinds by id, in the order of the file.

    :raises BadFile: for an id that isn’t written in small letters, or a file without any kind.
    """
    found = datafiles.rows(FILE, Kind, own)
    path = datafiles.where(FILE, own)
    if not found:
        raise BadFile(path, "there is no kind of mail")
    for kind in found:
        if not (kind.isascii() and kind.isalpha() and kind.islower() and len(kind) <= 32):
            raise BadFile(path, "is not written in at most 32 small letters", kind)
    return found
