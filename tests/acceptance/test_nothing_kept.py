"""P30: nothing that is typed is kept.

The real server runs under a tracer of system calls, and what people type carries a mark. No write of the mark
to a regular file may be seen, and none may lie anywhere afterwards.
"""

import os
import re
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.needs import needs
from tests.running import Running, serving

MARK = "Marked-Quercus-7351"
FORMS: dict[str, tuple[list[tuple[str, str]], int]] = {
    "success": ([("kind", "access"), ("name", MARK), ("details_access", MARK)], 200),
    "validation error": ([("kind", "access"), ("name", MARK), ("member_last4", MARK)], 422),
    "unprintable": ([("kind", "access"), ("name", f"{MARK} 中")], 422),
    "oversize": ([("kind", "access"), ("details_access", MARK * 20_000)], 413),
    "unknown kind": ([("kind", MARK)], 422),
    "back to the choice": ([("kind", "access"), ("name", MARK)], 200),
}
WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile", "copy_file_range", "splice")
OPENS = ("memfd_create", "openat", "open", "creat")
LEAK = """
import os, werkzeug.formparser as parser
parse = parser.FormDataParser.parse
def leaking(self, stream, *rest, **more):
    body = stream.read()
    with open(os.environ["PLANTED_LEAK"], "ab") as file:
        file.write(body)
    import io
    return parse(self, io.BytesIO(body), *rest, **more)
parser.FormDataParser.parse = leaking
"""

PDF_LEAK = """
import tempfile, typst
Real = typst.Compiler
class Compiler:
    def __init__(self, *rest, **more):
        self.real = Real(*rest, **more)
    def compile(self, *rest, **more):
        made = self.real.compile(*rest, **more)
        with tempfile.TemporaryFile() as file:
            file.write(made)
        return made
typst.Compiler = Compiler
"""


@contextmanager
def traced(folder: Path, **environment: str) -> Iterator[tuple[Running, Path]]:
    """Run the server under the tracer, its home and temp folders inside ``folder``."""
    for name in ("instance", "temp", "home"):
        (folder / name).mkdir()
    calls = folder / "calls.txt"
    tracer = ["strace", "-D", "-f", "-qq", "-yy", "-s", "4096", "-o", str(calls)]
    tracer += [
        "-e",
        "trace=write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,splice,memfd_create",
    ]
    places = {"TMPDIR": str(folder / "temp"), "HOME": str(folder / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    with serving(folder / "instance", before=tracer, environment=places | environment) as site:
        yield site, calls


def post(
    site: Running, values: list[tuple[str, str]], *, path: str = "/mail-in/form.pdf", multipart: bool = False
) -> int:
    body, kind = urlencode(values).encode(), "application/x-www-form-urlencoded"
    if multipart:
        kind = "multipart/form-data; boundary=edge"
        parts = [
            f'--edge\r\nContent-Disposition: form-data; name="{n}"; filename="x"\r\n\r\n{v}\r\n'
            for n, v in values
        ]
        body = ("".join(parts) + "--edge--\r\n").encode()
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with urlopen(
            Request(site.base + path, body, {"Content-Type": kind}), context=context, timeout=60
        ) as answer:
            answer.read()
            return int(answer.status)
    except HTTPError as error:
        return error.code


def leaks(calls: Path) -> list[str]:
    """Give the traced writes of the mark that did not go to a socket, a pipe or a terminal."""
    wrote = re.compile(r"\b(?:p?writev?2?|pwrite64)\(\d+<([^>]*)>")
    found = (line for line in calls.read_text(errors="replace").splitlines() if MARK in line)
    targets = ((match.group(1), line) for line in found if (match := wrote.search(line)))
    return [
        line[:200]
        for target, line in targets
        if not target.startswith(("TCP", "UNIX", "pipe:", "socket:", "/dev/"))
    ]


def files_touched(calls: Path, since: int) -> set[str]:
    """Give every regular file that was opened for writing or written to, whatever stood in it.

    A PDF holds no text that a search would find, so after the start not one file may be written.
    """
    told = calls.read_bytes()[since:].decode(errors="replace")
    wrote = re.findall(r"\b(?:p?writev?2?|pwrite64|sendfile|copy_file_range|splice)\(\d+<(/[^>]*)>", told)
    opened = re.findall(
        r'\b(?:openat|open|creat)\([^"]*"([^"]*)", [^)]*O_(?:WRONLY|RDWR|CREAT|TMPFILE)', told
    )
    return {path for path in (*wrote, *opened) if not path.startswith(("/dev/", "/proc/"))}


def lying_about(folder: Path, *but: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and path not in but)
    return [path for path in files if MARK.encode() in path.read_bytes()]


def until_counted(site: Running, calls: Path) -> None:
    """Have one page counted, and wait until that is written: from then on only a counted page writes."""
    context = ssl._create_unverified_context()  # noqa: S323 - our own certificate on the loopback
    with urlopen(site.base, context=context, timeout=60) as answer:
        answer.read()
    size = -1
    for _ in range(120):
        time.sleep(2)
        if "privet.db-wal>" in calls.read_text(errors="replace") and calls.stat().st_size == size:
            return
        size = calls.stat().st_size
    raise AssertionError("the page was never counted")


@pytest.mark.promise("P30")
def test_nothing_typed_reaches_a_file(tmp_path: Path) -> None:
    """P30: while forms are answered, not one file is opened for writing."""
    needs("strace")
    with traced(tmp_path) as (site, calls):
        until_counted(site, calls)
        started = calls.stat().st_size
        answers = {name: post(site, values) for name, (values, _status) in FORMS.items()}
        post(site, [("kind", "access"), ("name", MARK)], path="/mail-in/form")
        post(site, [("kind", "access"), ("name", MARK)], path="/mail-in/")
        for path in ("/mail-in/envelope.pdf", "/mail-in/blank.pdf", "/mail-in/fillable.pdf"):
            assert post(site, [("kind", "access"), ("name", MARK)], path=path) == 200
        post(site, [("kind", "access"), ("details_access", MARK * 10_000)], multipart=True)
        post(site, [("kind", "access"), ("name", MARK)], path=f"/nix/{MARK}?q={MARK}")

        touched = files_touched(calls, started)

    assert answers == {name: status for name, (_values, status) in FORMS.items()}
    assert "TCP" in calls.read_text(errors="replace"), "the tracer saw nothing"
    assert leaks(calls) == []
    assert touched <= {str(site.output)}, "a file was written while forms were answered"
    assert lying_about(tmp_path, calls) == []


def test_planted_leak_is_found(tmp_path: Path) -> None:
    """The proof itself is proven: with a leak switched on, it finds the write and the file."""
    needs("strace")
    planted = tmp_path / "planted"
    planted.mkdir()
    (planted / "sitecustomize.py").write_text(LEAK)
    target = tmp_path / "leaked.bin"
    path = os.pathsep.join(filter(None, [str(planted), os.environ.get("PYTHONPATH")]))

    with traced(tmp_path, PYTHONPATH=path, PLANTED_LEAK=str(target)) as (site, calls):
        assert post(site, FORMS["success"][0]) == 200

    assert any("leaked.bin" in line for line in leaks(calls))
    assert lying_about(tmp_path, calls) == [target]


def test_planted_pdf_on_disk_is_found(tmp_path: Path) -> None:
    """A finished form in a temporary file holds no searchable text; the open of the file gives it away."""
    needs("strace")
    planted = tmp_path / "planted"
    planted.mkdir()
    (planted / "sitecustomize.py").write_text(PDF_LEAK)
    path = os.pathsep.join(filter(None, [str(planted), os.environ.get("PYTHONPATH")]))

    with traced(tmp_path, PYTHONPATH=path) as (site, calls):
        started = calls.stat().st_size
        assert post(site, FORMS["success"][0]) == 200
        touched = files_touched(calls, started)

    assert any(str(tmp_path / "temp") in path for path in touched)


def test_failing_pdf_leaves_nothing(tmp_path: Path) -> None:
    needs("strace")
    planted = tmp_path / "planted"
    planted.mkdir()
    (planted / "sitecustomize.py").write_text(
        "import typst\n"
        "class Compiler:\n"
        "    def __init__(self, *rest, **more): pass\n"
        "    def compile(self, **more): raise RuntimeError(str(more))\n"
        "typst.Compiler = Compiler\n"
    )
    path = os.pathsep.join(filter(None, [str(planted), os.environ.get("PYTHONPATH")]))

    with traced(tmp_path, PYTHONPATH=path) as (site, calls):
        status = post(site, FORMS["success"][0])

    assert status == 500
    assert leaks(calls) == []
    assert lying_about(tmp_path, calls) == []
    assert MARK not in site.output.read_text()


@pytest.mark.parametrize("name", ["success"])
def test_pdf_metadata_holds_nothing_typed(tmp_path: Path, name: str) -> None:
    needs("pdfinfo")
    instance = tmp_path / "instance"
    instance.mkdir()
    form = tmp_path / "form.pdf"
    with serving(instance) as site:
        context = ssl._create_unverified_context()  # noqa: S323 - our own certificate on the loopback
        body = urlencode(FORMS[name][0]).encode()
        with urlopen(Request(f"{site.base}/mail-in/form.pdf", body), context=context, timeout=60) as answer:
            form.write_bytes(answer.read())

    told = subprocess.run(["pdfinfo", "-meta", form], capture_output=True, text=True, check=True).stdout
    told += subprocess.run(["pdfinfo", form], capture_output=True, text=True, check=True).stdout

    assert "Author" not in told
    assert MARK not in told
