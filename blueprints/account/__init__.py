"""The secure area: members, former members, dependents and representatives look after the record."""

from blueprints.account import (
    acting,
    activate,
    activate_factor,
    agents,
    confirm,
    copies,
    corrections,
    email,
    factors,
    looks,
    members,
    messages,
    preferences,
    record,
    security,
    sessions,
    sign_in,
    statement,
    views,
)
from privet.plugins import Room

__all__ = [
    "acting",
    "activate",
    "activate_factor",
    "agents",
    "confirm",
    "copies",
    "corrections",
    "email",
    "factors",
    "looks",
    "members",
    "messages",
    "preferences",
    "record",
    "room",
    "security",
    "sessions",
    "sign_in",
    "statement",
    "views",
]

room = Room(blueprint=views.bp, title={"en": "Your account", "es": "Su cuenta"}, menu=65, secure=True)
