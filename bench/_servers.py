"""The site that benchmarks serve, and the servers that can serve it; threads are written in brackets."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from flask import Flask, render_template, request
from jinja2 import DictLoader

PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><nav><ul>
{%- for name in "abcdefgh" %}<li><a href="/{{ name }}/">{{ name }}</a></li>{% endfor %}</ul></nav>
<main><h1>{{ title }}</h1>{% for number in range(14) %}<section><h2>Part {{ number }}</h2>
<p>{{ sentence * 12 }}</p></section>{% endfor %}</main></body></html>"""

HERE = "_servers:app"
OURS = "import _servers, sys; _servers.serve(*sys.argv[1:])"
PEM = ["--certfile", "{certificate}", "--keyfile", "{key}"]

# The module it needs, how it is started, and what TLS adds (nothing: it has none).
# All are compared with the first one.
SERVERS: dict[str, tuple[str, list[str], list[str]]] = {
    "gunicorn gthread [4]": (
        "gunicorn", ["-m", "gunicorn", "-b", "{at}", "--threads=4", "--no-control-socket", HERE], PEM,
    ),
    "waitress [4]": ("waitress", ["-m", "waitress", "--listen={at}", "--connection-limit=1000", HERE], []),
    "hypercorn, its own threads": ("hypercorn", ["-m", "hypercorn", "-b", "{at}", f"wsgi:{HERE}"], PEM),
    "uvicorn + a2wsgi [4]": (
        "uvicorn", ["-m", "uvicorn", "--port={port}", "--no-access-log", "_servers:asgi", "--factory"],
        ["--ssl-certfile", "{certificate}", "--ssl-keyfile", "{key}"],
    ),
    "granian asgi + a2wsgi [4]": (
        "granian", ["-m", "granian", "--port={port}", "--interface=asginl", "_servers:asgi", "--factory"],
        ["--ssl-certificate", "{certificate}", "--ssl-keyfile", "{key}"],
    ),
    **{
        f"granian wsgi [{threads}]": (
            "granian",
            ["-m", "granian", "--port={port}", "--interface=wsgi", f"--blocking-threads={threads}", HERE],
            ["--ssl-certificate", "{certificate}", "--ssl-keyfile", "{key}"],
        )
        for threads in (1, 4)
    },
    **{
        f"privet [{threads}]": ("granian", ["-c", OURS, "{port}", str(threads)], ["{certificate}", "{key}"])
        for threads in (1, 2, 4)
    },
}  # fmt: skip


def build() -> Flask:
    """Make the site that all of them serve."""
    site = Flask("bench")
    site.jinja_loader = DictLoader({"page.html": PAGE})
    page = partial(render_template, "page.html", title="What we keep", sentence="No more than was said. ")
    site.add_url_rule("/", "page", page)
    site.add_url_rule("/hello", "hello", lambda: "hello")
    site.add_url_rule("/form", "form", lambda: request.form.get("name", ""), methods=["POST"])
    return site


app = build()


def asgi() -> object:
    """Make the same for servers that speak ASGI."""
    from a2wsgi import WSGIMiddleware  # noqa: PLC0415 - only two of the servers need it

    return WSGIMiddleware(app, workers=4)


def serve(port: str, threads: str, certificate: str = "", key: str = "") -> None:
    """Become Privet's server."""
    from privet.server import Options  # noqa: PLC0415 - the others run without it
    from privet.server import serve as serve_site  # noqa: PLC0415

    pair = {"certificate": Path(certificate), "key": Path(key)} if key else {}
    serve_site(
        lambda: app, Options(host="127.0.0.1", port=int(port), plain_port=0, threads=int(threads), **pair)
    )


def started(
    name: str, pair: tuple[Path, Path] | None = None
) -> contextlib.AbstractContextManager[tuple[int, int]]:
    """Start a server of the list, give its process and port, and stop it."""
    _, command, tls = SERVERS[name]
    return (
        running([*command, *tls], {"certificate": pair[0], "key": pair[1]}) if pair else running(command, {})
    )


@contextlib.contextmanager
def running(command: list[str], words: dict[str, Path]) -> Iterator[tuple[int, int]]:
    """Run Python with ``command``, give its process and port, and stop it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    filled = [word.format(port=port, at=f"127.0.0.1:{port}", **words) for word in command]
    folders = [Path(__file__).parent, Path(__file__).parents[1] / "site"]
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, folders))}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, *filled], env=environ, **quiet) as process:
        try:
            wait_for(port)
            yield process.pid, port
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            for pid in below(process.pid):  # Some servers wait for ever for connections that say nothing.
                os.kill(pid, signal.SIGKILL)


def below(pid: int) -> list[int]:
    """Give a process and its children, those that are left of them."""
    files = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for path in files for child in path.read_text().split()]
    return (
        [*(found for child in children for found in below(child)), pid]
        if Path(f"/proc/{pid}").exists()
        else []
    )


def wait_for(port: int) -> None:
    """Wait until somebody listens on ``port``."""
    for _ in range(400):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port}")
