"""Reading an organisation from its instance folder, with every check that its forms can be printed."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from privet import config
from privet.domain import datafiles, geometry, modelform, places, rules, sheets, stationery, typeface
from privet.domain.datafiles import BadFile
from privet.domain.office import ENVELOPES, WINDOWS, Office


def open_office(folder: Path) -> Office:
    """Read what ``folder`` says of the organisation.

    :raises BadFile: when something can't be used or printed, with file, key and reason.
    """
    settings = config.load(folder)
    own = folder / settings.site.folders.data
    office = Office(settings, rules.load(settings.organisation.regimes, own), own)
    geometry.check(own)
    if (own / "authorities.toml").exists():
        places.authorities(own)  # Ours are read when they are needed first.
    _check_address(office, folder)
    _check_signs(settings.organisation, folder / config.FILE, "organisation")
    _check_signs(office.rules, datafiles.where("kinds.toml", own), "")
    if form := modelform.load(own):
        modelform.check(form, office.rules.kinds, own / modelform.FILE)
    return office


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
