"""A letter that is ready to be printed, and the sentences that the organisation adds to it."""

from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date
from msgspec import Struct

from privet.domain import deadlines
from privet.domain.languages import in_language, translator
from privet.domain.rules import Kind, Regime, Rules

if TYPE_CHECKING:
    from privet.config import Settings


class Field(Struct, frozen=True):
    """One thing the form asks; an empty ``value`` prints as ``lines`` lines to fill in by hand."""

    id: str
    label: str
    value: str = ""
    lines: int = 1
    why: str = ""


class Request(Struct, frozen=True):
    """One ticked kind of request, with the sentence that says when it is answered."""

    kind: str
    box: str
    fields: tuple[Field, ...] = ()
    due: str = ""


class Letter(Struct, frozen=True):
    """All that is printed, decided and in the reader's language; nothing is looked up after this."""

    language: str
    paper: str
    envelope: str
    size: str
    organisation: str
    address: tuple[str, ...]
    date: str
    reference: str
    intake_url: str
    form: str
    about_me: tuple[Field, ...]
    requests: tuple[Request, ...]
    answer_to: str = ""
    signature: str = ""
    next_steps: tuple[str, ...] = ()


def due_sentence(kind: Kind, rules: Rules, regimes: tuple[Regime, ...], today: date, language: str) -> str:
    """Say within which time ``kind`` is answered, and which day that is for a form received ``today``."""
    _ = translator(language).gettext
    day, row = deadlines.first_due(today, rules.deadlines_for(kind.id, regimes))
    if row.respond.count == 0:
        return _("We do this on the day your form reaches us.")
    sentence = {
        "business": _("We answer within %(count)s business days."),
        "calendar": _("We answer within %(count)s days."),
        "month": translator(language).ngettext(
            "We answer within %(count)s month.",
            "We answer within %(count)s months.",
            row.respond.count,
        ),
    }[row.respond.unit]
    dates = _("Received on %(received)s, it is due by %(due)s.")
    received, due = (format_date(d, "long", locale=language) for d in (today, day))
    return f"{sentence % {'count': row.respond.count}} {dates % {'received': received, 'due': due}}"


def form_line(form: str, language: str, *, demonstration: bool) -> str:
    """Give what stands at the foot of each page: the form, and that its organisation is made up if it is."""
    _ = translator(language).gettext
    made_up = _("Demonstration: do not post")
    return f"{form} · {made_up}" if demonstration else form


def signature(kinds: list[Kind], regimes: tuple[Regime, ...], language: str) -> str:
    """Give the sentence above the signature, or nothing where no kind may ask for one.

    Where only some kinds are signed it names them, so that nobody takes it for a proof that the others need.
    """
    _ = translator(language).gettext
    tiers = {kind.id: kind.tier_for([regime.id for regime in regimes]) for kind in kinds}
    signed = [in_language(kind.box, language) for kind in kinds if tiers[kind.id]]
    if not signed:
        return ""
    statement = _("I am the person named on this form.")
    if max(tiers.values()) >= 2:
        statement = _("I declare under penalty of perjury that I am the person named on this form.")
    only = _("For “%(requests)s” only:") % {"requests": "; ".join(signed)}
    return statement if len(signed) == len(kinds) else f"{only} {statement}"


def answer_to(language: str, *, by_letter: bool) -> str:
    """Give the sentence above the lines for another way to be answered."""
    _ = translator(language).gettext
    if not by_letter:
        return _("I need no answer, unless I have written an address here:")
    return _("Please answer by letter to the address above, unless I have written something else here:")


def next_steps(settings: "Settings", language: str, *, by_letter: bool) -> tuple[str, ...]:
    """Say what to do with the form, and what happens when it has arrived."""
    _ = translator(language).gettext
    phone = settings.organisation.phone
    arrived = (
        _("We write to you when it has arrived.") if by_letter else _("We act on it when it has arrived.")
    )
    free = _("Asking costs nothing, and nobody treats you worse for it.")
    call = _("Questions? Call %(number)s. %(hours)s.")
    return (
        _("Print this form, sign it where it asks, and keep a copy."),
        _(
            "Fold it at the marks so that our address shows in the window, "
            "or copy the address onto a plain envelope."
        ),
        f"{arrived} {free}",
        call % {"number": phone.number, "hours": in_language(phone.hours, language)},
    )
