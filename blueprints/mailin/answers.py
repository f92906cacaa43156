"""The second step of the form: the fields that the chosen kinds need, and what was typed into them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from flask_babel import gettext
from msgspec.structs import fields as names_of
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.form import BaseForm

from blueprints.mailin.checks import (
    LONGEST_FORM,
    checks_of,
    cleaned,
    on_one_line,
    too_long_together,
    unprintable,
)
from blueprints.mailin.forms import choice, offer
from privet.domain import places
from privet.domain.kinds import Ask
from privet.domain.languages import in_language
from privet.domain.mailin import Sheet, needed
from privet.domain.rules import Rules
from privet.web import language
from privet.web.forms import PlainForm
from privet.web.house import house

SHORT = {"member_last4", "phone"}  # What is never longer than a line, on screen and on paper.


@cache
def _countries(spoken: str) -> list[SelectChoice]:
    return offer(*places.countries(spoken))


class RequestForm(BaseForm):  # type: ignore[misc]
    """The second step: the fields that the chosen kinds need, and no others."""

    def __init__(self, chosen: dict[str, Any], rules: Rules, sent: MultiDict[str, str]) -> None:
        """Make the fields for what was chosen, and put into them what was sent."""
        super().__init__(_fields(chosen["kinds"], rules, chosen["residence"]), meta=PlainForm.Meta())
        self.process(sent)

    def validate(self, *args: Any, **options: Any) -> bool:
        """Check each field, and that all of them together can be printed in reasonable time."""
        good = bool(super().validate(*args, **options))
        lengths = {field.name: len(field.data or "") for field in self}
        if sum(lengths.values()) > LONGEST_FORM:
            longest = self[max(lengths, key=lambda name: lengths[name])]
            longest.errors = (*longest.errors, too_long_together())
            return False
        return good

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


def _fields(kinds: tuple[str, ...], rules: Rules, residence: str) -> Iterator[tuple[str, Any]]:
    for ask in needed(kinds, rules):
        yield ask.id, _field(ask.id, ask)
        if ask.id == "address_lines":
            yield "country", _country(residence)
    for kind in kinds:
        for name, ask in rules.kinds[kind].asks():
            yield name, _field(name, ask)


def _country(residence: str) -> Any:
    """Give the field for the country, chosen already for who lives abroad."""
    country = residence.partition("-")[0]
    why = gettext("Only if our answer goes abroad.")
    return choice(
        gettext("Country"),
        choices=_countries(language.current()),
        description=why,
        default="" if country == house().office.home else country,
    )


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
