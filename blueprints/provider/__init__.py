"""The provider route: those who give care."""

from pathlib import Path

from blueprints.provider.views import bp
from privet.plugins import Room

room = Room(
    blueprint=bp,
    title={"en": "Provider", "es": "Proveedores"},
    audience={
        "en": "Doctors’ and dentists’ offices, hospitals and clinics.",
        "es": "Consultorios médicos y dentales, hospitales y clínicas.",
    },
    menu=30,
    promises=("P6",),
    counted=True,
    topics=Path(__file__).parent / "topics",
)
