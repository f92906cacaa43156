"""Campaigns on paper: for those who asked for it so, one PDF of letters with the address in the window."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec
from babel.dates import format_date

from privet.domain import campaign_blocks, campaign_texts, geometry, looking, mail_kinds, permissions, window
from privet.domain import wording as wordings
from privet.domain.activation_letters import Look
from privet.domain.campaign_texts import Texts
from privet.domain.campaigns import NoSuchCampaign
from privet.domain.languages import in_language, translator
from privet.domain.office import WINDOWS, Office
from privet.domain.times import micro
from privet.domain.typeface import UnprintableText
from privet.domain.typesetting import printable, typeset
from privet.domain.window import AddressDoesNotFit
from privet.storage.campaigns import Campaign
from privet.storage.paper_mails import PaperMail
from privet.storage.people import Person
from privet.storage.store import Store
from privet.storage.subscriptions import PaperSubscription

FORM = "Privet L2"
PURPOSE = "optional-paper"
READ = ("number", "name", "address", "confidential_address", "language")
PREFERENCES = "/preferences/"


@dataclass(frozen=True)
class Wanted:
    """How letters look, how many at most, and whether those that were printed are wanted again."""

    look: Look
    most: int
    again: bool = False


@dataclass(frozen=True)
class Recipient:
    """To whom a letter goes, what shows in the window, and in which language."""

    person: str
    address: tuple[str, ...] = field(repr=False)
    language: str


@dataclass
class Batch:
    """Letters that can be printed, and how many can’t, by the reason."""

    kind: str
    texts: Texts
    letters: list[Recipient] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    unfit: list[str] = field(default_factory=list)


def gather(store: Store, campaign: str, office: Office, wanted: Wanted) -> Batch:
    """Read where letters go, each look with an event; who may get none by now is left out.

    :raises NoSuchCampaign: when there is none, or it wasn’t started.
    """
    with store.writing():
        row = Campaign.by_id(campaign)
        if row is None or row.started_at is None:
            raise NoSuchCampaign
        batch = Batch(row.kind, campaign_texts.unpacked(row.texts))
        for person in PaperMail.to_print(campaign, wanted.again):
            if len(batch.letters) == wanted.most:
                break
            if reason := _refusal(store, person, row.kind):
                batch.refused[reason] += 1
            else:
                _add(store, batch, person, office, wanted.look)
    return batch


def printed(store: Store, campaign: str, batch: Batch, now: datetime) -> None:
    """Note that the letters of a batch were printed."""
    with store.writing():
        PaperMail.printed(campaign, [to.person for to in batch.letters], micro(now))


def render(batch: Batch, look: Look, office: Office, written: datetime) -> bytes:
    """Make one PDF of letters, each on sheets of its own; the same letters and time give the same bytes.

    :raises UnprintableText: when the typeface lacks a sign.
    :raises SheetFailed: for any other reason.
    """
    if not batch.letters:
        raise ValueError("no letter is to be printed")
    place = geometry.layout(look.paper, WINDOWS[look.paper], office.own)
    language, ours = office.settings.language, office.settings.organisation
    lines = ours.address.lines()
    bodies = {code: _body(batch, code, office, written.date()) for code in batch.texts}
    page = {
        "letter": {"size": "large" if look.large else "standard"},
        "layout": msgspec.to_builtins(place),
        "fillable": False,
        "both-sides": look.both_sides,
        "sender": [*(() if ours.name in lines else (ours.name,)), *lines],
        "words": {"title": translator(language).gettext("Letters to those who asked for paper")},
        "lang": language,
        "region": None,
        "letters": [_letter(to, bodies, look, place.safe) for to in batch.letters],
    }
    return typeset("campaign", printable(page), written)


def _refusal(store: Store, person: str, kind: str) -> str:
    """Say why somebody gets no letter now; what they chose after it was queued counts."""
    row = Person.by_id(person)
    if row is None:
        return "gone"
    if kind not in PaperSubscription.of(person):
        return "off"
    return permissions.may(store, person, PURPOSE).reason


def _add(store: Store, batch: Batch, person: str, office: Office, look: Look) -> None:
    read = looking.read(store, "command", person, "letter", READ)
    lines = (read["confidential_address"] or read["address"]).splitlines()
    address = (read["name"], *(line.strip() for line in lines if line.strip()))
    place = geometry.layout(look.paper, WINDOWS[look.paper], office.own)
    try:
        window.fit(printable(list(address)), place.safe, look.large)
    except (AddressDoesNotFit, UnprintableText):
        batch.unfit.append(read["number"])
        return
    language = campaign_texts.spoken(batch.texts, read["language"], office.settings.language)
    batch.letters.append(Recipient(person, address, language))


def _letter(
    to: Recipient, bodies: dict[str, dict[str, Any]], look: Look, safe: geometry.Box
) -> dict[str, Any]:
    address = printable(list(to.address))
    setting = msgspec.to_builtins(window.fit(address, safe, look.large))
    return bodies[to.language] | {"address": address, "setting": setting}


def _body(batch: Batch, language: str, office: Office, day: date) -> dict[str, Any]:
    """Give all of a letter that is the same for everybody who reads this language."""
    _ = translator(language).gettext
    settings = office.settings
    said, kind = batch.texts[language], mail_kinds.kinds(office.own)[batch.kind]
    phone = settings.organisation.phone
    told = {"kind": in_language(kind.name, language), "name": settings.organisation.name}
    ways = {"number": phone.number, "address": settings.base + PREFERENCES}
    return {
        "lang": language,
        "form": wordings.form_line(FORM, language, demonstration=settings.demonstration),
        "date": format_date(day, "long", locale=language),
        "words": {"title": said.subject, "page": _("Page {n} of {m}")},
        "blocks": campaign_blocks.blocks(said.text, settings.base),
        "notes": [
            _("You get this letter because you asked %(name)s to send you “%(kind)s” on paper.") % told,
            _("No more of it? Call %(number)s, write to us, or turn it off at %(address)s.") % ways,
        ],
    }
