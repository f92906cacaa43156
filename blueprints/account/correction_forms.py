"""The forms by which somebody asks for a correction, disagrees with a refusal, or decides."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField

from privet.web.forms import PlainForm

LONGEST_ID = 22


def shortened(value: str | None) -> str:
    """Give what a hidden field may hold at most."""
    return (value or "")[:64]


class AskForm(PlainForm):
    """One field: what it shall say, or that it shall be removed, and why.

    ``seen`` and ``instead`` say what this form was made from.
    """

    new = StringField(_("What it should say"))
    remove = BooleanField(_("Remove it, and put nothing in its place"))
    reason = TextAreaField(_("Your reason"), render_kw={"rows": 4})
    enclosure = BooleanField(_("I send papers that show it by post"))
    seen = HiddenField(filters=[shortened])
    instead = HiddenField(filters=[shortened])

    def describe(self, kind: str, *, full_ssn: bool) -> None:
        """Say how a new value is written."""
        self.new.description = {
            "date": gettext("Year, month, day, such as 1984-02-29."),
            "address": gettext("Line by line, as on an envelope."),
            "ssn": gettext("All nine digits.") if full_ssn else gettext("The last four digits, and no more."),
        }.get(kind, "")

    def refuse(self, faults: dict[str, str], spoken: str) -> None:
        """Say beside each field how to put it right."""
        from privet.domain.field_checks import said  # noqa: PLC0415 - only a fault needs its words

        for name, reason in faults.items():
            self[name].errors = [said(reason, spoken)]


class AskAddressForm(AskForm):
    """The same for an address, which has several lines."""

    new = TextAreaField(_("What it should say"), render_kw={"rows": 5})


class DisagreeForm(PlainForm):
    """A statement of disagreement."""

    text = TextAreaField(_("Why you disagree"), render_kw={"rows": 10})


class DecideForm(PlainForm):
    """What a representative decides on one request."""

    decision = RadioField(_("What do you decide?"), validate_choice=False)
    reason = RadioField(_("If you refuse: why?"), validate_choice=False)
    note = TextAreaField(
        _("A note to the member"),
        description=_("If you like. The member reads it. Nothing about health belongs here."),
        render_kw={"rows": 3},
    )
    version = HiddenField(filters=[shortened])

    def offer(self, reasons: Any, *, decides: bool) -> None:
        """Offer what can be decided, and the reasons for a refusal."""
        passing = ("pass", _("Leave it to the organisation’s office"))
        deciding = [("approve", _("Approve: change the record")), ("refuse", _("Refuse"))]
        self.decision.choices = [*deciding, passing] if decides else [passing]
        self.reason.choices = list(reasons)


class SearchForm(PlainForm):
    """Whom a representative looks for."""

    entered = StringField(_("Member number, or words of the name"))
