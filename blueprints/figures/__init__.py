"""The public statistics: totals of closed months, and exactly what is kept of a visit."""

from blueprints.figures.views import bp
from privet.plugins import Room

room = Room(
    blueprint=bp,
    title={"en": "Figures", "es": "Cifras"},
    promises=("P5", "P7", "P8", "P9"),
    counted=True,
)
