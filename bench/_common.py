"""What the benchmarks share: an application on the site's own server, and visitors that ask for pages."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from wsgiref.types import WSGIApplication

NONE: Mapping[str, str] = MappingProxyType({})


def site(instance: str) -> WSGIApplication:
    """Give the site of an instance, counting as it does when it is served."""
    from privet import serving_app  # noqa: PLC0415 - so that the bare application loads nothing of it

    return serving_app(instance, prepared=True)


def bare(page: str) -> WSGIApplication:
    """Give a Flask application with one view that renders a template as large as ``page``.

    The template has the words, loops and look-ups that a page of that size has, without any of our layers.
    """
    from flask import Flask, render_template  # noqa: PLC0415 - as above
    from jinja2 import DictLoader  # noqa: PLC0415

    app = Flask("bare")
    html = Path(page).read_text("utf-8")
    head, _, rest = html.partition("<main")
    template = f"{head}<main{rest}".replace("Larkspur", "{{ name }}")
    template = re.sub(
        r"<li>(.*?)</li>", r"<li>{% for w in words %}{{ w }}{% endfor %}\1</li>", template, flags=re.DOTALL
    )
    app.jinja_loader = DictLoader({"page.html": template})
    app.add_url_rule("/", "home", lambda: render_template("page.html", name="Larkspur", words=["a", "b"]))
    return app


def writing(folder: str) -> WSGIApplication:
    """Give a Flask application with one view that writes one row, as safely as the site writes its own."""
    from flask import Flask, request  # noqa: PLC0415 - as above

    from privet.storage import database  # noqa: PLC0415

    kept = database.sqlite(Path(folder) / "bare.db", secrets.token_hex(32))
    kept.connect()
    kept.execute_sql("CREATE TABLE post (id INTEGER PRIMARY KEY, word TEXT NOT NULL)")
    kept.close()
    app = Flask("writing")

    def write(word: str) -> str:
        kept.connect(reuse_if_open=True)
        with kept.atomic():
            kept.execute_sql("INSERT INTO post (word) VALUES (?)", (word + request.form.get("x", ""),))
        return "written"

    app.add_url_rule("/<word>", "write", write, methods=["POST"])
    return app


@contextmanager
def served(kind: str, argument: str, folder: Path) -> Iterator[str]:
    """Serve ``site``, ``bare`` or ``writing`` over TLS on a free port; gives its address."""
    with started(kind, argument, folder) as (_process, port):
        yield f"https://127.0.0.1:{port}"


@contextmanager
def started(kind: str, argument: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Serve as :func:`served` does; gives the process and the port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, __file__, kind, argument, str(port), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        for line in process.stdout:
            if "ready at" in line:
                break
        yield process, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def pages_a_second(
    address: str, seconds: float = 3.0, visitors: int = 4, headers: Mapping[str, str] = NONE
) -> float:
    """Ask for ``address`` over kept connections, and give the pages that came each second."""
    if not shutil.which("wrk"):
        sys.exit("This benchmark asks with wrk: apt install wrk")
    command = ["wrk", "-t", "1", "-c", str(visitors), "-d", f"{seconds:.0f}s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    command.append(address)
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        sys.exit(told)
    return float(told.split("Requests/sec:")[1].split()[0])


def posts_a_second(address: str, script: Path, seconds: float = 3.0, visitors: int = 4) -> float:
    """Post what a script of wrk says over kept connections, and give how many were answered each second."""
    command = ["wrk", "-t", "1", "-c", str(visitors), "-d", f"{seconds:.0f}s", "-s", str(script), address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        sys.exit(told)
    return float(told.split("Requests/sec:")[1].split()[0])


@contextmanager
def workplace() -> Iterator[Path]:
    """Give a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _prepare(instance: Path) -> None:
    """Open what an instance keeps, as the serving command does beside its workers."""
    from privet import config, opening  # noqa: PLC0415 - so that the bare application loads nothing of it

    opening.prepare(instance, config.load(instance))


def main() -> None:
    """Serve what the command line names; the benchmarks start this file for it."""
    from privet.server import Options, serve  # noqa: PLC0415
    from privet.server.certificate import ensure_certificate  # noqa: PLC0415

    kind, argument, port, folder = sys.argv[1:]
    sys.modules["psycopg"] = None  # type: ignore[assignment]  # Who keeps one file has no driver for a server.
    certificate, key = ensure_certificate(Path(folder), datetime.now(UTC))
    load = partial({"site": site, "bare": bare, "writing": writing}[kind], argument)
    os.environ.pop("PRIVET_INSTANCE", None)
    before = partial(_prepare, Path(argument)) if kind == "site" else None
    serve(load, Options(port=int(port), plain_port=0, certificate=certificate, key=key, prepare=before))


if __name__ == "__main__":
    main()
