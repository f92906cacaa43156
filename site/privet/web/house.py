"""What the running site knows of itself: its settings, rules, rooms and topics, read once at the start."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
from flask import Flask, current_app

from privet import config
from privet.domain import places, rules, sheets, typeface
from privet.domain.datafiles import BadFile
from privet.domain.mailin import WINDOWS
from privet.domain.topics import Topics

if TYPE_CHECKING:
    from privet.plugins import Room


@dataclass
class House:
    """The facts behind every page."""

    folder: Path
    settings: config.Settings
    rules: rules.Rules
    rooms: "dict[str, Room]" = field(default_factory=dict)
    topics: dict[str, Topics] = field(default_factory=dict)

    @property
    def own_data(self) -> Path:
        """Give the folder in which the organisation overrides data files."""
        return self.folder / self.settings.site.folders.data

    @property
    def own_topics(self) -> Path:
        """Give the folder in which the organisation adds and overrides topics."""
        return self.folder / self.settings.site.folders.topics

    def now(self) -> datetime:
        """Give the time in the organisation's zone."""
        return datetime.now(ZoneInfo(self.settings.organisation.time_zone))

    def audiences(self) -> "list[Room]":
        """Give the audience routes in the order of the menu."""
        return [room for room in self.menu() if room.audience]

    def menu(self) -> "list[Room]":
        """Give the rooms that stand in the menu, in its order."""
        return sorted(
            (r for r in self.rooms.values() if r.menu is not None), key=lambda r: (r.menu or 0, r.name)
        )


def open_house(app: Flask, folder: Path) -> None:
    """Read what ``folder`` says of the organisation, and check that its address fits its envelopes."""
    settings = config.load(folder)
    own = folder / settings.site.folders.data
    house = House(folder=folder, settings=settings, rules=rules.load(settings.organisation.regimes, own))
    abroad = "GB" if settings.mail_in_address.country != "GB" else "US"
    try:
        for paper, envelope in WINDOWS.items():
            sheets.check_address(settings.mail_in_address.block(abroad), paper, envelope)
    except sheets.AddressDoesNotFit as error:
        key = "mail_in.address" if settings.mail_in.address else "organisation.address"
        raise BadFile(folder / config.FILE, str(error), key) from None
    if signs := typeface.missing("".join(_texts(msgspec.to_builtins(settings.organisation)))):
        raise BadFile(
            folder / config.FILE, f"no letter shape for {signs}; forms could not be printed", "organisation"
        )
    places.authorities(own)
    app.extensions["privet"] = house


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def house() -> House:
    """Give the house of the application that answers this request."""
    found: House = current_app.extensions["privet"]
    return found
