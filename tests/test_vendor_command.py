"""``privet vendor``: what the office types, and what it is told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import vendors
from privet.domain.vendor_entries import Entry
from privet.opening import open_store

USUAL = {
    "--name": "Riverbank Hosting",
    "--function": "hosting",
    "--data": "connection",
    "--purpose": "Runs the machine",
    "--contract": "processor",
    "--region": "US-OH",
    "--from": "2026-11-01",
}


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """Move the clock to a day after the shipped statement's."""
    with time_machine.travel(datetime(2026, 12, 14, 17, tzinfo=UTC), tick=False):
        yield


def run(instance: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["vendor", *words, "--instance", str(instance)])


def add(instance: Path, *more: str, **changes: str) -> Result:
    options = USUAL | {f"--{name}": value for name, value in changes.items()}
    return run(instance, "add", "riverbank", *(word for pair in options.items() for word in pair), *more)


def listed(instance: Path) -> Entry:
    (found,) = vendors.register(open_store(instance, config.load(instance)))
    return found


def test_vendor_is_added_confirmed_and_ended(instance: Path) -> None:
    added = add(instance, "--data", "letters", "--sub", "Coldwater", "--contact", "Jo Marsh")
    pending = run(instance, "list").output
    confirmed = run(instance, "attest", "riverbank", "--on", "2026-12-01", "--note", "their letter")
    current = run(instance, "list").output
    ended = run(instance, "end", "riverbank")

    assert (
        added.output == "Riverbank Hosting is on the list. What it confirms: privet vendor attest riverbank\n"
    )
    assert "PENDING: 1.0 since 2026-12-14" in pending
    assert confirmed.output == "riverbank confirmed version 1.0 on 2026-12-01.\n"
    assert "confirmed 1.0 on 2026-12-01" in current
    assert "after a breach: Jo Marsh" in current
    assert "1 on the list, 0 ended." in current
    assert ended.output == "The work of riverbank ended on 2026-12-14.\n"
    found = listed(instance)
    assert (found.data, found.sub_vendors) == (("connection", "letters"), ("Coldwater",))
    assert (found.attested, found.ended_on) == ({"1.0": date(2026, 12, 1)}, date(2026, 12, 14))
    assert "ended on 2026-12-14" in run(instance, "list").output


def test_purpose_is_said_in_each_language(instance: Path) -> None:
    add(instance, "--purpose", "es=Mantiene la máquina", "--affiliate")

    assert listed(instance).purpose == {"en": "Runs the machine", "es": "Mantiene la máquina"}
    assert listed(instance).kind == "affiliate"


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("name", " ", "Invalid value for --name: is empty or longer than 200"),
        (
            "function",
            "spying",
            "Invalid value for --function: spying is unknown; known are administrative, technical",
        ),
        ("data", "all", "Invalid value for --data: all is unknown; known are nothing, connection"),
        ("purpose", " ", "Invalid value for --purpose: is empty; say in a sentence"),
        (
            "contract",
            "handshake",
            "Invalid value for --contract: handshake is unknown; known are business-associate",
        ),
        ("region", "Ohio", "Invalid value for --region: Ohio is no place such as US-OH or DE"),
        ("from", "soon", "Invalid value for '--from': 'soon' does not match the format"),
        ("until", "2026-10-31", "Invalid value for --until: 2026-10-31 is before the contract begins"),
        ("until", "2026-12-13", "Invalid value for --until: 2026-12-13 is past"),
        ("sub", " ", "Invalid value for --sub: is empty"),
    ],
)
def test_each_bad_option_is_named_with_what_is_known(
    instance: Path, option: str, value: str, said: str
) -> None:
    answer = add(instance, **{option: value})

    assert answer.exit_code == 2
    assert said in answer.output
    assert vendors.register(open_store(instance, config.load(instance))) == ()


def test_purpose_twice_in_one_language_is_refused(instance: Path) -> None:
    answer = add(instance, "--purpose", "en=Or so")

    assert "Invalid value for --purpose: is said twice in en" in answer.output


def test_badly_written_id_is_refused(instance: Path) -> None:
    options = [word for pair in USUAL.items() for word in pair]

    answer = run(instance, "add", "River Bank", *options)

    assert "Invalid value for ID: “River Bank” is not written like an-id" in answer.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("attest", "riverbank", "--version", "9"),
            "--version: 9 is no published version of the statement; there is 1.0",
        ),
        (("attest", "riverbank", "--on", "2026-12-15"), "--on: 2026-12-15 is still to come"),
        (("attest", "nobody"), "ID: nobody is not on the list; there is riverbank"),
        (("end", "nobody"), "ID: nobody is not on the list; there is riverbank"),
        (
            ("end", "riverbank", "--on", "2026-12-15"),
            "--on: 2026-12-15 is still to come; end it on its last day",
        ),
        (("end", "riverbank", "--on", "2026-12-13"), "--on: 2026-12-13 is before it came on the list"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(instance: Path, words: tuple[str, ...], said: str) -> None:
    add(instance)

    answer = run(instance, *words)

    assert answer.exit_code == 2
    assert said in answer.output


@pytest.mark.promise("P20")
def test_ended_vendor_confirms_nothing_more(instance: Path) -> None:
    """P20: who doesn't work for us any more has nothing to confirm."""
    add(instance)
    run(instance, "end", "riverbank")

    answer = run(instance, "attest", "riverbank")

    assert "Invalid value for ID: the work of riverbank ended on 2026-12-14" in answer.output
    assert listed(instance).attested == {}


def test_nothing_can_be_confirmed_before_a_version_is_published(instance: Path) -> None:
    text = config.EXAMPLE.read_text("utf-8").replace("demonstration = true", "demonstration = false")
    (instance / config.FILE).write_text(text, "utf-8")
    add(instance)

    answer = run(instance, "attest", "riverbank")

    assert "No version of the statement is published yet" in answer.output
    assert "no version is published" in run(instance, "list").output


@pytest.mark.parametrize("command", ["add", "attest", "end", "list"])
def test_help_has_an_example(command: str) -> None:
    assert f"privet vendor {command}" in CliRunner().invoke(main, ["vendor", command, "--help"]).output
