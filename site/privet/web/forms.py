"""What the forms of all rooms share."""

from flask_wtf import FlaskForm


class PlainForm(FlaskForm):  # type: ignore[misc]
    """A form without a token of its own.

    On public pages there is no cookie to bind one to, and the origin of every POST is checked. In the secure
    area, the token of the session is checked for every form before its view runs.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Turn the token off."""

        csrf = False
