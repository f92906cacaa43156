"""The first step of the form: what to ask for, and how it shall be printed."""

from functools import cache, partial
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from privet.domain import places
from privet.domain.mailin import about_choices
from privet.domain.office import WINDOWS
from privet.web import language
from privet.web.forms import PlainForm
from privet.web.house import house
from privet.web.templating import LANGUAGES

ANSWER = _("Please choose one of the answers that are offered.")
choice = partial(SelectField, default="", invalid_choice_message=ANSWER)


@cache
def _places(spoken: str, home: str) -> list[SelectChoice]:
    """Give states and countries under a heading each, since Georgia is both."""
    groups = {True: gettext("States and territories of the United States"), False: gettext("Countries")}
    found = places.residences(spoken, home)
    return [SelectChoice("", ""), *(SelectChoice(*pair, optgroup=groups["-" in pair[0]]) for pair in found)]


def offer(*pairs: tuple[str, Any], empty: bool = True) -> list[SelectChoice]:
    """Give ``pairs`` of value and label as choices, an empty one before them unless one must be chosen."""
    return [SelectChoice(value, label) for value, label in ([("", ""), *pairs] if empty else pairs)]


class BlankForm(PlainForm):
    """What a form to be filled in by hand shall hold, and how it shall be printed; without a kind, all."""

    kind = SelectMultipleField(
        _("What would you like to ask for?"),
        invalid_choice_message=_("Tick only requests from this list; we don’t know one that was sent."),
    )
    residence = choice(
        _("Where do you live?"),
        description=_(
            "Your country or state decides which law holds: what you can ask for, and by when we must answer."
        ),
    )
    about = RadioField(
        _("What is it about?"),
        default="coverage",
        filters=[lambda value: value or "coverage"],
        invalid_choice_message=ANSWER,
    )
    paper = choice(_("Paper"), choices=offer(("letter", _("US Letter")), ("a4", "A4")))
    envelope = choice(
        _("Envelope"),
        choices=offer(
            ("window-10", _("#10 with a window")),
            ("window-dl", _("DL with a window")),
            ("plain", _("Plain, with a label to cut out")),
        ),
    )
    size = choice(
        _("Print size"),
        choices=offer(("standard", _("Standard")), ("large", _("Large print (18 point)")), empty=False),
        default="standard",
        filters=[lambda value: value or "standard"],
    )
    language = choice(_("Language of the form"))

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the kinds, places and languages of this organisation."""
        super().__init__(*args, **options)
        ours, spoken = house(), language.current()
        self.kind.choices = list(ours.rules.kinds)
        home = ours.settings.organisation.address.country
        self.residence.choices = _places(spoken, home)
        self.about.choices = offer(*about_choices(spoken).items(), empty=False)
        offered = ours.settings.organisation.languages
        self.language.choices = offer(*((code, LANGUAGES.get(code, code)) for code in offered))

    def validate_envelope(self, field: Field) -> None:
        """Refuse a window that the paper doesn’t fit."""
        fits = WINDOWS.get(self.paper.data, field.data)
        if field.data in WINDOWS.values() and field.data != fits:
            fitting = {"letter": gettext("#10 with a window"), "a4": gettext("DL with a window")}[
                self.paper.data
            ]
            raise ValidationError(
                gettext(
                    "That window doesn’t fit this paper. Choose “%(envelope)s” or “Plain”.", envelope=fitting
                )
            )

    def chosen(self) -> dict[str, Any]:
        """Give the choices as a :class:`Sheet` takes them, what was left out decided."""
        paper, envelope = house().office.paper_and_envelope(
            self.residence.data, self.paper.data, self.envelope.data
        )
        return {
            "kinds": tuple(kind for kind in house().rules.kinds if kind in self.kind.data),
            "residence": self.residence.data,
            "about": self.about.data,
            "paper": paper,
            "envelope": envelope,
            "size": self.size.data,
            "language": self.language.data or language.current(),
        }


class ChoiceForm(BlankForm):
    """What to ask for, at least one kind, and how it shall be printed."""

    kind = SelectMultipleField(
        _("What would you like to ask for?"),
        [InputRequired(_("Tick at least one request."))],
        invalid_choice_message=_("Tick only requests from this list; we don’t know one that was sent."),
    )
