"""The mail-in request: from what was chosen and typed to what will be printed. It stores nothing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlencode

from babel.dates import format_date
from msgspec import Struct
from msgspec.structs import replace

from privet.domain import places, wording
from privet.domain.geometry import layout
from privet.domain.kinds import Ask, Kind
from privet.domain.languages import in_language, translator
from privet.domain.letters import Field, Letter, Request
from privet.domain.office import Office
from privet.domain.postal import country_name
from privet.domain.rules import About, Law, Rules

if TYPE_CHECKING:
    from privet.config import Settings

FORM = "Privet M1"
MOST_ASKED = 6  # A form to be ticked by hand with more kinds has lines for all of them together.


class Sheet(Struct, frozen=True):
    """What a person chose and typed; empty where they left it to be filled in by hand.

    On a ``blank`` one, the boxes too are ticked by hand; without ``kinds`` it has all that are offered, and
    what it is about is ticked by hand as well.
    """

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
    blank: bool = False


@dataclass(frozen=True)
class _Form:
    """A sheet with what was decided for it."""

    sheet: Sheet
    law: Law
    kinds: tuple[Kind, ...]
    today: date

    @property
    def compact(self) -> bool:
        """Say whether the form only lists its requests, with common lines for their details."""
        return self.sheet.blank and len(self.kinds) > MOST_ASKED


def needed(kinds: Collection[str], rules: Rules) -> tuple[Ask, ...]:
    """Give the facts about a person that these kinds need, in the order in which they are asked."""
    wanted = {fact for kind in kinds for fact in rules.kinds[kind].about_me}
    return tuple(ask for fact, ask in rules.about_me.items() if fact in wanted)


def names_of_fields(rules: Rules) -> set[str]:
    """Give the names of all fields into which somebody may type, whatever the kinds."""
    asked = {name for kind in rules.kinds.values() for name, _ask in kind.asks()}
    return {*rules.about_me, "country", *asked}


def compose(sheet: Sheet, office: Office, reference: str, today: date) -> Letter:
    """Decide laws, fields and due dates for ``sheet``, and word all of it in its language."""
    settings, rules, language = office.settings, office.rules, sheet.language
    residence = sheet.residence or office.home
    country = residence.partition("-")[0]
    law = office.law(residence, *([sheet.about] if sheet.kinds else get_args(About)))
    kinds = tuple(rules.kinds[kind] for kind in sheet.kinds) or _all_offered(rules, sheet.residence)
    form = _Form(sheet, law, kinds, today)
    paper, envelope = office.paper_and_envelope(sheet.residence, sheet.paper, sheet.envelope)
    by_letter = any("address_lines" in kind.about_me for kind in kinds)
    watched = not form.compact and any(kind.watched for kind in kinds)
    authorities = places.authorities_for(residence, office.own)
    letter = Letter(
        language=language,
        paper=paper,
        envelope=envelope,
        size=sheet.size,
        organisation=settings.organisation.name,
        address=settings.mail_in_address.block(sent_from=country),
        date="" if sheet.blank else format_date(today, "long", locale=language),
        reference=reference,
        intake_url=intake_url(settings, reference, sheet.kinds),
        form=wording.form_line(FORM, language, demonstration=settings.demonstration),
        about_me=tuple(_facts(form)),
        requests=tuple(_request(form, kind) for kind in kinds),
        details=_details(language) if form.compact else None,
        answer_to=wording.answer_to(language, by_letter=by_letter, watched=watched),
        signature=wording.signature(kinds, law, language, compact=form.compact),
        enclosures=_enclosures(form),
        never=wording.never(kinds, rules, language),
        complaints=wording.complaints(authorities, sheet.about, country, language),
        place=layout(paper, envelope, office.own),
    )
    return replace(letter, next_steps=wording.next_steps(letter, settings))


def _all_offered(rules: Rules, residence: str) -> tuple[Kind, ...]:
    """Give all kinds that one may ask for there, whatever it is about: that, too, is ticked by hand."""
    offered = {kind.id for about in get_args(About) for kind in rules.offered(residence, about)}
    return tuple(kind for kind in rules.kinds.values() if kind.id in offered)


def intake_url(settings: "Settings", reference: str, kinds: tuple[str, ...]) -> str:
    """Give the address in the printed code: reference, form and kinds, nothing about the person."""
    query = {"ref": reference.replace("-", ""), "form": FORM.rsplit(maxsplit=1)[-1]}
    chosen = {"kinds": ".".join(kinds)} if kinds else {}
    return f"{settings.base}/desk/intake?{urlencode({**query, **chosen})}"


def about_choices(language: str) -> dict[str, str]:
    """Give what a request may be about, in words."""
    _ = translator(language).gettext
    return {
        "coverage": _("My coverage or claims"),
        "website": _("My visits to this website, or your mailings"),
        "job": _("A job with you"),
    }


def _facts(form: _Form) -> Iterator[Field]:
    sheet, language = form.sheet, form.sheet.language
    _ = translator(language).gettext
    for ask in needed([kind.id for kind in form.kinds], form.law.rules):
        value = getattr(sheet, ask.id)
        if ask.id == "address_lines" and value and sheet.country:
            value = f"{value.rstrip()}\n{country_name(sheet.country, language)}"
        yield _field(ask.id, ask, value, language)
    if form.compact:
        yield Field("acting_for", _("If I act for someone else: that person’s name"))
    if sheet.residence and not sheet.blank:
        yield Field("residence", _("Where I live"), places.place_name(sheet.residence, language))
    about = about_choices(language)
    said = about[sheet.about] if sheet.kinds else ""
    yield Field("about", _("What it is about"), said, choices=tuple(about.values()))


def _field(name: str, ask: Ask, value: str, language: str) -> Field:
    offered = {choice: in_language(text, language) for choice, text in ask.choices.items()}
    return Field(
        id=name,
        label=in_language(ask.label, language),
        value=offered.get(value, value),
        lines=ask.lines,
        why=in_language(ask.why, language),
        choices=tuple(offered.values()),
    )


def _request(form: _Form, kind: Kind) -> Request:
    sheet, language = form.sheet, form.sheet.language
    fields = () if form.compact else kind.asks()
    groups = {group.id: in_language(group.name, language) for group in form.law.rules.groups}
    say = wording.due_period if sheet.blank else wording.due_sentence
    due = say(kind, form.law, form.today, language)
    return Request(
        kind=kind.id,
        box=in_language(kind.box, language),
        fields=tuple(_field(name, ask, sheet.details.get(name, ""), language) for name, ask in fields),
        due="" if form.compact else due,
        ticked=not sheet.blank,
        group=groups[kind.group] if form.compact else "",
        signed=form.law.tier(kind) > 0,
        kept=translator(language).gettext("My request") if kind.watched else "",
    )


def _details(language: str) -> Field:
    _ = translator(language).gettext
    why = _("For the boxes that you ticked: which records or messages, which days, what is right, to whom.")
    return Field("details", _("What we need to know"), lines=4, why=why)


def _enclosures(form: _Form) -> tuple[str, ...]:
    """Give what is to be put in; a form that only lists its requests names the papers it can't do without."""
    kinds = [kind for kind in form.kinds if not form.compact or form.law.tier(kind) == wording.ACTING]
    texts = (in_language(text, form.sheet.language) for kind in kinds for text in kind.enclosures)
    return tuple(dict.fromkeys(texts))
