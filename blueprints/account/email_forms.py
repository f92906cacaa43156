"""The form for an e-mail address."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField

from privet.web.forms import PlainForm


class EmailForm(PlainForm):
    """An address to be confirmed."""

    address = EmailField(_("E-mail address"))
