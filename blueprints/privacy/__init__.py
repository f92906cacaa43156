"""The privacy statement, its versions, how each promise is kept, and who else handles information."""

from blueprints.privacy import promises, registers, views
from privet.plugins import Room

__all__ = ["promises", "registers", "room", "views"]

room = Room(
    blueprint=views.bp,
    title={"en": "Privacy", "es": "Privacidad"},
    menu=70,
    counted=True,
    promises=("P1", "P3", "P4", "P19", "P20", "P38", "P39", "P42", "P46", "P47", "P48"),
    home="statement",
)
