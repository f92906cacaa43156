"""The consumer route: members, former members and families."""

from pathlib import Path

from blueprints.consumer.views import bp
from privet.plugins import Room

room = Room(
    blueprint=bp,
    title={"en": "Consumer", "es": "Consumidores"},
    audience={
        "en": "Members, former members and their families, and people choosing a plan.",
        "es": "Miembros, antiguos miembros y sus familias, y quienes están eligiendo un plan.",
    },
    menu=10,
    promises=("P6", "P24", "P44"),
    counted=True,
    topics=Path(__file__).parent / "topics",
)
