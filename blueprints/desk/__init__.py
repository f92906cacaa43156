"""The staff’s room. So far it answers only at the address in a form’s printed code."""

from blueprints.desk.views import bp
from privet.plugins import Room

room = Room(blueprint=bp, title={"en": "Desk", "es": "Oficina"}, home="intake")
