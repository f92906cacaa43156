"""The global route: people outside the United States, treated by their own law."""

from pathlib import Path

from blueprints.global_.views import bp
from privet.plugins import Room

room = Room(
    blueprint=bp,
    title={"en": "Global", "es": "Global"},
    audience={
        "en": "Visitors and members outside the United States.",
        "es": "Visitantes y miembros fuera de los Estados Unidos.",
    },
    menu=40,
    promises=("P6", "P42", "P43"),
    counted=True,
    topics=Path(__file__).parent / "topics",
)
