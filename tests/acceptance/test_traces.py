"""Nothing that is secret or individual lies readable on the disk after people have used the secure area.

The real server runs with a demonstration under a tracer of system calls. A member signs in, looks at the
record, asks for a correction, writes with a paper enclosed, fetches a copy, and signs off. Then every file of
the instance and of the temporary folder, what the server printed, and every write that the tracer saw, are
searched: in plain, without dashes, as base64 and as hexadecimal digits.
"""

import base64
import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from tests.browsing import Visitor, demo
from tests.needs import needs
from tests.running import PRIVET, Running, serving

TYPED = "Marked-Sorbus-4417"
PLACE = "44 Marked Sorbus Way"


@dataclass
class Used:
    """A site that people have used: what they typed and hold, and what the tracer saw."""

    site: Running
    secrets: dict[str, str]
    calls: Path
    temp: Path
    visitor: Visitor


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Used]:
    """Serve a demonstration, and use it as a member does."""
    needs("strace")
    folder = tmp_path_factory.mktemp("traces")
    temp, calls, instance = folder / "temp", folder / "calls.txt", folder / "instance"
    temp.mkdir()
    subprocess.run([PRIVET, "demo", "--instance", instance], check=True, capture_output=True)
    member = demo(instance)["member"]
    secrets = {"password": member["password"], "authenticator": member["totp_secret"]} | _on_record(instance)
    (instance / "demo.json").rename(folder / "demo.json")  # Made to be read; it is none of the traces.
    words = ["strace", "-D", "-f", "-qq", "-yy", "-s", "65536", "-o", str(calls)]
    words += ["-e", "trace=write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,splice"]
    with serving(instance, before=words, environment={"TMPDIR": str(temp)}) as site:
        visitor = Visitor(site)
        _use(visitor, member)
        secrets |= {f"cookie {number}": value for number, value in enumerate(visitor.cookies)}
        secrets |= {"typed": TYPED, "place": PLACE}
        yield Used(site, secrets, calls, temp, visitor)


def _on_record(instance: Path) -> dict[str, str]:
    """Give what the demonstration has on record of its people, as the office may list it."""
    told = subprocess.run(
        [PRIVET, "members", "list", "--names", "--instance", instance],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = re.findall(r"[A-Z][\w’]+(?: [A-Z][\w’]+)+", told)
    assert names, told
    return {f"name {number}": name for number, name in enumerate(names[:5])}


def _use(visitor: Visitor, member: dict[str, str]) -> None:
    """Do what a member does in one visit."""
    visitor.sign_in(member)
    page = visitor.get("/account/record/")
    assert visitor.status == 200, page
    asking = re.search(
        r'href="(/account/corrections/ask/[^"]+/address/)', visitor.get("/account/corrections/")
    )
    assert asking, visitor.page
    visitor.get(asking.group(1))
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', visitor.page)
    fields = {"new": f"{PLACE}\nColumbus, OH 43004", "reason": TYPED, "seen": seen.group(1) if seen else ""}
    visitor.post(asking.group(1), fields)
    assert visitor.status == 200, visitor.page
    visitor.get("/account/messages/write")
    told = {"to": "office", "subject": "A question", "text": f"{TYPED} in a message"}
    visitor.upload("/account/messages/write", told, "files", _paper())
    assert visitor.status == 200, visitor.page
    assert TYPED in visitor.page
    visitor.get("/account/copy/")
    visitor.post("/account/copy/", {})
    visitor.get("/account/")
    visitor.post("/account/sign-off", {})


def _paper() -> bytes:
    """Make a PDF larger than what a form parser keeps in memory by default, with a mark in it."""
    made = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.Root.Marked = pikepdf.Stream(paper, TYPED.encode() * 40_000)
        paper.save(made, compress_streams=False)
    return made.getvalue()


def _forms(secret: str) -> set[bytes]:
    """Give a secret as somebody might find it: plain, dashless, in hexadecimal digits, and as base64."""
    found = set()
    for text in {secret, secret.replace("-", ""), secret.replace(" ", "")}:
        raw = text.encode()
        found |= {raw, raw.hex().encode(), raw.hex().upper().encode()}
        for lead in range(3):  # Wherever it stands in something that was encoded as a whole.
            coded = base64.b64encode(b"\0" * lead + raw)
            found.add(coded[(0, 4, 4)[lead] : -4].rstrip(b"="))
    return {form for form in found if len(form) >= 6}


def _files(used: Used) -> list[Path]:
    places = [used.site.instance, used.temp]
    return [used.site.output, *(path for place in places for path in place.rglob("*") if path.is_file())]


@pytest.mark.promise("P11", "P13")
def test_no_file_holds_what_people_typed_or_hold(used: Used) -> None:
    """P11, P13: not in the database, its log, a copy, a temporary file or what the server printed."""
    assert used.visitor.status == 200
    for path in _files(used):
        content = path.read_bytes()
        for name, secret in used.secrets.items():
            assert not any(form in content for form in _forms(secret)), f"{path.name} holds the {name}"


@pytest.mark.promise("P11")
def test_no_write_to_a_file_carries_it_in_plain(used: Used) -> None:
    """P11: neither does a file that is gone again, such as one that a form parser makes for an upload."""
    to_files = [
        line
        for line in used.calls.read_text("utf-8", "replace").splitlines()
        if re.search(r"\(\d+<(?!socket:|pipe:|anon_inode|TCP|UNIX|/dev/)", line)
    ]

    assert to_files, "the tracer saw no write at all"
    for name in ("typed", "place", "password"):
        for form in _forms(used.secrets[name]):
            assert not [line for line in to_files if form.decode() in line], f"the {name} was written"


def test_log_names_no_person_and_no_address(used: Used) -> None:
    """No path, since ids and tokens stand in them, and no user name."""
    told = used.site.output.read_text("utf-8")

    assert "/account/" not in told
    assert not re.search(r"[\w.]+@[\w.]+", told)
