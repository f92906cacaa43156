"""The Flask application class: where its files are, what it limits, and what its log may hold."""

import inspect
import logging
import traceback
from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, current_app, request
from flask.wrappers import Request, Response
from jinja2 import StrictUndefined
from werkzeug.datastructures import Headers
from werkzeug.routing import MapAdapter, Rule

LARGEST_BODY = 256 * 1024  # Below the size at which Werkzeug would spool a form to a temporary file.

MOST_HOSTS = 64

_Caught = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class Asked(Request):
    """A request whose files stay in memory, and whose body is as large as its view declares at most."""

    @property
    def max_content_length(self) -> int:
        """Give what the view takes (see :mod:`privet.web.uploads`)."""
        view = current_app.view_functions.get(self.endpoint or "")
        largest: int = getattr(view, "largest_body", LARGEST_BODY)
        return largest

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        raise AttributeError("a view declares what it takes, before anything is read")

    def _get_file_stream(self, *_facts: object, **_named: object) -> BytesIO:
        """Give memory to put a file into; Werkzeug would write a large one to the disk, in plain."""
        return BytesIO()


class LaterRule(Rule):
    """A rule that compiles what builds its address when the first is built: a start builds few of them."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder
        name = "_build_unknown" if append_unknown else "_build"

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            made: Callable[..., tuple[str, str]] = compiled(append_unknown).__get__(rule, None)
            setattr(rule, name, made)
            return made(**values)

        return build


class Answer(Response):
    """An answer that checks its headers once: when they are set, and not again when they are sent."""

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        """Give the headers of a whole page as they are, with its length; Werkzeug does the others."""
        if self.status_code != 200 or not isinstance(self.response, list):
            return super().get_wsgi_headers(environ)
        headers = Headers()
        headers._list = list(self.headers._list)
        if "Content-Length" not in headers:
            headers._list.append(("Content-Length", str(sum(map(len, self.iter_encoded())))))
        return headers


class Site(Flask):
    """Flask with a log that names endpoints and code, never an address or a value that somebody sent."""

    request_class = Asked
    response_class = Answer
    url_rule_class = LaterRule

    def __init__(self, instance: Path) -> None:
        """Set up Flask for the folder ``instance``; an absolute one, since Flask wants that."""
        super().__init__("privet", template_folder=str(files("templates")), instance_path=str(instance))
        self.jinja_env.undefined = StrictUndefined
        self.jinja_env.trim_blocks = self.jinja_env.lstrip_blocks = True
        self._hosts: set[tuple[str, str]] = set()
        self.config.update(
            MAX_CONTENT_LENGTH=LARGEST_BODY,
            MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
            PREFERRED_URL_SCHEME="https",
        )

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Say that a plain function is one by a look at its code; Flask’s way costs a twentieth of a page."""
        code = getattr(func, "__code__", None)
        if code is not None and not code.co_flags & inspect.CO_COROUTINE:
            return func
        return super().ensure_sync(func)

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Check a host name once: to check it thrice for each page costs a tenth of the page.

        Only what passed is remembered, and not much of it, since visitors choose ports as they like.
        """
        if request is None:
            return super().create_url_adapter(None)
        environ = request.environ
        host = environ.get("HTTP_HOST", "")
        known = environ["wsgi.url_scheme"], host
        if known in self._hosts and _is_plain(environ):
            request.trusted_hosts, request.host = self.config["TRUSTED_HOSTS"], host
            return self._bind(environ, host)
        adapter = super().create_url_adapter(request)
        if host and request.host == host and len(self._hosts) < MOST_HOSTS:
            self._hosts.add(known)
        return adapter

    def _bind(self, environ: dict[str, Any], host: str) -> MapAdapter:
        return self.url_map.bind(
            host.lower(),
            script_name=environ.get("SCRIPT_NAME", ""),
            subdomain=self.url_map.default_subdomain or "",
            url_scheme=environ["wsgi.url_scheme"],
            default_method=environ["REQUEST_METHOD"],
            path_info=environ.get("PATH_INFO", ""),
            query_args=environ.get("QUERY_STRING", ""),
        )

    def log_exception(self, exc_info: _Caught) -> None:
        """Log where it failed; messages of exceptions may quote what was typed, so they are left out."""
        kind, _, trace = exc_info
        frames = "".join(traceback.format_tb(trace))
        self.logger.error("%s in endpoint %s\n%s", kind.__name__ if kind else "?", request.endpoint, frames)


def _is_plain(environ: dict[str, Any]) -> bool:
    """Say whether address and query stand in the environ as they are meant, and HTTP is what is spoken."""
    return (
        environ.get("PATH_INFO", "") + environ.get("QUERY_STRING", "")
    ).isascii() and "HTTP_UPGRADE" not in environ


logging.getLogger("privet").addHandler(logging.StreamHandler())
