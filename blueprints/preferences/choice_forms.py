"""The form on which people refuse what may be done with their information, and that for a reference."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from privet.domain import permissions
from privet.domain.choice_requests import LONGEST, Asked, Said
from privet.domain.mail_address import is_address
from privet.web.forms import PlainForm

TOO_LONG = _("Please write at most %(max)d characters.")


def _clean(text: str | None) -> str:
    """Give what was typed without characters that steer, and without room around it."""
    return "".join(sign for sign in text or "" if sign.isprintable() or sign == "\n").strip()


class ChoicesForm(PlainForm):
    """What somebody refuses, and by what their record can be found; nothing of it must be filled in."""

    refuse = SelectMultipleField(_("What you ask of us"), choices=(), validate_choice=False)
    email = StringField(
        _("E-mail address"),
        description=_("The one that we have of you, if we have one."),
        validators=[Length(max=LONGEST["email"], message=TOO_LONG)],
        filters=[_clean],
    )
    number = StringField(
        _("Member number"),
        description=_("It stands on your card and on our letters."),
        validators=[Length(max=LONGEST["number"], message=TOO_LONG)],
        filters=[_clean],
    )
    name = StringField(
        _("Name"),
        description=_("With the postal address below. Our office then looks for your record."),
        validators=[Length(max=LONGEST["name"], message=TOO_LONG)],
        filters=[_clean],
    )
    postal = TextAreaField(
        _("Postal address"),
        validators=[Length(max=LONGEST["address"], message=TOO_LONG)],
        filters=[_clean],
        render_kw={"rows": 3},
    )

    def __init__(self, *args: object, **options: object) -> None:
        """Offer the choices that there are."""
        super().__init__(*args, **options)
        self.refuse.choices = list(permissions.rules().choice)
        if "all" in self.ticked():
            self.refuse.data = list(self.refuse.choices)

    def ticked(self) -> list[str]:
        """Give what was ticked, or ``all`` for the button that stands for every choice."""
        return list(self.refuse.data or [])

    def validate_refuse(self, field: Field) -> None:
        """Ask for one choice at least; what isn’t one of ours is never shown again."""
        if set(field.data or ()) - set(field.choices):
            raise ValidationError(gettext("Please choose among the answers that are offered."))
        if not field.data:
            raise ValidationError(gettext("Please tick at least one, or send all of them."))

    def validate_email(self, field: Field) -> None:
        """Refuse what can’t be an address, so that nobody believes that it was found."""
        if field.data and not is_address(field.data):
            raise ValidationError(gettext("Please write an address such as name@example.org."))

    def validate_postal(self, field: Field) -> None:
        """Ask for name and postal address together."""
        if bool(field.data) != bool(self.name.data):
            raise ValidationError(gettext("By name we can look only with name and postal address together."))

    def asked(self) -> Asked:
        """Give what was filled in."""
        fields = (self.email, self.number, self.name, self.postal)
        said = Said(*(field.data or "" for field in fields))
        return Asked(frozenset(self.refuse.data or ()), said)


class StatusForm(PlainForm):
    """The reference that somebody kept."""

    reference = StringField(
        _("Reference"),
        description=_("Such as 4TG-7RM-X2K. It stands on the page that you kept."),
        filters=[_clean],
    )
