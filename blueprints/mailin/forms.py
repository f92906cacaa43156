"""The two steps of the form: what to ask for, then what the chosen kinds need."""

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from msgspec.structs import fields as names_of
from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, ValidationError

from blueprints.mailin.checks import checks_of, cleaned, on_one_line, unprintable
from privet.domain import places
from privet.domain.kinds import Ask
from privet.domain.languages import in_language
from privet.domain.mailin import WINDOWS, Sheet, about_choices, needed, paper_for
from privet.domain.rules import Rules
from privet.web import language
from privet.web.house import house
from privet.web.templating import LANGUAGES

SHORT = {"member_last4", "phone"}  # What is never longer than a line, on screen and on paper.


class PlainForm(FlaskForm):  # type: ignore[misc]
    """A form without a token: there is no cookie to bind one to, and the origin of every POST is checked."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Turn the token off."""

        csrf = False


ANSWER = _("Please choose one of the answers that are offered.")
choice = partial(SelectField, default="", invalid_choice_message=ANSWER)


@cache
def _places(spoken: str, home: str) -> list[SelectChoice]:
    return offer(*places.residences(spoken, home))


@cache
def _countries(spoken: str) -> list[SelectChoice]:
    return offer(*places.countries(spoken))


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
        settings = house().settings
        paper = self.paper.data or _paper_of(self.envelope.data)
        paper = paper or paper_for(self.residence.data, settings.organisation.paper)
        usual = settings.mail_in.envelope
        fits = usual == "plain" or WINDOWS[paper] == usual
        return {
            "kinds": tuple(kind for kind in house().rules.kinds if kind in self.kind.data),
            "residence": self.residence.data,
            "about": self.about.data,
            "paper": paper,
            "envelope": self.envelope.data or (usual if fits else WINDOWS[paper]),
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


class RequestForm(BaseForm):  # type: ignore[misc]
    """The second step: the fields that the chosen kinds need, and no others."""

    def __init__(self, kinds: tuple[str, ...], rules: Rules, sent: MultiDict[str, str]) -> None:
        """Make the fields, and put into them what was sent."""
        super().__init__(_fields(kinds, rules), meta=PlainForm.Meta())
        self.process(sent)

    def typed(self) -> dict[str, Any]:
        """Give what was typed as a :class:`Sheet` takes it."""
        known = {field.name for field in names_of(Sheet)}
        values = {field.name: field.data or "" for field in self}
        details = {name: value for name, value in values.items() if name not in known}
        return {name: value for name, value in values.items() if name in known} | {"details": details}

    def refuse(self, characters: str) -> None:
        """Put a message beside each field that holds one of ``characters``, which no font can print."""
        for field in self:
            found = [sign for sign in characters if sign in (field.data or "")]
            if found:
                field.errors = (*field.errors, unprintable(found))


def _fields(kinds: tuple[str, ...], rules: Rules) -> Iterator[tuple[str, Any]]:
    for ask in needed(kinds, rules):
        yield ask.id, _field(ask.id, ask)
        if ask.id == "address_lines":
            why = gettext("Only if our answer goes abroad.")
            yield (
                "country",
                choice(gettext("Country"), choices=_countries(language.current()), description=why),
            )
    for kind in kinds:
        for name, ask in rules.kinds[kind].asks():
            yield name, _field(name, ask)


def _field(name: str, ask: Ask) -> Any:
    spoken = language.current()
    label, why = in_language(ask.label, spoken), in_language(ask.why, spoken)
    if ask.choices:
        choices = offer(*((value, in_language(text, spoken)) for value, text in ask.choices.items()))
        return choice(label, choices=choices, description=why)
    if name in SHORT:
        return StringField(label, checks_of(name), filters=[cleaned], description=why)
    return TextAreaField(  # For one line, too: an input cuts what is longer than itself when it is printed.
        label,
        checks_of(name),
        filters=[cleaned if ask.lines > 1 else on_one_line],
        description=why,
        render_kw={"rows": ask.lines + 1 if ask.lines > 1 else 1},
    )


def _paper_of(envelope: str) -> str:
    return next((paper for paper, window in WINDOWS.items() if window == envelope), "")
