"""The mail-in request: from what was chosen and typed to what will be printed. It stores nothing."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from babel.dates import format_date
from msgspec import Struct

from privet.domain import letters
from privet.domain.kinds import Ask, Kind
from privet.domain.languages import in_language
from privet.domain.letters import Field, Letter, Request
from privet.domain.postal import country_name
from privet.domain.rules import Regime, Rules

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


def paper_for(residence: str, usual: str) -> str:
    """Give the paper that printers have where somebody lives, or ``usual`` where that isn't said."""
    if not residence:
        return usual
    return "letter" if residence.partition("-")[0] in LETTER_COUNTRIES else "a4"


def needed(sheet_kinds: tuple[str, ...], rules: Rules) -> tuple[Ask, ...]:
    """Give the facts about a person that these kinds need, in the order in which they are asked."""
    wanted = {fact for kind in sheet_kinds for fact in rules.kinds[kind].about_me}
    return tuple(ask for fact, ask in rules.about_me.items() if fact in wanted)


def names_of_fields(rules: Rules) -> set[str]:
    """Give the names of all fields into which somebody may type, whatever the kinds."""
    return {
        *rules.about_me,
        "country",
        *(name for kind in rules.kinds.values() for name, _ask in kind.asks()),
    }


def compose(sheet: Sheet, rules: Rules, settings: "Settings", reference: str, today: date) -> Letter:
    """Decide laws, fields and due dates for ``sheet``, and word all of it in its language."""
    home = settings.organisation.address.country
    residence = sheet.residence or home
    regimes = rules.regimes_for(residence, sheet.about)
    kinds = [rules.kinds[kind] for kind in sheet.kinds]
    paper = sheet.paper or paper_for(sheet.residence, settings.organisation.paper)
    by_letter = any("address_lines" in kind.about_me for kind in kinds)
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
        form=letters.form_line(FORM, sheet.language, demonstration=settings.demonstration),
        about_me=tuple(_facts(sheet, rules)),
        requests=tuple(_request(sheet, kind, rules, regimes, today) for kind in kinds),
        answer_to=letters.answer_to(sheet.language, by_letter=by_letter),
        signature=letters.signature(kinds, regimes, sheet.language),
        next_steps=letters.next_steps(settings, sheet.language, by_letter=by_letter),
    )


def intake_url(settings: "Settings", reference: str, kinds: tuple[str, ...]) -> str:
    """Give the address in the printed code: reference, form and kinds, nothing about the person."""
    query = {"ref": reference.replace("-", ""), "form": FORM.rsplit(maxsplit=1)[-1], "kinds": ".".join(kinds)}
    return f"{settings.base}/desk/intake?{urlencode(query)}"


def _facts(sheet: Sheet, rules: Rules) -> Iterator[Field]:
    for ask in needed(sheet.kinds, rules):
        value = getattr(sheet, ask.id)
        if ask.id == "address_lines" and value and sheet.country:
            value = f"{value.rstrip()}\n{country_name(sheet.country, sheet.language)}"
        yield _field(ask.id, ask, value, sheet.language)


def _field(name: str, ask: Ask, value: str, language: str) -> Field:
    offered = {choice: in_language(text, language) for choice, text in ask.choices.items()}
    label, why = in_language(ask.label, language), in_language(ask.why, language)
    if offered and not value:
        why = f"{why} {' / '.join(offered.values())}"
    return Field(id=name, label=label, value=offered.get(value, value), lines=ask.lines, why=why)


def _request(sheet: Sheet, kind: Kind, rules: Rules, regimes: tuple[Regime, ...], today: date) -> Request:
    fields = (_field(name, ask, sheet.details.get(name, ""), sheet.language) for name, ask in kind.asks())
    due = letters.due_sentence(kind, rules, regimes, today, sheet.language)
    return Request(kind=kind.id, box=in_language(kind.box, sheet.language), fields=tuple(fields), due=due)
