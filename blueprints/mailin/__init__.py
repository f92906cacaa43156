"""The mail-in request generator: choose, fill in, print; nothing that is typed is kept."""

from blueprints.mailin.views import bp
from privet.plugins import Room

room = Room(
    blueprint=bp,
    title={"en": "Ask by mail", "es": "Pedir por correo"},
    menu=60,
    promises=("P30", "P31", "P50"),
    home="choose",
)
