"""What published numbers are called on the page: routes, topics, pages, and kinds of browser."""

from datetime import date

from babel.dates import format_skeleton
from babel.localedata import exists
from babel.numbers import format_decimal
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from privet.domain import topics
from privet.domain.figures_buckets import OTHER, Compatibility
from privet.domain.figures_counts import TOGETHER
from privet.domain.languages import in_language
from privet.web import language
from privet.web.house import house

# Pages that are no topic, by the name under which they are counted, with their room where that tells more.
PAGES = {
    "home": _("Home page"),
    "contact": _("Contact"),
    "search": _("Search"),
    "index": _("First page"),
    "kept": _("What we keep"),
    "privacy.kept": _("How we keep our promises"),
    "leaving.index": _("You are about to leave our site"),
    "vendors": _("Who else handles information"),
    "inventory": _("Everything that this website stores"),
    "safeguards": _("Safeguards"),
    "statement": _("Privacy statement"),
    "version": _("A version of the statement"),
    "versions": _("All versions of the statement"),
    "difference": _("What changed in the statement"),
}
TABLES = {
    "visit_total": _("How many pages of each topic were seen on a day."),
    "compatibility_total": _("How many pages went to each kind of browser on a day."),
    "published_month": _("Which months are published."),
    "published_figure": _("The numbers that were published, as the page of figures shows them."),
}
COLUMNS = {
    "day": _("the day, nothing finer"),
    "route": _("the part of the site"),
    "topic": _("the topic or page, by its name on our list"),
    "count": _("how many pages"),
    "figure": _("what is counted: browsers, systems, languages or the like"),
    "bucket": _("the kind, from our list, such as a browser and its main version"),
    "month": _("the month"),
    "published": _("the day on which it was published"),
    "item": _("the topic or kind; * is all others together"),
}


def number(count: int) -> str:
    """Write a number as people do who read this language where the organisation is."""
    spoken = language.current()
    there = f"{spoken}_{house().settings.organisation.address.country}"
    return format_decimal(count, locale=there if exists(there) else spoken)


def of_month(month: str) -> str:
    """Give a month in words."""
    return format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=language.current())


def short_month(month: str) -> str:
    """Give a month as it stands below a bar."""
    return format_skeleton("yMMM", date.fromisoformat(f"{month}-01"), locale=language.current())


def of_route(route: str) -> str:
    """Give the title of a room."""
    if route == TOGETHER:
        return str(gettext("All others together"))
    room = house().rooms.get(route)
    return in_language(room.title, language.current()) if room else route


def of_topic(route: str, item: str) -> str:
    """Give the title of a topic, or what a page is."""
    if item == TOGETHER:
        return str(gettext("All others together"))
    found = house().topics.get(route, {}).get(item)
    if found:
        return topics.spoken(found, language.current()).about.title
    return str(PAGES.get(f"{route}.{item}") or PAGES.get(item) or item.replace("_", " "))


def of_bucket(compatibility: Compatibility, figure: str, item: str) -> str:
    """Give the name of a kind of browser, system, language or protocol, with its version."""
    if item == TOGETHER:
        return str(gettext("All others together"))
    if item == OTHER:
        return str(gettext("Not on our list"))
    bucket, _space, version = item.partition(" ")
    known = (one for own in compatibility.figures if own.id == figure for one in own.bucket)
    name = next((one.name for one in known if one.id == bucket), bucket)
    return f"{in_language(name, language.current())} {version}".strip()


def of_table(name: str) -> str:
    """Say what a table holds."""
    return str(TABLES.get(name, name))


def of_column(name: str) -> str:
    """Say what a column holds."""
    return str(COLUMNS.get(name, name))
