"""Reading an organisation from its instance folder, with every check that its forms can be printed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from privet import config
from privet.domain import (
    datafiles,
    geometry,
    links,
    majority,
    modelform,
    places,
    record,
    rules,
    sheets,
    stationery,
    typeface,
)
from privet.domain.datafiles import BadFile, CannotStart
from privet.domain.office import ENVELOPES, WINDOWS, Office
from privet.storage.errors import CannotOpen
from privet.storage.place import Place

if TYPE_CHECKING:
    from privet.storage.store import Store as Store  # noqa: PLC0414 - for web, which may not look there


def open_office(folder: Path) -> Office:
    """Read what ``folder`` says of the organisation.

    :raises BadFile: when something can't be used or printed, with file, key and reason.
    """
    settings = config.load(folder)
    own = folder / settings.site.folders.data
    office = Office(settings, rules.load(settings.organisation.regimes, own), own)
    geometry.check(own)
    _check_record(own)
    _check_exit(settings.site.quick_exit, own, folder / config.FILE)
    if (own / "authorities.toml").exists():
        places.authorities(own)  # Ours are read when they are needed first.
    _check_address(office, folder)
    _check_signs(settings.organisation, folder / config.FILE, "organisation")
    _check_signs(office.rules, datafiles.where("kinds.toml", own), "")
    if form := modelform.load(own):
        modelform.check(form, office.rules.kinds, own / modelform.FILE)
    return office


def _check_record(own: Path) -> None:
    """Read the organisation's own rules for records; ours are read when they are needed first."""
    if (own / "record.toml").exists():
        record.fields(own)
    if (own / "majority.toml").exists():
        majority.ages(own)


def _check_exit(address: str, own: Path, file: Path) -> None:
    """Refuse a way out that isn't registered like every link to another site."""
    if not links.holds(links.register(own), address):
        raise BadFile(file, f"“{address}” must be the address of a link in links.toml", "site.quick_exit")


def place_of(folder: Path, settings: config.Settings) -> Place:
    """Say where the instance in ``folder`` keeps what it keeps.

    :raises BadFile: when the configuration holds a password and others may read it.
    """
    file = folder / config.FILE
    if urlsplit(settings.database).password and file.stat().st_mode & 0o077:
        reason = f"holds a password and others may read it; use passfile=, or chmod 600 {file}"
        raise BadFile(file, reason, "database")
    return Place(folder, folder / settings.site.folders.keys, settings.database)


def open_store(folder: Path, settings: config.Settings) -> "Store":
    """Open what the instance in ``folder`` keeps; keys and database are made where there are none yet.

    :raises CannotStart: with one line that says what to mend.
    """
    from privet.storage import opening  # noqa: PLC0415 - pages that need no database load none

    today = datetime.now(ZoneInfo(settings.organisation.time_zone)).date()
    with _said(folder):
        return opening.open_store(place_of(folder, settings), today)


def prepare(folder: Path, settings: config.Settings) -> None:
    """Do what a start may have to do once: make or change what is kept, and finish a publication.

    :raises CannotStart: with one line that says what to mend.
    """
    from privet.storage import glance  # noqa: PLC0415 - workers look at nothing, and need no cipher for it

    statements = folder / settings.site.folders.statements
    with _said(folder):
        if glance.is_in_order(place_of(folder, settings)) and not any(statements.rglob(".*.new")):
            return
    from privet.domain import publishing  # noqa: PLC0415 - rarely needed, and long to load

    store = open_store(folder, settings)
    publishing.complete(store, statements)
    store.close()


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    """Say of what can’t be opened which file to mend."""
    try:
        yield
    except OSError as error:
        raise CannotStart(f"{error.filename or folder}: {error.strerror}") from None
    except CannotOpen as error:
        at = f"{folder / config.FILE}: " if str(error).startswith("database: ") else ""
        raise CannotStart(f"{at}{error}") from error


def _check_address(office: Office, folder: Path) -> None:
    """Refuse an address too long for a window or an envelope, as it is printed for post from abroad."""
    settings = office.settings
    address = settings.mail_in_address.block("GB" if settings.mail_in_address.country != "GB" else "US")
    try:
        for paper, envelope in WINDOWS.items():
            sheets.check_address(address, paper, envelope, office.own)
        for name in ENVELOPES.values():
            stationery.address_setting(name, address, office.own)
    except sheets.AddressDoesNotFit as error:
        key = "mail_in.address" if settings.mail_in.address else "organisation.address"
        measures = datafiles.where("envelopes.toml", office.own)
        by = "" if measures.parent == datafiles.SHIPPED else f", by the measures in {measures}"
        raise BadFile(folder / config.FILE, f"{error}{by}", key) from None
    except sheets.NoLayout as error:
        raise BadFile(folder / settings.site.folders.data / "envelopes.toml", str(error)) from None


def _check_signs(value: object, file: Path, key: str) -> None:
    """Refuse texts that our typeface can't print."""
    if signs := typeface.missing("".join(_texts(msgspec.to_builtins(value)))):
        raise BadFile(file, f"no letter shape for {signs}; forms could not be printed", key)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
