"""A letter that is ready to be printed, and the sentences that the organisation adds to it."""

from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date
from msgspec import Struct

from privet.domain import deadlines
from privet.domain.kinds import Kind
from privet.domain.languages import in_language, translator
from privet.domain.rules import Regime, Rules

if TYPE_CHECKING:
    from privet.config import Settings


class Field(Struct, frozen=True):
    """One thing the form asks.

    An empty ``value`` prints as ``lines`` lines to fill in by hand, or as a small box to tick beside each of
    ``choices``.
    """

    id: str
    label: str
    value: str = ""
    lines: int = 1
    why: str = ""
    choices: tuple[str, ...] = ()


class Request(Struct, frozen=True):
    """One kind of request: its box, ticked or to be ticked by hand, and what it asks.

    ``group`` is the heading under which it stands on a form to be ticked by hand. ``due`` says when it is
    answered. Whether the signature is for it, too, is said by ``signed``.
    """

    kind: str
    box: str
    fields: tuple[Field, ...] = ()
    due: str = ""
    ticked: bool = True
    group: str = ""
    signed: bool = False


class Letter(Struct, frozen=True):
    """All that is printed, decided and in the reader's language; nothing is looked up after this.

    ``details`` are lines for whatever a form with many boxes has no room to ask. ``enclosures`` are papers to
    put in, each with a box; ``never`` says what not to send. Each of ``complaints`` is an office to complain
    to, line by line. An empty ``date`` is a line to fill in by hand.
    """

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
    details: Field | None = None
    answer_to: str = ""
    signature: str = ""
    enclosures: tuple[str, ...] = ()
    never: str = ""
    next_steps: tuple[str, ...] = ()
    complaints: tuple[tuple[str, ...], ...] = ()


def due_sentence(kind: Kind, rules: Rules, regimes: tuple[Regime, ...], today: date, language: str) -> str:
    """Say within which time ``kind`` is answered, and which day that is for a form received ``today``."""
    _ = translator(language).gettext
    day, _row, period = deadlines.first_due(today, rules.deadlines_for(kind.id, regimes))
    if period.count == 0:
        return _("We do this on the day your form reaches us.")
    sentence = {
        "business": _("We answer within %(count)s business days."),
        "calendar": _("We answer within %(count)s days."),
        "month": translator(language).ngettext(
            "We answer within %(count)s month.",
            "We answer within %(count)s months.",
            period.count,
        ),
    }[period.unit]
    dates = _("Received on %(received)s, it is due by %(due)s.")
    received, due = (format_date(d, "long", locale=language) for d in (today, day))
    return f"{sentence % {'count': period.count}} {dates % {'received': received, 'due': due}}"


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
