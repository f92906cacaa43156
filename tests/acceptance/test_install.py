"""The wheel, installed into an environment of its own and run from another folder, with somebody’s room."""

import shutil
import ssl
import subprocess
import sys
import sysconfig
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.running import serving

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the ``bin`` of an environment that holds the wheel; the libraries are the ones of this one."""
    folder = tmp_path_factory.mktemp("scratch")
    wheels = folder / "wheels"
    build(ROOT, wheels)
    build(ROOT / "tests" / "sample_room", wheels)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
    site = folder / "env" / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    install(folder / "env", next(wheels.glob("privet-0*.whl")))
    return folder / "env" / "bin"


def build(project: Path, wheels: Path) -> None:
    """Build from a copy, since what lies in an old build folder would find its way into the wheel."""
    copy = wheels.parent / project.name
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__"))
    pip("wheel", "--no-build-isolation", "-w", str(wheels), str(copy))


def install(environment: Path, wheel: Path) -> None:
    pip("--python", str(environment / "bin" / "python"), "install", "--no-index", str(wheel))


def pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", *words, "-q", "--no-deps"], check=True, capture_output=True)


def fetch(address: str) -> str:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with urlopen(address, context=context, timeout=30) as answer:
        text: str = answer.read().decode()
        return text


@pytest.mark.promise("P6")
def test_wheel_runs_from_any_folder_and_takes_somebodys_room(scratch: Path, tmp_path: Path) -> None:
    """P6: a package with the entry point adds a fifth route, with no edit in the core."""
    instance = tmp_path / "elsewhere"
    instance.mkdir()
    privet = scratch / "privet"

    with serving(instance, command=privet, folder=tmp_path) as site:
        before = fetch(f"{site.base}/")
        assert str(ROOT) not in site.output.read_text()
    install(scratch.parent, next((scratch.parent.parent / "wheels").glob("privet_school*.whl")))
    with serving(instance, command=privet, folder=tmp_path) as site:
        after = fetch(f"{site.base}/")
        assert "Forms for school" in fetch(f"{site.base}/school/")
        assert "Escuela" in fetch(f"{site.base}/?lang=es")

    assert "/consumer/" in before
    assert "/school/" not in before
    assert 'href="/school/">School</a><p>Teachers and school nurses.</p>' in after


def test_broken_room_stops_the_start_with_one_line(scratch: Path, tmp_path: Path) -> None:
    site = next((scratch.parent / "lib").glob("python*/site-packages"))
    broken = site / "broken_room-1.0.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-room\nVersion: 1.0\n")
    (broken / "entry_points.txt").write_text("[privet.blueprints]\nbroken = no_such_package:room\n")
    try:
        ran = subprocess.run(
            [scratch / "privet", "serve", "--instance", tmp_path],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        for file in broken.iterdir():
            file.unlink()
        broken.rmdir()

    assert ran.returncode == 1
    assert "room “broken” of broken-room: can't be loaded: ModuleNotFoundError" in ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr
