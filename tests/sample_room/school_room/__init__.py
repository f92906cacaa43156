"""A fifth audience route, as somebody outside the project would write it."""

from pathlib import Path

from privet.plugins import Room
from privet.web import audience

bp = audience.blueprint("school", __name__)
audience.add_index(bp)

room = Room(
    blueprint=bp,
    title={"en": "School", "es": "Escuela"},
    audience={"en": "Teachers and school nurses.", "es": "Maestros y enfermeras escolares."},
    menu=50,
    topics=Path(__file__).parent / "topics",
)
