"""The front door: choose a route, search, contact, and what search engines and monitors read."""

from blueprints.front import contact, views
from privet.plugins import Room

__all__ = ["contact", "room", "views"]

room = Room(
    blueprint=views.bp,
    title={"en": "Home", "es": "Inicio"},
    promises=("P6", "P29", "P31", "P35", "P50"),
    counted=True,
    home="home",
)
