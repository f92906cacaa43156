"""The provider route’s pages, all of them the usual ones."""

from privet.web import audience

bp = audience.blueprint("provider", __name__)
audience.add_index(bp)
