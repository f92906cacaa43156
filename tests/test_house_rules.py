"""Rules of the house, each with its fix in the message."""

import ast
import configparser
import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from privet.web import access

ROOT = Path(__file__).parents[1]
CORE = ROOT / "site" / "privet"
ROOMS = sorted(path.parent for path in (ROOT / "blueprints").glob("*/__init__.py"))

# Who may not import whom: a folder, what it may not import, and why.
DOMAIN = ("flask", "werkzeug", "wtforms", "privet.web", "privet.plugins", "blueprints", "peewee")
FORBIDDEN = [
    (CORE / "domain", DOMAIN, "the domain knows no request and no room"),
    (CORE / "web", ("blueprints", "peewee", "privet.storage"), "the core finds rooms by entry points"),
    (
        CORE / "server",
        ("flask", "privet.domain", "privet.web", "blueprints"),
        "the server serves any WSGI app",
    ),
    (
        CORE / "storage",
        ("flask", "privet.domain", "privet.web", "privet.opening", "blueprints"),
        "storage knows nothing above it",
    ),
    (ROOT / "blueprints", ("peewee", "privet.storage", "sqlite3"), "a room walks through the domain"),
]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(("folder", "never", "why"), FORBIDDEN, ids=lambda value: getattr(value, "name", ""))
def test_imports_go_one_way(folder: Path, never: tuple[str, ...], why: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in folder.rglob("*.py")
        for name in imports(path)
        if any(name == other or name.startswith(f"{other}.") for other in never)
    ]
    assert not wrong, f"{wrong}: {why}; move the code to where it may be imported from"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_rooms_do_not_import_each_other(room: Path) -> None:
    others = {f"blueprints.{other.name}" for other in ROOMS} - {f"blueprints.{room.name}"}
    wrong = {name for path in room.rglob("*.py") for name in imports(path) if name in others}
    assert not wrong, (
        f"{room.name} imports {wrong}; what two rooms share belongs in privet.web or privet.domain"
    )


def test_setup_cfg_lists_what_is_on_disk() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    listed = set(setup["options"]["packages"].split())
    core = {".".join(("privet", *p.parent.relative_to(CORE).parts)) for p in CORE.rglob("__init__.py")}
    rooms = {f"blueprints.{room.name}" for room in ROOMS}
    assert listed == core | rooms | {"blueprints", "templates"}, "mend [options] packages in setup.cfg"
    lines = setup["options.entry_points"]["privet.blueprints"].strip().splitlines()
    assert {line.split("=")[1].split(":")[0].strip() for line in lines} == rooms, (
        "mend privet.blueprints in setup.cfg"
    )


def test_site_is_no_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists(), (
        "remove it: it would shadow the standard library's site"
    )


def test_every_view_declares_its_access(app: Flask) -> None:
    undeclared = [name for name, view in app.view_functions.items() if access.of(view) is None]
    assert not undeclared, f"{undeclared} would be closed to everybody; declare it, as with @open_to_everyone"


def test_a_view_that_declares_nothing_is_closed(app: Flask) -> None:
    app.add_url_rule("/forgotten/", "forgotten", lambda: "secret")

    assert app.test_client().get("/forgotten/").status_code == 403


def test_addresses_are_kebab_case_with_typed_parameters(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9./-]*", fixed), (
            f"{rule.rule}: write addresses in lower-case with hyphens"
        )
        if rule.endpoint != "static":
            parameters = re.findall(r"<([^>]+)>", rule.rule)
            assert all(":" in parameter for parameter in parameters), (
                f"{rule.rule}: give its parameters a type"
            )


def test_files_and_functions_are_short() -> None:
    for path in [*CORE.rglob("*.py"), *(ROOT / "blueprints").rglob("*.py")]:
        lines = path.read_text("utf-8").splitlines()
        assert len(lines) <= 220, (
            f"{path.relative_to(ROOT)} has {len(lines)} lines; does it still have one subject?"
        )


def test_vendored_files_are_as_they_came() -> None:
    folder = CORE / "static" / "vendor"
    manifest = tomllib.loads((folder / "MANIFEST.toml").read_text("utf-8"))
    listed = {
        f"{name}/{file}": digest
        for name, entry in manifest.items()
        for file, digest in entry["sha256"].items()
    }
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "MANIFEST.toml"
    }
    assert found == listed, "a vendored file was edited or isn't in MANIFEST.toml"
