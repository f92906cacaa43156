"""The plugin contract: rooms are found by their entry points, and a bad one stops the start."""

import sys
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

import pytest
from flask import Blueprint

from privet import create_app, plugins
from privet.domain.datafiles import CannotStart
from privet.plugins import BadRoom, Room


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Give a module that entry points of a test can name."""
    made = ModuleType("somebodys")
    made.good = Room(blueprint=Blueprint("school", "somebodys", url_prefix="/school"), title="School")  # type: ignore[attr-defined]
    made.bare = Room(blueprint=Blueprint("school", "somebodys"), title="School")  # type: ignore[attr-defined]
    made.other = Room(blueprint=Blueprint("other", "somebodys", url_prefix="/school"), title="x")  # type: ignore[attr-defined]
    made.text = "no room"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "somebodys", made)
    return made


def entry(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, plugins.GROUP)


def test_good_room_is_found(module: ModuleType) -> None:
    assert plugins.find([entry("school", "somebodys:good")]) == {"school": module.good}


@pytest.mark.usefixtures("module")
@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([("school", "somebodys:missing")], "can't be loaded: AttributeError"),
        ([("school", "no_such_package:room")], "can't be loaded: ModuleNotFoundError"),
        ([("school", "somebodys:text")], "is a str, not a privet.plugins.Room"),
        ([("college", "somebodys:good")], "its blueprint is named “school”"),
        ([("My-School", "somebodys:good")], "is not named in lower-case"),
        ([("school", "somebodys:bare")], "has no url_prefix"),
        ([("school", "somebodys:good"), ("school", "somebodys:other")], "another installed package"),
        ([("school", "somebodys:good"), ("other", "somebodys:other")], "already answers at /school"),
    ],
)
def test_bad_room_stops_the_start_with_one_line(entries: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(BadRoom, match=r"room “.+” of ") as refusal:
        plugins.find([entry(*pair) for pair in entries])

    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("room", "said"),
    [
        (Room(blueprint=Blueprint("a", "x", url_prefix="/a"), title="A", menu=5), "has no view “index”"),
        (
            Room(blueprint=Blueprint("a", "x", url_prefix="/a"), title="A", topics=Path("x")),
            "no view “topic”",
        ),
    ],
)
def test_room_without_its_page_stops_the_start(
    instance: Path, monkeypatch: pytest.MonkeyPatch, room: Room, said: str
) -> None:
    found = plugins.find(entry_points(group=plugins.GROUP))
    monkeypatch.setattr(plugins, "find", lambda _entries: found | {"a": room})

    with pytest.raises(CannotStart, match=said):
        create_app(instance)


def test_room_at_the_address_of_another_page_stops_the_start(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bp = Blueprint("a", "x", url_prefix="/contact")
    bp.add_url_rule("/more", "more", lambda: "")
    found = plugins.find(entry_points(group=plugins.GROUP))
    monkeypatch.setattr(plugins, "find", lambda _entries: found | {"a": Room(blueprint=bp, title="A")})

    with pytest.raises(CannotStart, match="/contact/ is answered elsewhere"):
        create_app(instance)


def test_every_room_has_the_same_files() -> None:
    rooms = Path(__file__).parents[1] / "blueprints"
    for folder in (path.parent for path in rooms.glob("*/__init__.py")):
        assert (folder / "views.py").exists(), f"{folder.name} has no views.py"
