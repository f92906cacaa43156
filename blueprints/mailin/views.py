"""Choose what to ask for, fill it in, and get it as a PDF; every answer is made in memory and forgotten."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from blueprints.mailin.checks import cleaned
from blueprints.mailin.forms import ChoiceForm, RequestForm
from privet.domain import mailin, reference, sheets
from privet.web.access import open_to_everyone
from privet.web.house import house

bp = Blueprint("mailin", __name__, url_prefix="/mail-in")
Page = tuple[str, int]


@bp.route("/", methods=["GET", "POST"])
@open_to_everyone
def choose() -> Page:
    """Let the visitor choose; a POST comes back from the second step to change the choice."""
    form = ChoiceForm(_sent())
    return _choose_page(form, 200)


@bp.route("/form", methods=["GET", "POST"])
@open_to_everyone
def form() -> Page | BaseResponse:
    """Show the fields that the chosen kinds need."""
    if request.method == "GET" and "kind" not in request.args:
        return redirect(url_for(".choose"), 303)
    choices = ChoiceForm(_sent())
    if not choices.validate():
        return _choose_page(choices, 422)
    return _form_page(choices, _request_form(choices), 200)


@bp.post("/form.pdf")
@open_to_everyone
def pdf() -> Page | Response:
    """Print the form; on a fault show it again with what was typed."""
    choices = ChoiceForm(request.form)
    if not choices.validate():
        return _choose_page(choices, 422)
    filled = _request_form(choices)
    if not filled.validate():
        return _form_page(choices, filled, 422)
    try:
        return _pdf(_print(choices, filled))
    except sheets.UnprintableText as error:
        filled.refuse(error.characters)
        return _form_page(choices, filled, 422)
    except sheets.SheetFailed:
        return _form_page(choices, filled, 500)


def _print(choices: ChoiceForm, filled: RequestForm) -> bytes:
    """Make the PDF of a form that was checked."""
    now = house().now()
    sheet = mailin.Sheet(**choices.chosen(), **filled.typed())
    letter = mailin.compose(sheet, house().rules, house().settings, reference.new(), now.date())
    return sheets.render(letter, now.replace(hour=0, minute=0, second=0, microsecond=0))


def _sent() -> MultiDict[str, str]:
    """Give the choices: from a link’s address, or from a form alone, never from both."""
    return request.form if request.method == "POST" else request.args


def _pdf(content: bytes) -> Response:
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="mail-in-request.pdf"'
    return response


def _request_form(choices: ChoiceForm) -> RequestForm:
    return RequestForm(choices.chosen()["kinds"], house().rules, request.form)


def _choices_made(choices: ChoiceForm) -> list[tuple[str, str]]:
    """Give what was chosen as the next step sends it along, and nothing that was left out."""
    pairs = [("kind", kind) for kind in choices.chosen()["kinds"]]
    others = ((field.name, field.data) for field in choices if field.name != "kind")
    return pairs + [(name, value) for name, value in others if value]


def _choose_page(form: ChoiceForm, status: int) -> Page:
    known = mailin.names_of_fields(house().rules)
    typed = [(name, cleaned(value)) for name, value in request.form.items() if name in known]
    page = render_template("mailin/choose.html", form=form, rules=house().rules, typed=typed)
    return page, status


def _form_page(choices: ChoiceForm, filled: RequestForm, status: int) -> Page:
    chosen: dict[str, Any] = choices.chosen()
    page = render_template(
        "mailin/form.html",
        choices_made=_choices_made(choices),
        form=filled,
        kinds=[house().rules.kinds[kind] for kind in chosen["kinds"]],
        facts=mailin.needed(chosen["kinds"], house().rules),
        failed=status == 500,
    )
    return page, status
