"""The mail-in request: from what was chosen and typed to what will be printed. It stores nothing."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from babel.dates import format_date
from msgspec import Struct

from privet.domain import deadlines
from privet.domain.languages import in_language, translator
from privet.domain.postal import country_name
from privet.domain.rules import Ask, Kind, Regime, Rules

if TYPE_CHECKING:
    from privet.config import Settings

FORM = "Privet M1"
WINDOWS = {"letter": "window-10", "a4": "window-dl"}
LETTER_COUNTRIES = {"US", "CA", "MX", "CL", "CO", "CR", "DO", "GT", "NI", "PA", "PH", "PR", "SV", "VE"}


class Sheet(Struct, frozen=True):
    """What a person chose and typed; empty where they left it to be filled in by hand."""

    kinds: tuple[str, ...]
    residence: str = ""
    about: str = "coverage"
    paper: str = ""
    envelope: str = ""
    size: str = "standard"
    language: str = "en"
    name: str = ""
    address_lines: str = ""
    country: str = ""
    member_last4: str = ""
    email: str = ""
    phone: str = ""
    details: dict[str, str] = {}


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


def paper_for(residence: str, usual: str) -> str:
    """Give the paper that printers have where somebody lives, or ``usual`` where that isn't said."""
    if not residence:
        return usual
    return "letter" if residence.partition("-")[0] in LETTER_COUNTRIES else "a4"


def needed(sheet_kinds: tuple[str, ...], rules: Rules) -> tuple[Ask, ...]:
    """Give the facts about a person that these kinds need, in the order in which they are asked."""
    wanted = {fact for kind in sheet_kinds for fact in rules.kinds[kind].about_me}
    return tuple(ask for fact, ask in rules.about_me.items() if fact in wanted)


def asks(kind: Kind) -> Iterator[tuple[str, Ask]]:
    """Give what ``kind`` asks by the field name that it has in the form, free text last."""
    for ask in kind.fields:
        yield f"details_{kind.id}_{ask.id}", ask
    if kind.details:
        yield f"details_{kind.id}", kind.details


def compose(sheet: Sheet, rules: Rules, settings: "Settings", reference: str, today: date) -> Letter:
    """Decide laws, fields and due dates for ``sheet``, and word all of it in its language."""
    home = settings.organisation.address.country
    residence = sheet.residence or home
    regimes = rules.regimes_for(residence, sheet.about)
    kinds = [rules.kinds[kind] for kind in sheet.kinds]
    paper = sheet.paper or paper_for(sheet.residence, settings.organisation.paper)
    return Letter(
        language=sheet.language,
        paper=paper,
        envelope=sheet.envelope or WINDOWS[paper],
        size=sheet.size,
        organisation=settings.organisation.name,
        address=settings.mail_in_address.block(sent_from=residence.partition("-")[0]),
        date=format_date(today, "long", locale=sheet.language),
        reference=reference,
        intake_url=intake_url(settings, reference, sheet.kinds),
        form=FORM,
        about_me=tuple(_facts(sheet, rules)),
        requests=tuple(_request(sheet, kind, rules, regimes, today) for kind in kinds),
        answer_to=_answer_to(sheet.language),
        signature=_signature(kinds, regimes, sheet.language),
        next_steps=_next_steps(settings, sheet.language),
    )


def intake_url(settings: "Settings", reference: str, kinds: tuple[str, ...]) -> str:
    """Give the address in the printed code: reference, form and kinds, nothing about the person."""
    names = settings.site.host_names
    base = f"https://{names[0]}" if names else "https://localhost:8443"
    query = {"ref": reference.replace("-", ""), "form": FORM.rsplit(maxsplit=1)[-1], "kinds": ".".join(kinds)}
    return f"{base}/desk/intake?{urlencode(query)}"


def _facts(sheet: Sheet, rules: Rules) -> Iterator[Field]:
    for ask in needed(sheet.kinds, rules):
        value = getattr(sheet, ask.id)
        if ask.id == "address_lines" and value and sheet.country:
            value = f"{value.rstrip()}\n{country_name(sheet.country, sheet.language)}"
        yield _field(ask.id, ask, value, sheet.language)


def _field(name: str, ask: Ask, value: str, language: str) -> Field:
    if value in ask.choices:
        value = in_language(ask.choices[value], language)
    label = in_language(ask.label, language)
    return Field(id=name, label=label, value=value, lines=ask.lines, why=in_language(ask.why, language))


def _request(sheet: Sheet, kind: Kind, rules: Rules, regimes: tuple[Regime, ...], today: date) -> Request:
    fields = (_field(name, ask, sheet.details.get(name, ""), sheet.language) for name, ask in asks(kind))
    due = due_sentence(kind, rules, regimes, today, sheet.language)
    return Request(kind=kind.id, box=in_language(kind.box, sheet.language), fields=tuple(fields), due=due)


def due_sentence(kind: Kind, rules: Rules, regimes: tuple[Regime, ...], today: date, language: str) -> str:
    """Say within which time ``kind`` is answered, and which day that is for a form received ``today``."""
    _ = translator(language).gettext
    day, row = deadlines.first_due(today, rules.deadlines_for(kind.id, regimes))
    if row.respond.count == 0:
        return _("We do this on the day your form reaches us.")
    sentence = {
        "business": _("We answer within %(count)s business days of receiving your form."),
        "calendar": _("We answer within %(count)s days of receiving your form."),
        "month": translator(language).ngettext(
            "We answer within %(count)s month of receiving your form.",
            "We answer within %(count)s months of receiving your form.",
            row.respond.count,
        ),
    }[row.respond.unit]
    dates = _("Received on %(received)s, it is due by %(due)s.")
    received, due = (format_date(d, "long", locale=language) for d in (today, day))
    return f"{sentence % {'count': row.respond.count}} {dates % {'received': received, 'due': due}}"


def _signature(kinds: list[Kind], regimes: tuple[Regime, ...], language: str) -> str:
    """Give the sentence above the signature, or nothing where no kind may ask for one."""
    _ = translator(language).gettext
    tier = max(kind.tier_for(regime.id for regime in regimes) for kind in kinds)
    if tier >= 2:
        return _("I declare under penalty of perjury that I am the person named on this form.")
    return _("I am the person named on this form.") if tier == 1 else ""


def _answer_to(language: str) -> str:
    _ = translator(language).gettext
    return _("Please answer by letter to the address above, unless I have written something else here:")


def _next_steps(settings: "Settings", language: str) -> tuple[str, ...]:
    _ = translator(language).gettext
    phone = next(phone for phone in settings.organisation.phones)
    call = _("Questions? Call %(number)s. %(hours)s.")
    return (
        _("Print this form, sign it if it has a line for that, and keep a copy."),
        _(
            "Fold it at the marks so that our address shows in the window, or copy the address onto a plain envelope."
        ),
        _("We write to you when it has arrived. Asking costs nothing, and nobody treats you worse for it."),
        call % {"number": phone.number, "hours": in_language(phone.hours, language)},
    )
