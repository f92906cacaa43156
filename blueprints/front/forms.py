"""The two forms of the contact page; neither has a field for a number of any account."""

import re
from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, StringField, TextAreaField

from privet.domain import contacts
from privet.domain.contacts import Ask, Kind
from privet.domain.message_drafts import clean
from privet.domain.personal_text import ours_of
from privet.web import language
from privet.web.forms import PlainForm
from privet.web.house import house

LONGEST = {"name": 120, "reach": 200, "best_time": 200, "text": 4000}
LOOKED_AT = 8000  # What is longer than that isn’t looked at, and so isn’t shown again either.
EMAIL = re.compile(r"[^@\s,;<>()\"]{1,64}@[^@\s.,;<>()\"]{1,63}(?:\.[^@\s.,;<>()\"]{1,63})+")
DIGITS = range(7, 18)  # Of a telephone number, with the code of its country and an extension.
WHAT = {
    "ssn": _("This looks like a social security number."),
    "birth-date": _("This looks like a birth date."),
    "card": _("This looks like the number of a card."),
    "member-number": _("This looks like a member, policy or claim number."),
    "account": _("This looks like the number of a bank account."),
}
NOT_KEPT = _("We didn’t keep it, and it isn’t repeated here. Please write without it.")


class ContactForm(PlainForm):
    """A name and a way to reach somebody."""

    kind: Kind = "callback"
    name = StringField(_("Your name"), description=_("As we should call you."))
    reach = StringField(
        _("How to reach you"), description=_("A phone number with its area code, or an e-mail address.")
    )

    def ask(self) -> Ask | None:
        """Give what is asked; nothing where a fault stands beside a field."""
        typed = {field.name.removeprefix(self._prefix): _typed(field) for field in self}
        self._refuse(typed)
        for name, text in typed.items():
            field = self[name]
            field.data = text if not field.errors else ""
            if not field.errors and (fault := self._fault(name, text)):
                field.errors = [fault]
        if self.errors:
            return None
        return Ask(self.kind, **typed, language=language.current())

    def tidy(self) -> None:
        """Leave out what stands on no page, where what was typed is shown again unread."""
        for field in self:
            field.data = _typed(field)

    @property
    def was_refused(self) -> bool:
        """Say whether something was refused for what it says, so that other ways are shown."""
        return any(str(NOT_KEPT) in fault for field in self for fault in field.errors)

    def _refuse(self, typed: Mapping[str, str]) -> None:
        """Put a fault beside each field that holds what we don’t take here; its text goes no further."""
        ours = ours_of(house().office, house().today(), typed=True)
        looked = {name: text for name, text in typed.items() if len(text) <= LOOKED_AT}
        for name, kinds in contacts.refused(looked, ours).items():
            what = next(words for kind, words in WHAT.items() if kind in kinds)
            self[name].errors = [f"{what} {NOT_KEPT}"]
        for name in typed.keys() - looked.keys():
            self[name].errors = [_too_long(name)]

    def _fault(self, name: str, text: str) -> str:
        """Say how to put one field right; nothing if it is."""
        if len(text) > LONGEST[name]:
            return _too_long(name)
        if name == "name" and not text:
            return str(gettext("Please give a name, so that we know for whom to ask."))
        if name == "reach" and not _reaches(text):
            return str(gettext("Please give a phone number with its area code, or an e-mail address."))
        if name == "text" and not text:
            return str(gettext("Please write your question."))
        return ""


class CallBackForm(ContactForm):
    """A request to be called."""

    best_time = StringField(
        _("Best time (if you like)"), description=_("For example: weekdays after four, or Tuesday morning.")
    )


class QuestionForm(ContactForm):
    """A question that has nothing to do with a record."""

    kind: Kind = "question"
    text = TextAreaField(
        _("Your question"),
        description=_(
            "About our plans, our hours, a form, your rights. Nothing about your own record, please."
        ),
        render_kw={"rows": 6},
    )


FORMS: dict[str, type[ContactForm]] = {"callback": CallBackForm, "question": QuestionForm}


def form_for(kind: str) -> Any:
    """Give one of the forms, filled with what was sent to it, if anything was."""
    sent = request.form if request.method == "POST" else None
    return FORMS[kind](formdata=sent, prefix=f"{kind}-")


def _typed(field: Field) -> str:
    """Give what was typed, without signs that nobody sees; a field of one line stays one."""
    plain = clean(str(field.data or "")[: 2 * LOOKED_AT])
    text = "".join(sign for sign in plain if not _is_no_character(sign)).strip()
    return text if field.type == "TextAreaField" else " ".join(text.split())


def _is_no_character(sign: str) -> bool:
    """Say whether a sign may stand in no text and on no page (Unicode 16, 23.7)."""
    return ord(sign) & 0xFFFE == 0xFFFE or "\ufdd0" <= sign <= "\ufdef"


def _reaches(text: str) -> bool:
    return bool(EMAIL.search(text)) or sum(sign.isdigit() for sign in text) in DIGITS


def _too_long(name: str) -> str:
    return str(gettext("This is too long. Please keep it to %(most)s characters.", most=LONGEST[name]))
