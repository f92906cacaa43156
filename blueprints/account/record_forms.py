"""The form for the address to which confidential post goes."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField, ValidationError

from privet.web.forms import PlainForm

FAULTS = {
    "short": _("Write the address as it stands on an envelope: a name or street, and below it the town."),
    "lines": _("An address on an envelope has at most six lines."),
    "long": _("One line is longer than an envelope is wide: write at most 60 characters a line."),
    "signs": _("Our printer has no letter for one of these characters. Please write it in Latin letters."),
}


class ConfidentialForm(PlainForm):
    """Where confidential post shall go."""

    address = TextAreaField(_("Address for confidential post"), render_kw={"rows": 5})

    def validate_address(self, field: Any) -> None:
        """Refuse what no letter would reach."""
        from privet.domain import confidential  # noqa: PLC0415

        if fault := confidential.faults(field.data or ""):
            raise ValidationError(FAULTS[fault])
