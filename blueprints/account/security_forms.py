"""The forms of the security page."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from privet.web.forms import PlainForm


class PasswordForm(PlainForm):
    """The password from before, and a new one."""

    old = PasswordField(
        _("Your password until now"),
        validators=[InputRequired(_("Enter the password that you sign in with."))],
    )
    new = PasswordField(
        _("New password"),
        description=_("At least 12 characters of any kind, spaces too. One from a password manager is best."),
        validators=[InputRequired(_("Enter a new password."))],
    )


class UserNameForm(PlainForm):
    """Another user name."""

    user_name = StringField(
        _("User name"),
        description=_("Not your social security number, and no e-mail address."),
        validators=[InputRequired(_("Enter a user name."))],
    )


class AppForm(PlainForm):
    """The code that a new app shows."""

    code = StringField(
        _("The six digits that the app shows now"),
        validators=[InputRequired(_("Enter the six digits that the app shows now."))],
    )


class PasskeyForm(PlainForm):
    """What a new passkey shall be called."""

    name = StringField(
        _("A name for it, if you like"),
        description=_("For example “my phone”, so that you know it again in the list."),
        validators=[Length(max=60, message=_("Use at most 60 characters."))],
    )
