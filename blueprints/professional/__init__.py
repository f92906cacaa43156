"""The professional route: benefits offices, brokers and representatives."""

from pathlib import Path

from blueprints.professional.views import bp
from privet.plugins import Room

room = Room(
    blueprint=bp,
    title={"en": "Professional", "es": "Profesionales"},
    audience={
        "en": "Employers’ benefits offices, brokers and account representatives.",
        "es": "Oficinas de beneficios de los empleadores, corredores y representantes de cuenta.",
    },
    menu=20,
    promises=("P6", "P25"),
    counted=True,
    topics=Path(__file__).parent / "topics",
)
