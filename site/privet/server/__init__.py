"""The server behind ``privet serve``: TLS, workers, the plain port; it serves any WSGI application."""

from privet.server.options import Options
from privet.server.run import serve

__all__ = ["Options", "serve"]
