"""What the running site knows of itself: its settings, rules, rooms and topics, read once at the start."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from privet import config
from privet.domain import modelform, rules
from privet.domain.modelform import ModelForm
from privet.domain.office import Office
from privet.domain.topics import Topics
from privet.opening import open_office

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
    model_form: ModelForm | None = None

    @property
    def own_data(self) -> Path:
        """Give the folder in which the organisation overrides data files."""
        return self.folder / self.settings.site.folders.data

    @property
    def own_topics(self) -> Path:
        """Give the folder in which the organisation adds and overrides topics."""
        return self.folder / self.settings.site.folders.topics

    @property
    def office(self) -> Office:
        """Give what the domain needs to print a form."""
        return Office(self.settings, self.rules, self.own_data)

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
    """Read what ``folder`` says of the organisation."""
    office = open_office(folder)
    model_form = modelform.load(office.own)
    app.extensions["privet"] = House(folder, office.settings, office.rules, model_form=model_form)


def house() -> House:
    """Give the house of the application that answers this request."""
    found: House = current_app.extensions["privet"]
    return found
