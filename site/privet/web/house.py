"""What the running site knows of itself: its settings, rules, rooms and topics, read once at the start."""

import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from privet import config
from privet.domain import modelform, rules, statements
from privet.domain.modelform import ModelForm
from privet.domain.office import Office
from privet.domain.topics import Topics
from privet.opening import open_office, open_store

if TYPE_CHECKING:
    from privet.opening import Store
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
    _store: "Store | None" = None
    _opening: Lock = field(default_factory=Lock)
    _day: tuple[float, float, date] = (0.0, 0.0, date.min)

    @property
    def store(self) -> "Store":
        """Give what is kept; it is opened when a page needs it first, so that the others do without.

        :raises CannotStart: when it can't be opened.
        """
        with self._opening:
            if self._store is None:
                self._store = open_store(self.folder, self.settings)
            return self._store

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

    @cached_property
    def statements_folder(self) -> Path:
        """Give the folder of the organisation's published statements and terms."""
        return self.folder / self.settings.site.folders.statements

    @property
    def statements(self) -> statements.Archive:
        """Give the versions of the statement and the terms, as the folder holds them now."""
        return statements.archive(self.statements_folder, self.settings.demonstration)

    def edition(self) -> object:
        """Give what changes when a kept page may have: a statement was published, or a new day has begun."""
        return self.statements, self.today()

    def today(self) -> date:
        """Give the day in the organisation's zone; every page asks, so it is worked out once a day."""
        begins, ends, _day = self._day
        if not begins <= time.time() < ends:
            midnight = self.now().replace(hour=0, minute=0, second=0, microsecond=0)
            tomorrow = (midnight + timedelta(days=1)).timestamp()
            self._day = midnight.timestamp(), tomorrow, midnight.date()
        return self._day[2]

    @cached_property
    def secure_paths(self) -> tuple[str, ...]:
        """Give how the addresses of the secure rooms begin."""
        return tuple(f"{room.blueprint.url_prefix}/" for room in self.rooms.values() if room.secure)

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
    opened = House(folder, office.settings, office.rules, model_form=model_form)
    _ = opened.statements  # What can't be read stops the start, not a visitor's request.
    app.extensions["privet"] = opened


def house() -> House:
    """Give the house of the application that answers this request."""
    found: House = current_app.extensions["privet"]
    return found
