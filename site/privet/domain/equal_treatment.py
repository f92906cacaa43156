"""That nobody is served worse for how they ask or where they live, worked out from the rules themselves."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from privet.domain.deadlines import first_due
from privet.domain.evidence import Evidence, Witness
from privet.domain.places import residences

if TYPE_CHECKING:
    from privet.domain.kinds import Kind
    from privet.domain.rules import Regime

WAYS = ("post", "phone", "person", "web")
SUBJECTS = ("coverage", "website", "job")


def ways_evidence(witness: Witness) -> Evidence:
    """Show that each kind is due on the same day whichever way it came, under every set of laws (P2, P31)."""
    pairs = list(_pairs(witness))
    for kind, regimes in pairs:
        if len({_due(witness, kind, regimes, way) for way in WAYS}) > 1:
            text = witness.gettext("“%(kind)s” is not due on the same day by every way.", kind=kind.id)
            return Evidence("broken", text)
    text = witness.ngettext(
        "One request that came today would be due on the same day by post, phone, in person and web.",
        "All %(count)s pairs of a request and a set of laws: each would be due on the same day "
        "by post, phone, in person and web, had it come today.",
        len(pairs),
    )
    return Evidence("kept", text)


def places_evidence(witness: Witness) -> Evidence:
    """Show that living elsewhere takes no request away from anybody (P43)."""
    rules = witness.office.rules
    everybody = {kind.id for kind in rules.kinds.values() if "house" in kind.basis}
    places = [code for code, _name in residences("en", witness.office.home)]
    for place in places:
        for subject in SUBJECTS:
            if lost := everybody - {kind.id for kind in rules.offered(place, subject)}:
                text = witness.gettext("“%(kind)s” is missing in %(place)s.", kind=min(lost), place=place)
                return Evidence("broken", text)
    text = witness.gettext(
        "In each of %(places)s countries and states, people may ask for all %(kinds)s kinds of request "
        "that we offer everybody, and for those of their own law.",
        places=len(places),
        kinds=len(everybody),
    )
    return Evidence("kept", text)


def _pairs(witness: Witness) -> "Iterator[tuple[Kind, tuple[Regime, ...]]]":
    """Give each kind with each set of laws under which somebody somewhere may ask for it."""
    rules, seen = witness.office.rules, set()
    for place, _name in residences("en", witness.office.home):
        for subject in SUBJECTS:
            regimes = rules.regimes_for(place, subject)
            key = tuple(regime.id for regime in regimes)
            if key not in seen:
                seen.add(key)
                yield from ((kind, regimes) for kind in rules.offered(place, subject))


def _due(witness: Witness, kind: "Kind", regimes: "tuple[Regime, ...]", way: str) -> object:
    rows = witness.office.rules.deadlines_for(kind.id, regimes, way)
    return first_due(witness.now.date(), rows, witness.office.settings.organisation.closed)[0]
