"""The command line: what it says, and that it never shows a trace for a file that somebody must mend."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from tests.running import PRIVET, serving


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_init_writes_what_serve_can_read(tmp_path: Path) -> None:
    said = run("init", "--instance", tmp_path / "mine")

    assert said.exit_code == 0
    assert f"privet serve --instance {tmp_path / 'mine'}" in said.output
    assert config.load(tmp_path / "mine").organisation.name == "Larkspur Benefit Trust"


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "privet.toml").write_text("mine")

    said = run("init", "--instance", tmp_path)

    assert said.exit_code == 1
    assert "exists already" in said.output
    assert (tmp_path / "privet.toml").read_text() == "mine"


@pytest.mark.parametrize("command", ["init", "serve"])
def test_help_has_an_example(command: str) -> None:
    assert f"privet {command} --instance" in run(command, "--help").output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[site]\nhost = 1\n", "site: contains unknown field “host”"),
        ("", "missing required field “organisation”"),
        ("not toml", "is not valid TOML"),
    ],
)
def test_bad_configuration_ends_serve_with_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "privet.toml").write_text(text)

    ran = subprocess.run(
        [PRIVET, "serve", "--instance", tmp_path], capture_output=True, text=True, timeout=60, check=False
    )

    assert ran.returncode == 1
    assert said in ran.stderr
    assert str(tmp_path / "privet.toml") in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_bad_data_file_ends_serve_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "regimes.toml").write_text("[groups]\n")

    ran = subprocess.run(
        [PRIVET, "serve", "--instance", tmp_path], capture_output=True, text=True, timeout=60, check=False
    )

    assert ran.returncode == 1
    assert "regimes.toml" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_empty_instance_is_served_and_says_whose_it_is(tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir()

    with serving(tmp_path / "instance") as site:
        said = site.output.read_text()

    assert "serving the made-up Larkspur Benefit Trust" in said
    assert "privet init" in said
    assert f"Privet is ready at https://localhost:{site.port}" in said
