"""Three registers that everybody may read: who else handles information, what is stored, what protects it.

What reads the database is imported where it is needed, so that a site which just started answers sooner.
"""

from flask import render_template

from blueprints.privacy.views import bp
from privet.domain.places import place_name
from privet.web import language
from privet.web.access import open_to_everyone
from privet.web.house import house
from privet.web.pages import same_for_a_while

SECONDS = 60


@bp.get("/vendors/")
@open_to_everyone
@same_for_a_while(SECONDS)
def vendors() -> str:
    """Show who works for us and may handle something, what they confirmed, and how that changed."""
    from privet.domain import vendor_entries, vendor_words  # noqa: PLC0415
    from privet.domain import vendors as others  # noqa: PLC0415

    ours, today = house(), house().now().date()
    versions = others.publications(ours.statements, today)
    entries = others.register(ours.store)
    return render_template(
        "privacy/vendors.html",
        entries=[(e, vendor_entries.standing(e, versions)) for e in entries if e.is_current(today)],
        changes=vendor_entries.changes(entries, versions, today),
        words=vendor_words.words(ours.own_data),
        place_name=lambda place: place_name(place, language.current()),
        today=today,
    )


@bp.get("/inventory/")
@open_to_everyone
@same_for_a_while(SECONDS)
def inventory() -> str:
    """Show everything that this website stores, by class."""
    from privet.domain import inventory as stored  # noqa: PLC0415

    ours = house()
    found = stored.load(ours.own_data)
    database = "server" if ours.settings.database else "file"
    return render_template(
        "privacy/inventory.html",
        inventory=found,
        classes={kind: found.of(kind, database) for kind in stored.CLASSES},
        database=database,
        how_long=_how_long,
    )


@bp.get("/safeguards/")
@open_to_everyone
@same_for_a_while(SECONDS)
def safeguards() -> str:
    """Show what protects information here, when each was last checked, and what is overdue."""
    from privet.domain import review  # noqa: PLC0415
    from privet.domain import safeguards as protections  # noqa: PLC0415

    ours, now = house(), house().now()
    states = protections.states(ours.store, ours.own_data, now)
    return render_template(
        "privacy/safeguards.html",
        kinds={kind: [s for s in states if s.safeguard.kind == kind] for kind in protections.KINDS},
        last=review.last_review(states),
        standings=[state.standing(now.date()) for state in states],
        today=now.date(),
    )


def _how_long(text: str) -> str:
    """Fill in the times that the organisation has set."""
    settings = house().settings
    times = {
        "keep_days": settings.figures.keep_days,
        "former_years": settings.secure.former_years,
        "idle_minutes": settings.secure.idle_minutes,
        "overall_hours": settings.secure.overall_hours,
    }
    for name, number in times.items():
        text = text.replace(f"{{{name}}}", str(number))
    return text
