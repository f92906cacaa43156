"""The mail-in request generator: choose, fill in, print; nothing that is typed is kept."""

from blueprints.mailin import printed, views
from privet.plugins import Room

__all__ = ["printed", "room", "views"]

room = Room(
    blueprint=views.bp,
    title={"en": "Ask by mail", "es": "Pedir por correo postal"},
    menu=60,
    promises=("P2", "P28", "P30", "P31", "P43", "P50"),
    home="choose",
)
