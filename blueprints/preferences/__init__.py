"""E-mail preferences and privacy choices, for everybody, with or without an account."""

from blueprints.preferences import choices, mail_links, one_click
from blueprints.preferences.views import bp
from privet.plugins import Room

__all__ = ["choices", "mail_links", "one_click", "room"]

room = Room(
    blueprint=bp,
    title={"en": "Preferences", "es": "Preferencias"},
    menu=62,
    promises=("P28", "P32", "P33"),
)
