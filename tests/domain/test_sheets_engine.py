"""How sheets are made: alike each time, by several threads, without leaving a trace; P30."""

import hashlib
import re
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest

from privet.domain import sheets, typesetting
from tests import pdf
from tests.domain.letters import WRITTEN, make_letter, writing
from tests.needs import needs

RENDER = "from privet.domain import sheets; from tests.domain.letters import *; "


def run(code: str, *before: str, seed: str = "1") -> str:
    """Run code in a process of its own."""
    command = [*before, sys.executable, "-W", "ignore", "-c", RENDER + code]
    paths = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env=paths | {"PYTHONDONTWRITEBYTECODE": "1"},
    ).stdout


@pytest.mark.promise("P30")
def test_p30_the_same_letter_gives_the_same_bytes() -> None:
    code = "import hashlib; print(hashlib.sha256(sheets.render(make_letter(), WRITTEN)).hexdigest())"

    here = hashlib.sha256(sheets.render(make_letter(), WRITTEN)).hexdigest()

    assert {here} == {run(code, seed=seed).strip() for seed in ("1", "2")}


def test_the_time_is_that_of_writing_whatever_its_zone() -> None:
    elsewhere = WRITTEN.astimezone(timezone(timedelta(hours=-5)))

    assert sheets.render(make_letter(), elsewhere) == sheets.render(make_letter(), WRITTEN)
    later = WRITTEN + timedelta(days=1, microseconds=7)
    assert b"D:20261124150405Z" in sheets.render(make_letter(), later)
    with pytest.raises(ValueError, match="time zone"):
        sheets.render(make_letter(), datetime(2026, 11, 23))


def test_threads_do_not_disturb_each_other() -> None:
    letters = [writing(f"Text number {n}") for n in range(24)]

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda letter: sheets.render(letter, WRITTEN), letters))

    assert made == [sheets.render(letter, WRITTEN) for letter in letters]
    assert "Textnumber23" in pdf.flat_text(made[23])


def test_a_process_that_forked_too_late_says_so_instead_of_waiting() -> None:
    code = """
import os
sheets.render(make_letter(), WRITTEN)
if os.fork() == 0:
    try: sheets.render(make_letter(), WRITTEN)
    except sheets.SheetFailed as error: os._exit(7 if 'forked' in str(error) else 8)
    os._exit(0)
print(os.waitstatus_to_exitcode(os.wait()[1]))
"""
    assert run(code).strip() == "7"


@pytest.mark.promise("P30")
def test_p30_a_failure_holds_nothing_that_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    typed, page = "".join(("hush", "hush")), sheets._page
    monkeypatch.setattr(sheets, "_page", lambda *given: page(*given) | {"words": typed})

    with pytest.raises(sheets.SheetFailed) as caught:
        sheets.render(writing(typed), WRITTEN)

    assert typed not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None


@pytest.mark.promise("P30")
def test_p30_making_a_sheet_writes_nothing_to_disk(tmp_path: Path) -> None:
    needs("strace")
    log = tmp_path / "log"

    run("sheets.render(writing('canary'), WRITTEN)", "strace", "-f", "-s", "9999", "-o", str(log))

    calls = re.findall(r"^\d+ +(\w+)\((.*)", log.read_text(errors="replace"), re.MULTILINE)
    opened = [what for call, what in calls if call in {"open", "openat", "creat"}]
    assert [what for what in opened if "request.typ" in what], "strace should have seen it read the template"
    assert not [what for what in opened if re.search(r"O_(WRONLY|RDWR|CREAT|TMPFILE)", what)]
    assert not [call for call, _ in calls if re.match("memfd_create|rename|link|mkdir|mknod", call)]
    assert not [what for call, what in calls if "write" in call and "canary" in what]


def test_empty_fields_print_as_lines_to_write_on() -> None:
    for size, pitch in (("standard", 8.0), ("large", 12.0)):
        printed = sheets.render(make_letter(size=size, filled=False), WRITTEN)
        rules = [y for page in (0, 1) for y in rules_of(printed, page)]
        gaps = [lower - upper for upper, lower in pairwise(rules)]
        assert sum(abs(gap - pitch) < 0.2 for gap in gaps) >= 4, (
            f"two fields of three lines each, {pitch} mm apart"
        )


def rules_of(printed: bytes, page: int) -> list[float]:
    """Give the height of each line that crosses the right half of a page."""
    strip = pdf.cut(pdf.picture(printed, page), 150, 0, 170, 275)
    dark = [y for y in range(strip.height) if strip.crop((0, y, strip.width, y + 1)).getextrema()[1] < 230]  # type: ignore[operator]
    return [y * 25.4 / 200 for y in dark if y - 1 not in dark]


@pytest.mark.parametrize(("size", "least"), [("standard", 4.0), ("large", 6.0)])
def test_ticked_boxes_are_large_enough_to_see(size: str, least: float) -> None:
    printed = sheets.render(make_letter(size=size, about_me=()), WRITTEN)
    (title,) = (line for line in pdf.lines_of(printed) if line.text.endswith("copy of my information"))

    box = pdf.ink(pdf.cut(pdf.picture(printed), 24, title.top - 3, title.left - 1, title.bottom + 3))

    assert box
    assert (box[2] - box[0]) * 25.4 / 200 >= least
    assert (box[3] - box[1]) * 25.4 / 200 >= least


@pytest.mark.promise("P30")
def test_p30_a_panic_in_typst_is_a_failure_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """What a crash in the compiler looks like."""

    typed = "".join(("hush", "hush"))

    def crash(*_args: object) -> bytes:
        raise Panic(typed)

    monkeypatch.setattr(typesetting, "compile_page", crash)

    with pytest.raises(sheets.SheetFailed) as caught:
        sheets.render(writing(typed), WRITTEN)

    assert typed not in "".join(traceback.format_exception(caught.value))
