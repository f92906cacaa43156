"""What the forms of all rooms share."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import FileField


class PlainForm(FlaskForm):  # type: ignore[misc]
    """A form without a token of its own.

    On public pages there is no cookie to bind one to, and the origin of every POST is checked. In the secure
    area, the token of the session is checked for every form before its view runs.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Turn the token off, and take files only for fields that want some."""

        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Give what was sent; a file under the name of a text is no text, and left out."""
            sent = super().wrap_formdata(form, formdata)
            if not isinstance(sent, CombinedMultiDict):
                return sent
            wanted = {field.name for field in form if isinstance(field, FileField)}
            files = [(name, file) for name, file in request.files.items(multi=True) if name in wanted]
            return CombinedMultiDict((MultiDict(files), request.form))
