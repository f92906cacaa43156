"""The sentences that the organisation adds: what is signed, by when it is answered, what happens next."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.lists import format_list

from privet.domain import typeface
from privet.domain.kinds import Kind
from privet.domain.languages import in_language, translator
from privet.domain.letters import Letter
from privet.domain.places import Authority
from privet.domain.rules import Law, Rules

if TYPE_CHECKING:
    from privet.config import Settings

MOST_COMPLAINTS = 3
MOST_NAMED = 4
ACTING = 3  # The tier at which somebody shows that they may act for another person.


def form_line(form: str, language: str, *, demonstration: bool) -> str:
    """Give what stands at the foot of each page: the form, and that its organisation is made up if it is."""
    _ = translator(language).gettext
    made_up = _("Demonstration: do not post")
    return f"{form} · {made_up}" if demonstration else form


def due_period(kind: Kind, law: Law, day: date, language: str) -> str:
    """Say within which time ``kind`` is answered when it is received on ``day``."""
    _ = translator(language).gettext
    _due, period = law.due(kind, day)
    if period.count == 0:
        return _("We do this on the day your form reaches us.")
    sentence = {
        "business": _("We answer within %(count)s business days."),
        "calendar": _("We answer within %(count)s days."),
        "month": translator(language).ngettext(
            "We answer within %(count)s month.", "We answer within %(count)s months.", period.count
        ),
    }[period.unit]
    return str(sentence % {"count": period.count})


def due_sentence(kind: Kind, law: Law, day: date, language: str) -> str:
    """Say within which time ``kind`` is answered, and which day that is for a form received on ``day``."""
    _ = translator(language).gettext
    due, period = law.due(kind, day)
    within = due_period(kind, law, day, language)
    if period.count == 0:
        return within
    dates = _("Received on %(received)s, it is due by %(due)s.")
    received, last = (format_date(d, "long", locale=language) for d in (day, due))
    return f"{within} {dates % {'received': received, 'due': last}}"


def signature(kinds: Collection[Kind], law: Law, language: str, *, compact: bool = False) -> str:
    """Give what is declared above the signature, or nothing where no kind may ask for one.

    Each sentence names the requests that it is for unless it is for all, so that nobody takes it for a proof
    that the others need, nor declares more than a request asks. Who acts for somebody else declares that and
    not to be the person. A ``compact`` form has one sentence for each tier.
    """
    signed = sorted((kind for kind in kinds if law.tier(kind)), key=law.tier)
    acting = [] if compact else [kind for kind in signed if law.tier(kind) == ACTING]
    said: dict[str, list[Kind]] = {}
    for kind in acting or signed:
        text = law.declaration(kind, usual=compact)
        said.setdefault(in_language(text, language), []).append(kind)
    if len(said) == 1:
        said = dict.fromkeys(said, signed)
    return "\n".join(
        text if len(of) == len(kinds) else f"{_only(of, language)} {text}" for text, of in said.items()
    )


def _only(kinds: list[Kind], language: str) -> str:
    _ = translator(language).gettext
    boxes = [in_language(kind.box, language) for kind in kinds]
    if len(boxes) > MOST_NAMED:
        return _("For requests marked “sign below” only:")
    return _("For %(requests)s only:") % {
        "requests": format_list([f"“{box}”" for box in boxes], locale=language)
    }


def answer_to(language: str, *, by_letter: bool, watched: bool) -> str:
    """Give the sentence above the lines for another way to be answered."""
    _ = translator(language).gettext
    if watched:
        return _("Please answer only at the new place that I have named above, or here:")
    if not by_letter:
        return _("I need no answer, unless I have written an address here:")
    return _("Please answer by letter to the address above, unless I have written something else here:")


def never(kinds: Collection[Kind], rules: Rules, language: str) -> str:
    """Say what not to send; only what none of the chosen kinds may ask for."""
    _ = translator(language).gettext
    common = set[str].intersection(*(set(kind.never) for kind in kinds)) if kinds else set()
    names = [in_language(item.name, language) for item in rules.never.values() if item.id in common]
    return _("Please do not send: %(things)s.") % {"things": "; ".join(names)} if names else ""


def next_steps(letter: Letter, settings: "Settings") -> tuple[str, ...]:
    """Say what to do with a form, and what happens when it has arrived.

    One to be filled in later can't name the day by which an answer is due, so it says how to learn it.
    """
    _ = translator(letter.language).gettext
    phone = settings.organisation.phone
    keep = _("Sign the form where it asks, date it, and keep this part.")
    window = _("Fold it at the marks so that our address shows in the window.")
    plain = _("Fold it at the marks, and stick the address label on a plain envelope.")
    answered = any(fact.id == "address_lines" for fact in letter.about_me)
    arrived = (
        _("We write to you when it has arrived.") if answered else _("We act on it when it has arrived.")
    )
    free = _("Asking costs nothing, and nobody treats you worse for it.")
    ask = _("The law sets a day for each answer; we name it in our letter, and on the phone.")
    call = _("Questions? Call %(number)s. %(hours)s.")
    return (
        keep if letter.signature else _("Keep this part, and post the rest."),
        plain if letter.envelope == "plain" else window,
        f"{arrived} {free}",
        *([] if letter.date else [ask]),
        call % {"number": phone.number, "hours": in_language(phone.hours, letter.language)},
    )


def complaints(
    authorities: Iterable[Authority], about: str, country: str, language: str
) -> tuple[tuple[str, ...], ...]:
    """Give whom to complain to, line by line; the health privacy office first where it is about coverage.

    Addresses that nobody has confirmed yet are left out, and names for which we have no letters.
    """
    concerned = (office for office in authorities if about in office.about)
    nearest = sorted(concerned, key=lambda a: about == "coverage" and country not in a.places)
    return tuple(_office(office, language) for office in nearest[:MOST_COMPLAINTS])


def _office(office: Authority, language: str) -> tuple[str, ...]:
    name = in_language(office.name, language)
    local = "" if any(place.startswith("US") for place in office.places) else office.local
    where = (*office.address, office.web) if office.confirmed else ()
    named = bool(where) and name.startswith(where[0])  # The address itself begins with the name.
    lines = ("" if named else name, local, *where)
    return tuple(line for line in lines if line and not typeface.missing(line))
