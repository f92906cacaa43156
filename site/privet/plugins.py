"""Rooms: how they are declared, found by the entry-point group ``privet.blueprints``, and installed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from flask import Blueprint, Flask

from privet.domain import links, topics
from privet.domain.datafiles import CannotStart
from privet.domain.languages import Text
from privet.web.access import open_to_everyone
from privet.web.house import House

GROUP = "privet.blueprints"
NAME = re.compile(r"[a-z][a-z0-9_]*")
PREFIX = re.compile(r"(/[a-z0-9-]+)+")


@dataclass(frozen=True, kw_only=True)
class Room:
    """One part of the site, as its package declares it.

    ``menu`` is its place in the main menu, lowest first, or nothing to stay out of it; ``audience`` says
    for whom it is, and makes it a route on the home page; ``topics`` is its folder of texts; ``promises``
    are the ids that it shows; ``counted`` lets its pages count in the figures, as totals of a day. Pages of
    a ``secure`` room may need a session, and its cookie is read there and nowhere else.
    """

    blueprint: Blueprint
    title: Text
    menu: int | None = None
    audience: Text | None = None
    promises: tuple[str, ...] = ()
    topics: Path | None = None
    counted: bool = False
    secure: bool = False
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
        if room.blueprint.has_static_folder:
            open_to_everyone(app.view_functions[f"{room.name}.static"])
        if room.topics:
            folders = (room.topics, house.own_topics / room.name)
            languages = house.settings.organisation.languages
            register = links.register(house.own_data)
            house.topics[room.name] = topics.load(folders, languages, house.rules.known, register)
    _check_installed(app, house.rooms)


def _check_installed(app: Flask, rooms: dict[str, Room]) -> None:
    """Refuse a room that lacks a page it is linked by, or answers where another does."""
    owners: dict[str, str] = {}
    for room in sorted(rooms.values(), key=lambda room: room.name != "front"):
        needed = [room.endpoint] * (room.menu is not None) + [f"{room.name}.topic"] * (
            room.topics is not None
        )
        for endpoint in needed:
            if endpoint not in app.view_functions:
                raise CannotStart(f"room “{room.name}”: it has no view “{endpoint.partition('.')[2]}”")
        rules = (rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(f"{room.name}."))
        for first in {rule.rule.split("/")[1] for rule in rules} - {"", ".well-known"}:
            if owners.setdefault(first, room.name) != room.name or first in {"static", "colour.css"}:
                raise CannotStart(f"room “{room.name}”: /{first}/ is answered elsewhere already")


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
    if not isinstance(room.blueprint, Blueprint):
        raise BadRoom(entry, "its blueprint is no Flask blueprint")
    if room.name != entry.name:
        raise BadRoom(entry, f"its blueprint is named “{room.name}”; the two names must be the same")
    if room.name != "front" and not PREFIX.fullmatch(room.blueprint.url_prefix or ""):
        raise BadRoom(entry, "its blueprint has no url_prefix of its own, such as /school")
    if not isinstance(room.title, str | Mapping) or not isinstance(room.menu, int | None):
        raise BadRoom(entry, "its title must be a text and its menu a number")
    return room
