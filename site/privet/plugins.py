"""Rooms: how they are declared, found by the entry-point group ``privet.blueprints``, and installed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from flask import Blueprint, Flask

from privet.domain import topics
from privet.domain.datafiles import CannotStart
from privet.domain.languages import Text
from privet.web.house import House

GROUP = "privet.blueprints"
NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, kw_only=True)
class Room:
    """One part of the site, as its package declares it.

    ``menu`` is its place in the main menu, lowest first, or nothing to stay out of it; ``audience`` says
    for whom it is, and makes it a route on the home page; ``topics`` is its folder of texts; ``promises``
    are the ids that it shows.
    """

    blueprint: Blueprint
    title: Text
    menu: int | None = None
    audience: Text | None = None
    promises: tuple[str, ...] = ()
    topics: Path | None = None
    home: str = "index"

    @property
    def name(self) -> str:
        """Give the room's name, which is its blueprint's."""
        return self.blueprint.name

    @property
    def endpoint(self) -> str:
        """Give the endpoint of its first page."""
        return f"{self.name}.{self.home}"


class BadRoom(CannotStart):
    """A room that can't be opened: which one, whose, and why."""

    def __init__(self, entry: EntryPoint, reason: str) -> None:
        owner = entry.dist.name if entry.dist else entry.value
        super().__init__(f"room “{entry.name}” of {owner}: {reason}")


def install(app: Flask) -> None:
    """Open every installed room in ``app``.

    :raises BadRoom: for one that is broken, badly named or a duplicate.
    """
    house: House = app.extensions["privet"]
    house.rooms = find(entry_points(group=GROUP))
    for room in house.rooms.values():
        app.register_blueprint(room.blueprint)
        if room.topics:
            folders = (room.topics, house.own_topics / room.name)
            languages = house.settings.organisation.languages
            house.topics[room.name] = topics.load(folders, languages, house.rules.kinds)


def find(entries: Iterable[EntryPoint]) -> dict[str, Room]:
    """Load the rooms of ``entries`` by name, each checked."""
    rooms: dict[str, Room] = {}
    for entry in sorted(entries, key=lambda entry: (entry.name, entry.value)):
        if entry.name in rooms:
            raise BadRoom(entry, "another installed package has a room of that name; remove one of them")
        room = _load(entry)
        prefixes = {other.blueprint.url_prefix: name for name, other in rooms.items()}
        if room.blueprint.url_prefix in prefixes:
            owner = prefixes[room.blueprint.url_prefix]
            raise BadRoom(entry, f"room “{owner}” already answers at {room.blueprint.url_prefix}")
        rooms[entry.name] = room
    return rooms


def _load(entry: EntryPoint) -> Room:
    if not NAME.fullmatch(entry.name):
        raise BadRoom(entry, "is not named in lower-case letters, digits and underscores")
    try:
        room = entry.load()
    except Exception as error:
        raise BadRoom(entry, f"can't be loaded: {type(error).__name__}: {error}") from error
    if not isinstance(room, Room):
        raise BadRoom(entry, f"{entry.value} is a {type(room).__name__}, not a privet.plugins.Room")
    if room.name != entry.name:
        raise BadRoom(entry, f"its blueprint is named “{room.name}”; the two names must be the same")
    if room.name == "static" or not (room.blueprint.url_prefix or room.name == "front"):
        raise BadRoom(entry, "its blueprint has no url_prefix of its own")
    return room
