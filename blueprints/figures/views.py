"""The published figures, as a page and as a table, and what exactly is kept.

What reads the database is imported where it is needed, so that a site which just started answers sooner.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, render_template, request

from blueprints.figures import names
from privet.domain.figures_buckets import Compatibility
from privet.web import counting
from privet.web.access import open_to_everyone
from privet.web.house import house
from privet.web.pages import same_for_a_while

if TYPE_CHECKING:
    from privet.domain.figures_reading import Line

bp = Blueprint("figures", __name__, url_prefix="/figures")
bp.add_app_template_filter(names.number, "number")
WHILE = 60  # Seconds: what is published changes once a month.


@bp.get("/")
@open_to_everyone
@same_for_a_while(WHILE, asks=("month", "route"))
def index() -> str:
    """Show what was published of one month, the last one unless another is asked for."""
    from privet.domain import figures_reading  # noqa: PLC0415

    months = figures_reading.months(house().store)
    month, route = request.args.get("month", months[0] if months else ""), request.args.get("route", "")
    if (month and month not in months) or (route and route not in house().rooms):
        abort(404)
    shown: dict[str, Any] = _shown(month, route, months) if month else {"published": None}
    today = house().now().date()
    return render_template(
        "figures/index.html",
        names=names,
        next=figures_reading.next_publication(today),
        keep_days=house().settings.figures.keep_days,
        **shown,
    )


@bp.get("/figures.csv")
@open_to_everyone
@same_for_a_while(WHILE)
def table() -> Response:
    """Give every number that was ever published."""
    from privet.domain import figures_reading  # noqa: PLC0415

    response = Response(figures_reading.as_csv(house().store), mimetype="text/csv")
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    return response


@bp.get("/kept/")
@open_to_everyone
def kept() -> str:
    """Show exactly what is kept, and which rows this very visit adds to; no copy of the page is kept."""
    from privet.domain import figures  # noqa: PLC0415

    tables, visit = figures.kept_columns(), counting.visit()
    return render_template(
        "figures/kept.html",
        names=names,
        tables=tables,
        visit=visit,
        added=[(table, tables[table], rows) for table, rows in visit.rows().items()] if visit else [],
        unwanted=counting.unwanted(),
        compatibility=counting.counter().compatibility,
        keep_days=house().settings.figures.keep_days,
    )


def _shown(month: str, route: str, months: list[str]) -> dict[str, Any]:
    """Give what the page shows of a month: numbers under their names, ready to be drawn."""
    from privet.domain import figures_reading  # noqa: PLC0415

    published = figures_reading.read(house().store, month)
    compatibility = counting.counter().compatibility
    trend = figures_reading.totals(house().store, months)
    return {
        "published": published,
        "months": months,
        "month": month,
        "route": route,
        "trend": trend,
        "by_month": [(names.of_month(other), count) for other, count in reversed(trend)],
        "routes": _named(published.routes, names.of_route),
        "topics": _named(published.topics.get(route, []), lambda item: names.of_topic(route, item)),
        "divided": [line.item for line in published.routes if line.item in published.topics],
        "figures": [
            (figure, _named(published.figures.get(figure.id, []), _bucket_names(compatibility, figure.id)))
            for figure in compatibility.figures
        ],
    }


def _bucket_names(compatibility: Compatibility, figure: str) -> Callable[[str], str]:
    return lambda item: names.of_bucket(compatibility, figure, item)


def _named(lines: "list[Line]", name: Callable[[str], str]) -> list[tuple[str, int]]:
    return [(name(line.item), line.count) for line in lines]
