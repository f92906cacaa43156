"""The organisation as a form needs it: what it says of itself, and the law that binds it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from privet.domain.rules import Law, Rules

if TYPE_CHECKING:
    from privet.config import Settings


WINDOWS = {"letter": "window-10", "a4": "window-dl"}
ENVELOPES = {"letter": "envelope-10", "a4": "envelope-dl"}  # To be printed on.
LETTER_COUNTRIES = {"US", "CA", "MX", "CL", "CO", "CR", "DO", "GT", "NI", "PA", "PH", "PR", "SV", "VE"}


def paper_for(residence: str, usual: str) -> str:
    """Give the paper that printers have where somebody lives, or ``usual`` where that isn't said."""
    if not residence:
        return usual
    return "letter" if residence.partition("-")[0] in LETTER_COUNTRIES else "a4"


@dataclass(frozen=True)
class Office:
    """The organisation that prints a form: its settings, its rules, its folder of own data files."""

    settings: "Settings"
    rules: Rules
    own: Path | None = None

    @property
    def home(self) -> str:
        """Give its country."""
        return self.settings.organisation.address.country

    def postcode(self, country: str) -> str:
        """Give its own postcode as an example for ``country``, if it is its own."""
        return self.settings.organisation.address.postcode if country == self.home else ""

    def law(self, residence: str, *about: str) -> Law:
        """Give what holds for somebody who lives there; at home while that isn’t said.

        Where it may be about several subjects, the laws of all of them are taken together.
        """
        place = residence or self.home
        found = [self.rules.regimes_for(place, subject) for subject in about]
        regimes = {regime.id: regime for each in found for regime in each}
        country = place.partition("-")[0]
        return Law(self.rules, country, tuple(regimes.values()), self.settings.organisation.closed)

    def paper_and_envelope(self, residence: str, paper: str = "", envelope: str = "") -> tuple[str, str]:
        """Decide what wasn't chosen: by the other, by place, and by what most people here use."""
        paper = paper or next((known for known, window in WINDOWS.items() if window == envelope), "")
        paper = paper or paper_for(residence, self.settings.organisation.paper)
        usual = self.settings.mail_in.envelope
        fits = usual == "plain" or WINDOWS[paper] == usual
        return paper, envelope or (usual if fits else WINDOWS[paper])
