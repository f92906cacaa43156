"""What shows that counting follows nobody: the real tables, and the numbers that were published."""

from datetime import date

from babel.dates import format_date, format_skeleton

from privet.domain import figures, figures_buckets, figures_reading
from privet.domain.evidence import Evidence, Witness
from privet.domain.figures_suppression import SMALL
from privet.domain.languages import in_language
from privet.storage import shape
from privet.storage.figures import CompatibilityTotal, PublishedFigure, VisitTotal


def totals_only_evidence(witness: Witness) -> Evidence:
    """Show that the tables in the database hold days, words and counts, and nothing of a visitor (P5)."""
    with witness.store.reading():
        tables = shape.found()
    found = {f"{table}.{column}" for table in figures.ALLOWED for column in tables.get(table, frozenset())}
    allowed = {f"{table}.{column}" for table, columns in figures.ALLOWED.items() for column in columns}
    if odd := sorted(found ^ allowed):
        text = witness.gettext(
            "The tables of the figures are not as we describe them: %(columns)s.", columns=", ".join(odd)
        )
        return Evidence("broken", text)
    columns = ", ".join(figures.ALLOWED["visit_total"])
    return Evidence(
        "kept",
        witness.gettext(
            "The table of visits in our database has these columns and no other: %(columns)s.",
            columns=columns,
        ),
    )


def routes_evidence(witness: Witness) -> Evidence:
    """Show what was published of the routes: totals of a month, as which alone a choice is kept (P7)."""
    months = figures_reading.months(witness.store)
    if not months:
        return _not_yet(witness)
    routes = [line for line in figures_reading.read(witness.store, months[0]).routes if line.item != "*"]
    if not routes:
        return Evidence(
            "kept",
            witness.gettext(
                "In %(month)s too few pages were seen to tell the routes apart.",
                month=_month(months[0], witness),
            ),
        )
    said = ", ".join(f"{line.item} {line.count}" for line in routes)
    return Evidence(
        "kept",
        witness.gettext(
            "Pages seen in %(month)s by route, as totals: %(routes)s.",
            month=_month(months[0], witness),
            routes=said,
        ),
    )


def small_numbers_evidence(witness: Witness) -> Evidence:
    """Show that no published number is from 1 to 10 (P8)."""
    with witness.store.reading():
        rows, smallest = PublishedFigure.smallest()
    if smallest is None:
        return _not_yet(witness)
    return Evidence(
        "kept" if smallest > SMALL else "broken",
        witness.ngettext(
            "The smallest of %(count)s published number is %(smallest)s.",
            "The smallest of %(count)s published numbers is %(smallest)s.",
            rows,
            smallest=smallest,
        ),
    )


def compatibility_evidence(witness: Witness) -> Evidence:
    """Show that what is kept of browsers is on the closed list, and which decisions it serves (P9)."""
    known = figures_buckets.load(witness.office.own)
    with witness.store.reading():
        found = CompatibilityTotal.words()
    unknown = [pair for pair in found if not known.allows(*pair)]
    if unknown:
        return Evidence(
            "broken",
            witness.gettext(
                "“%(bucket)s” was counted and is not on our list.", bucket=" ".join(min(unknown))
            ),
        )
    titles = ", ".join(in_language(figure.title, witness.language) for figure in known.figures)
    return Evidence(
        "kept",
        witness.ngettext(
            "%(count)s kind was counted, as a total and from our list: %(titles)s.",
            "%(count)s kinds were counted, as totals and all from our list: %(titles)s.",
            len(found),
            titles=titles,
        ),
    )


def retention_evidence(witness: Witness) -> Evidence:
    """Show that totals of a day are forgotten in time."""
    keep = witness.office.settings.figures.keep_days
    with witness.store.reading():
        days = [day for day in (VisitTotal.first_day(), CompatibilityTotal.first_day()) if day]
    if not days:
        return Evidence("not_due", witness.gettext("No total of a day is kept yet."))
    age = (witness.now.date() - min(days)).days
    return Evidence(
        "kept" if age <= keep + 1 else "overdue",
        witness.ngettext(
            "The oldest total of a day is %(count)s day old; we keep them for %(keep)s days.",
            "The oldest total of a day is %(count)s days old; we keep them for %(keep)s days.",
            age,
            keep=keep,
        ),
    )


def _not_yet(witness: Witness) -> Evidence:
    """Say when there will be something to see."""
    month, day = figures_reading.next_publication(witness.now.date())
    return Evidence(
        "not_due",
        witness.gettext(
            "The figures of %(month)s will be published on %(day)s.",
            month=_month(month, witness),
            day=format_date(day, "long", locale=witness.language),
        ),
    )


def _month(month: str, witness: Witness) -> str:
    """Write a month out, as in “October 2026”."""
    return str(format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=witness.language))
