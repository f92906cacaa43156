"""The Flask application class: where its files are, what it limits, and what its log may hold."""

import logging
import traceback
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from types import TracebackType

from flask import Flask, current_app, request
from flask.wrappers import Request
from jinja2 import StrictUndefined

LARGEST_BODY = 256 * 1024  # Below the size at which Werkzeug would spool a form to a temporary file.

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


class Site(Flask):
    """Flask with a log that names endpoints and code, never an address or a value that somebody sent."""

    request_class = Asked

    def __init__(self, instance: Path) -> None:
        """Set up Flask for the folder ``instance``; an absolute one, since Flask wants that."""
        super().__init__("privet", template_folder=str(files("templates")), instance_path=str(instance))
        self.jinja_env.undefined = StrictUndefined
        self.jinja_env.trim_blocks = self.jinja_env.lstrip_blocks = True
        self.config.update(
            MAX_CONTENT_LENGTH=LARGEST_BODY,
            MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
            PREFERRED_URL_SCHEME="https",
        )

    def log_exception(self, exc_info: _Caught) -> None:
        """Log where it failed; messages of exceptions may quote what was typed, so they are left out."""
        kind, _, trace = exc_info
        frames = "".join(traceback.format_tb(trace))
        self.logger.error("%s in endpoint %s\n%s", kind.__name__ if kind else "?", request.endpoint, frames)


logging.getLogger("privet").addHandler(logging.StreamHandler())
