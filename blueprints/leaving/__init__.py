"""The page before a link leaves the site, for sites that don’t belong to us."""

from blueprints.leaving.views import bp
from privet.plugins import Room

room = Room(
    blueprint=bp,
    title={"en": "Other sites", "es": "Otros sitios"},
    promises=("P40", "P41"),
    counted=True,
)
