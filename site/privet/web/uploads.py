"""Which views take more than a form of text, and what the server must know of that.

The server reads a body before any view sees it, so it knows the addresses, and asks for the cookie of the
secure area: a stranger can’t make us hold much. Nothing of it is ever written to the disk on the way.
"""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

LARGEST = 16 * 1024 * 1024  # Three files of 5 MiB, a text, and what stands around them.
PATHS = ("/account/messages/",)
COOKIE = "__Host-privet"  # As privet.web.sessions sets it.


def takes_files(view: View) -> View:
    """Declare that ``view``, at one of ``PATHS``, takes files with its form."""
    view.largest_body = LARGEST  # type: ignore[attr-defined]
    return view
