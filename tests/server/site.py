"""The site that the tests of the server serve, and the command that serves it."""

import atexit
import sys
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from flask import Flask, Response, request

from privet.server import Options, body, bridge, herald, serve
from privet.server.options import LargeBodies


class CannotStart(Exception):
    """The error that the tests expect at a start."""


def load(folder: Path) -> WSGIApplication:
    """Build the site; files in ``folder`` say how it should misbehave."""
    if (folder / "expected-error").exists():
        raise CannotStart("privet.toml: colour is missing")
    if (folder / "unexpected-error").exists():
        raise ZeroDivisionError("a bug")
    body.SECONDS = 1.0
    body.PACE = 400_000
    bridge.WAITING = 6
    (folder / "loads").open("a").write("x")
    atexit.register((folder / "left").write_text, "in order")
    return build(folder)


def build(folder: Path) -> WSGIApplication:
    """Make an application that answers in all the ways that a server must carry."""
    app = Flask("tests")
    app.add_url_rule("/environ", "environ", _environ)
    app.add_url_rule("/path/<text>", "path", lambda text: _environ())
    app.add_url_rule("/form", "form", partial(_form, folder), methods=["POST"])
    app.add_url_rule("/upload/", "upload", _upload, methods=["POST"])
    app.add_url_rule("/upload/slow", "upload_slow", _upload_slow, methods=["POST"])
    app.add_url_rule("/cookies", "cookies", _cookies)
    app.add_url_rule("/slow", "slow", _slow)
    app.add_url_rule("/stream", "stream", lambda: Response(iter(["one ", "two"])))
    app.register_error_handler(413, lambda _: ("our own page for 413", 413))

    def dispatch(environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        special = SPECIAL.get(environ["PATH_INFO"])
        return special(start) if special else app(environ, start)

    return dispatch


def _environ() -> dict[str, str]:
    return {key: value for key, value in request.environ.items() if isinstance(value, str)}


def _form(folder: Path) -> str:
    (folder / "calls").open("a").write("x")
    return request.form["name"]


def _upload() -> str:
    return f"{len(request.get_data())} bytes"


def _upload_slow() -> str:
    time.sleep(1.5)
    return _upload()


def _slow() -> str:
    time.sleep(1.5)
    return "slow"


def _cookies() -> Response:
    response = Response("two")
    response.set_cookie("first", "1")
    response.set_cookie("second", "2")
    return response


def _fail(_start: StartResponse) -> Iterable[bytes]:
    raise ValueError("the secret that somebody typed")


def _fail_late(start: StartResponse) -> Iterable[bytes]:
    start("200 OK", [])
    yield b"a beginning"
    raise ValueError("the secret that somebody typed")


def _bad_header(start: StartResponse) -> Iterable[bytes]:
    start("200 OK", [("X-Name", "line\nX-Injected: yes")])
    return [b""]


def _bad_length(start: StartResponse) -> Iterable[bytes]:
    start("200 OK", [("Content-Length", "99")])
    return [b"short"]


def _write(start: StartResponse) -> Iterable[bytes]:
    start("200 OK", [])(b"written, ")
    return [b"returned"]


def _silent(_start: StartResponse) -> Iterable[bytes]:
    return [b"no status"]


SPECIAL = {
    "/fail": _fail,
    "/fail-late": _fail_late,
    "/bad-header": _bad_header,
    "/bad-length": _bad_length,
    "/write": _write,
    "/silent": _silent,
}

if __name__ == "__main__":
    herald.HOUR = 0.2
    given_folder, port, plain_port, workers = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    options = Options(
        port=port,
        plain_port=plain_port,
        certificate=given_folder / "certificate.pem",
        key=given_folder / "key.pem",
        host_names=("site.example",),
        workers=workers,
        body_cap=20_000,
        large=LargeBodies(paths=("/upload/",), cap=1_000_000, cookie="__Host-test", at_once=2),
        expected=(CannotStart,),
    )
    serve(partial(load, given_folder), options)
