"""Days in addresses, as in ``/privacy/2026-11-23/``."""

from datetime import date

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter, ValidationError


class Day(BaseConverter):
    """A day of the calendar, written one way only."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Read it."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: date) -> str:
        """Write it."""
        return value.isoformat()


def use(bp: Blueprint) -> None:
    """Let the addresses of ``bp`` hold days, as ``<day:published>``."""

    def converters(state: BlueprintSetupState) -> None:
        state.app.url_map.converters["day"] = Day

    bp.record(converters)
