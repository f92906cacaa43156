"""Choose what to ask for, fill it in, and get it as a PDF; every answer is made in memory and forgotten."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from privet.domain import addressing, mailin, places, reference, sheets, stationery
from privet.domain.letters import Letter
from privet.domain.mailin import Sheet
from privet.domain.office import ENVELOPES
from privet.domain.typesetting import TooBusy
from privet.web import language
from privet.web.access import open_to_everyone
from privet.web.house import house

if TYPE_CHECKING:
    from blueprints.mailin.answers import RequestForm
    from blueprints.mailin.forms import ChoiceForm

bp = Blueprint("mailin", __name__, url_prefix="/mail-in")
Page = tuple[str, int]
NO_ONLINE = "no_online"  # Who asks for this is told of no way on line.


@bp.route("/", methods=["GET", "POST"])
@open_to_everyone
def choose() -> Page:
    """Let the visitor choose; a POST comes back with another residence, or from the second step."""
    from blueprints.mailin.forms import ChoiceForm  # noqa: PLC0415 - a start without forms is quicker

    return choose_page(ChoiceForm(sent()), 200)


@bp.route("/form", methods=["GET", "POST"])
@open_to_everyone
def form() -> Page | BaseResponse:
    """Show the fields that the chosen kinds need."""
    if request.method == "GET" and "kind" not in request.args:
        return redirect(url_for(".choose"), 303)
    from blueprints.mailin.forms import ChoiceForm  # noqa: PLC0415 - a start without forms is quicker

    choices = ChoiceForm(sent())
    if not choices.validate():
        return choose_page(choices, 422)
    return _form_page(choices, _request_form(choices), 200)


@bp.post("/form.pdf")
@open_to_everyone
def pdf() -> Page | Response:
    """Print the form; on a fault show it again with what was typed."""
    return _print_filled(lambda sheet: sheets.render(house_letter(sheet), day()), "mail-in-request.pdf")


@bp.post("/envelope.pdf")
@open_to_everyone
def envelope() -> Page | Response:
    """Print the envelope that the form goes into; on a fault show the form again with what was typed."""
    return _print_filled(_envelope, "envelope.pdf")


@bp.get("/help/")
@open_to_everyone
def help_page() -> str:
    """Tell people whose post or screen others may watch how to ask safely; no browser shall keep the page."""
    watched = [kind for kind in house().rules.kinds.values() if kind.watched]
    return render_template("mailin/help.html", watched=watched)


@bp.get("/leave")
@open_to_everyone
def leave() -> BaseResponse:
    """Lead away from here at once, to a harmless page."""
    return redirect(house().settings.site.quick_exit, 303)


def day() -> datetime:
    """Give today in the organisation’s zone, without the time: a file shall not tell when it was made."""
    return house().now().replace(hour=0, minute=0, second=0, microsecond=0)


def house_letter(sheet: Sheet) -> Letter:
    """Compose the letter for ``sheet`` under the house’s rules, with a fresh reference."""
    return mailin.compose(sheet, house().office, reference.new(), day().date())


def sent() -> MultiDict[str, str]:
    """Give the choices: from a link’s address, or from a form alone, never from both."""
    return request.form if request.method == "POST" else request.args


def as_pdf(content: bytes, name: str) -> Response:
    """Answer with a PDF to be kept under ``name``, which never tells what it holds."""
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def choose_page(form: "ChoiceForm", status: int) -> Page:
    """Show what can be asked for where somebody lives, and what they ticked already."""
    from blueprints.mailin.checks import cleaned  # noqa: PLC0415 - a start without forms is quicker

    rules = house().rules
    ticked, residence, about = set(form.kind.data or []), form.residence.data or "", form.about.data or ""
    offered = rules.offered(residence, about)
    known = mailin.names_of_fields(rules)
    typed = [(name, cleaned(value)) for name, value in request.form.items() if name in known]
    page = render_template(
        "mailin/choose.html",
        form=form,
        groups=rules.groups,
        kinds=[kind for kind in rules.kinds.values() if kind in offered or kind.id in ticked],
        regimes=rules.regimes_for(residence, about),
        quiet=NO_ONLINE in ticked,
        typed=typed,
        model_form=house().model_form,
    )
    return page, status


def _print_filled(make: Callable[[Sheet], bytes], name: str) -> Page | Response:
    """Check what was sent and print it, or show it again with the faults beside the fields."""
    from blueprints.mailin.forms import ChoiceForm  # noqa: PLC0415 - a start without forms is quicker

    choices = ChoiceForm(request.form)
    if not choices.validate():
        return choose_page(choices, 422)
    filled = _request_form(choices)
    if not filled.validate():
        return _form_page(choices, filled, 422)
    try:
        return as_pdf(make(Sheet(**choices.chosen(), **filled.typed())), name)
    except sheets.UnprintableText as error:
        filled.refuse(error.characters)
        return _form_page(choices, filled, 422)
    except TooBusy:
        return _form_page(choices, filled, 503)
    except sheets.SheetFailed:
        return _form_page(choices, filled, 500)


def _envelope(sheet: Sheet) -> bytes:
    letter = house_letter(sheet)
    lines = (field.value.splitlines() for field in letter.about_me if field.id in {"name", "address_lines"})
    sender = tuple(line for value in lines for line in value)
    name = ENVELOPES[letter.paper]
    own = house().own_data
    return stationery.envelope(name, letter.address, sender, letter.language, day(), own)


def _request_form(choices: "ChoiceForm") -> "RequestForm":
    from blueprints.mailin.answers import RequestForm  # noqa: PLC0415 - a start without forms is quicker

    return RequestForm(choices.chosen(), house().rules, request.form)


def _choices_made(choices: "ChoiceForm") -> list[tuple[str, str]]:
    """Give what was chosen as the next step sends it along, and nothing that was left out."""
    pairs = [("kind", kind) for kind in choices.chosen()["kinds"]]
    others = ((field.name, field.data) for field in choices if field.name != "kind")
    return pairs + [(name, value) for name, value in others if value]


def _form_page(choices: "ChoiceForm", filled: "RequestForm", status: int) -> Page:
    """Show the second step: what the kinds ask, what to know about them; in print, the page is a letter."""
    rules, spoken = house().rules, language.current()
    sheet = Sheet(**{**choices.chosen(), "language": spoken, "envelope": "plain"})
    office, typed = house().office, filled.typed()
    named = typed.get("country", "")
    country = named if places.is_place(named) else (sheet.residence or office.home).partition("-")[0]
    page = render_template(
        "mailin/form.html",
        choices_made=_choices_made(choices),
        form=filled,
        kinds=[rules.kinds[kind] for kind in sheet.kinds],
        facts=mailin.needed(sheet.kinds, rules),
        letter=house_letter(sheet),
        quiet=NO_ONLINE in sheet.kinds,
        large=sheet.size == "large",
        regimes=office.law(sheet.residence, sheet.about).regimes,
        offered=rules.offered(sheet.residence, sheet.about),
        advice=addressing.advice(country, spoken, office.postcode(country)),
        doubts=addressing.doubts(typed.get("address_lines", ""), country, spoken),
        failed=status >= 500,
    )
    return page, status
