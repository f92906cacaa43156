"""From a request of Granian to the environment of PEP 3333; what can be read in two ways is refused."""

import sys
from collections.abc import Iterable
from typing import Any, Protocol

from privet.server.refusals import Refusal

Environ = dict[str, Any]

# Repeated, these would mean one thing to a proxy and another to the application.
ONCE = frozenset({"host", "content-length", "content-type"})
# A Proxy header would become HTTP_PROXY, which programs started from a view would obey (httpoxy).
DROPPED = frozenset({"proxy"})


class Headers(Protocol):
    """What we use of RSGI's headers."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Give each line of the head; names are lower-case, values visible ASCII."""


class Scope(Protocol):
    """What we use of RSGI's scope; its attributes are worked out anew at each look, so look once."""

    @property
    def authority(self) -> str | None: ...  # noqa: D102
    @property
    def client(self) -> str: ...  # noqa: D102
    @property
    def headers(self) -> Headers: ...  # noqa: D102
    @property
    def http_version(self) -> str: ...  # noqa: D102
    @property
    def method(self) -> str: ...  # noqa: D102
    @property
    def path(self) -> str: ...  # noqa: D102
    @property
    def query_string(self) -> str: ...  # noqa: D102


def base(scheme: str, name: str, port: int, *, processes: int, threads: int) -> Environ:
    """Give the part that is the same for every request."""
    return {
        "SCRIPT_NAME": "",
        "SERVER_NAME": name,
        "SERVER_PORT": str(port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": threads > 1,
        "wsgi.multiprocess": processes > 1,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,  # The whole body is in memory before the application is called.
    }


def build(common: Environ, scope: Scope) -> Environ:
    """Give the environ of a request, all but ``wsgi.input``.

    :raises Refusal: if the head is ambiguous, or announces a body without saying how long it is.
    """
    path = scope.path
    if not path.startswith("/"):  # CONNECT and OPTIONS * have no page to ask for.
        raise Refusal(400)
    environ = common.copy()
    environ["REQUEST_METHOD"] = scope.method
    environ["PATH_INFO"] = _latin(path)
    environ["QUERY_STRING"] = _latin(scope.query_string)
    environ["SERVER_PROTOCOL"] = "HTTP/1.0" if scope.http_version == "1" else f"HTTP/{scope.http_version}"
    environ["REMOTE_ADDR"] = _address(scope.client)
    _add_headers(environ, scope.headers.items())
    _check_host(environ, scope)
    return environ


_keys: dict[str, str] = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def _add_headers(environ: Environ, headers: Iterable[tuple[str, str]]) -> None:
    for name, value in headers:
        key = _keys.get(name) or _key(name)
        if not key:
            continue
        if key not in environ:
            environ[key] = value
        elif name in ONCE:
            raise Refusal(400)
        else:
            environ[key] += ("; " if name == "cookie" else ", ") + value
    if "HTTP_TRANSFER_ENCODING" in environ:
        # Granian shows a body that was cut off and one that ended alike, so without a length nobody
        # could tell half a form from a whole one. Browsers and proxies that buffer always give it.
        raise Refusal(411)


def _key(name: str) -> str:
    """Give the key of a header, or nothing: X_Real_IP would pose as the X-Real-IP of a proxy."""
    if "_" in name or name in DROPPED:
        return ""
    key = "HTTP_" + name.upper().replace("-", "_")
    if len(_keys) < 100:  # Visitors choose the names, so what is remembered of them must stay small.
        _keys[name] = key
    return key


def _check_host(environ: Environ, scope: Scope) -> None:
    """Take the host from the address where it stands there, and refuse two different ones."""
    authority = scope.authority
    if authority is not None and environ.setdefault("HTTP_HOST", authority).lower() != authority.lower():
        raise Refusal(400)
    if "HTTP_HOST" not in environ and scope.http_version != "1":
        raise Refusal(400)


def _latin(text: str) -> str:
    """Give the bytes behind ``text`` as PEP 3333 wants them: one character each."""
    return text if text.isascii() else text.encode().decode("latin-1")


def _address(client: str) -> str:
    """Give the address without its port, and an IPv4 address as such on a socket for both kinds."""
    return client.rpartition(":")[0].strip("[]").removeprefix("::ffff:")
