"""The terms of using this site, archived with each version of the statement."""

from blueprints.terms.views import bp
from privet.plugins import Room

room = Room(blueprint=bp, title={"en": "Terms", "es": "Términos"}, promises=("P45",), counted=True)
