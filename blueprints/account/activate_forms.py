"""The forms by which an account begins."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from privet.web.forms import PlainForm


class LetterForm(PlainForm):
    """The code of a letter, and what proves whose it is: the birth date, or a user name that was told."""

    code = StringField(
        _("The code in your letter"),
        description=_("Ten letters and digits. Capitals, spaces and hyphens don’t matter."),
        validators=[InputRequired(_("Enter the code that stands in the frame of your letter."))],
    )
    month = StringField(_("Month"))
    day = StringField(_("Day"))
    year = StringField(_("Year"))
    user_name = StringField(
        _("User name"),
        description=_("Only if we told you one. Leave the birth date empty then."),
    )

    born: Any = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that the code came with one of the two proofs, and that the day exists."""
        from privet.domain import typed_dates  # noqa: PLC0415

        fits = super().validate(extra_validators)
        parts = (self.day.data or "", self.month.data or "", self.year.data or "")
        self.born = typed_dates.day(parts)
        if self.born is None and (any(map(str.strip, parts)) or not (self.user_name.data or "").strip()):
            self.month.errors = [
                _("Enter your birth date as in 2, 29, 1984: month, day, and a year of four digits.")
            ]
            return False
        return bool(fits)


class NameForm(PlainForm):
    """The user name and the password that somebody chooses."""

    user_name = StringField(
        _("User name"),
        description=_("You sign in with it. No social security number, please, and no e-mail address."),
        validators=[InputRequired(_("Enter a user name."))],
    )
    password = PasswordField(
        _("Password"),
        description=_("At least 12 characters of any kind, spaces too. One from a password manager is best."),
        validators=[InputRequired(_("Enter a password."))],
    )
