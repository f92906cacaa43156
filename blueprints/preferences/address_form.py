"""The address that choices about mail are for."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField
from wtforms.validators import ValidationError

from privet.domain.mail_address import is_address
from privet.web.forms import PlainForm

LONGEST = 320  # Of what is shown again; no address is so long.


def printable(text: str | None) -> str:
    """Leave out what can’t be seen, such as the end of a line, so that it can be shown again."""
    return "".join(sign for sign in text or "" if sign.isprintable())[:LONGEST]


class AddressForm(PlainForm):
    """The address that choices are for."""

    address = EmailField(
        _("E-mail address"),
        id="mail-address",  # The choices below ask for another address.
        description=_("We use it for your choices alone, and tell nobody whether we know it."),
    )

    def validate_address(self, field: EmailField) -> None:
        """Refuse what no mail can be sent to; what was typed is kept."""
        typed = (field.data or "").strip()
        field.data = printable(typed)
        if not is_address(typed):
            raise ValidationError(_("Please write an address such as name@example.org."))
