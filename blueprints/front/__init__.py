"""The front door: choose a route, search, contact, and what search engines and monitors read."""

from blueprints.front.views import bp
from privet.plugins import Room

room = Room(
    blueprint=bp,
    title={"en": "Home", "es": "Inicio"},
    promises=("P6", "P29", "P31", "P50"),
    counted=True,
    home="home",
)
