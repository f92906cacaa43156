"""Looking through a PDF in a process of its own, which has little memory, little time and no file to write.

A small PDF can swell to gigabytes when it is opened, or hit a fault of the library that opens it; the process
ends then, and nothing else. One PDF is looked through at a time, so that many can’t take the memory of all.
"""

import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

MEMORY = 256 * 1024 * 1024
SECONDS = 3  # Of work, for one.
PATIENCE = 3.0  # Seconds to wait for one's turn.
TOGETHER = 8.0  # Seconds for all PDFs of a message, waiting included.
TURN = threading.Lock()
MOST_OBJECTS = 200_000
MOST_PAGES = 2_000
TAIL = 1024
# What does something by itself, or carries another file (ISO 32000-2, 7.11, 12.6, 13).
NAMES = {"/JS", "/JavaScript", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA"}
DEEDS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/RichMediaExecute", "/Rendition"}
SAID = {0: "", 3: "broken", 4: "locked", 5: "active"}


class Unfit(ValueError):
    """A PDF that we don’t take; the reason is broken, locked or active."""


class Busy(Exception):
    """So many PDFs are being looked through that this one must wait, or all of a message took too long."""


def deadline() -> float:
    """Say until when all PDFs of a message must have been looked through that begin now."""
    return time.monotonic() + TOGETHER


def check(content: bytes, until: float) -> None:
    """Look through a PDF, until a time as :func:`deadline` gives it.

    :raises Unfit: with the reason.
    :raises Busy: when it couldn't be done by then.
    """
    end = content.rstrip(b"\r\n\t \x00")
    if not end.endswith(b"%%EOF") or len(content) - len(end) > TAIL:
        raise Unfit("broken")  # Something else hangs on it.
    command = [sys.executable, "-B", "-I", "-m", "privet.domain.attachment_pdf"]
    with _turn(until):
        try:
            done = subprocess.run(
                command, input=content, capture_output=True, timeout=_left(until), check=False
            )
        except subprocess.TimeoutExpired:
            raise Busy from None
    if reason := SAID.get(done.returncode, "broken"):
        raise Unfit(reason)


@contextmanager
def _turn(until: float) -> Iterator[None]:
    """Wait for one's turn, but not for long."""
    if not TURN.acquire(timeout=min(PATIENCE, _left(until))):
        raise Busy
    try:
        yield
    finally:
        TURN.release()


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())


def look_through(content: bytes) -> str:
    """Give why a PDF isn’t taken; empty if it is."""
    import pikepdf  # noqa: PLC0415 - in this process alone

    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                return "locked"
            if len(pdf.objects) > MOST_OBJECTS or not 0 < len(pdf.pages) <= MOST_PAGES:
                return "broken"
            active = any(_is_active(each) for each in [pdf.trailer, *pdf.objects])
            return "active" if active else "broken" if pdf.get_warnings() else ""
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError, MemoryError):
        return "broken"


def _is_active(thing: Any) -> bool:
    """Say whether an object does something by itself, or carries a file; what it refers to is asked apart."""
    import pikepdf  # noqa: PLC0415 - as above

    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Stream):
            waiting.append(each.stream_dict)
        elif isinstance(each, pikepdf.Dictionary):
            names = set(each.keys())
            if names & NAMES or str(each.get("/S", "")) in DEEDS or str(each.get("/Type", "")) in NAMES:
                return True
            waiting += [part for part in each.values() if not getattr(part, "is_indirect", False)]
        elif isinstance(each, pikepdf.Array):
            waiting += [part for part in each if not getattr(part, "is_indirect", False)]
    return False


def _limit() -> None:
    """Take from this process what it doesn’t need: memory, time, a picture of a crash, and every file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _main() -> None:
    _limit()
    reason = look_through(sys.stdin.buffer.read())
    sys.exit(next(code for code, said in SAID.items() if said == reason))


if __name__ == "__main__":
    _main()
