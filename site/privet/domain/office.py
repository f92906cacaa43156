"""The organisation as a form needs it: what it says of itself, and the law that binds it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from privet.domain.rules import Law, Rules

if TYPE_CHECKING:
    from privet.config import Settings


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

    def law(self, residence: str, about: str) -> Law:
        """Give what holds for somebody who lives there; at home while that isn’t said."""
        regimes = self.rules.regimes_for(residence or self.home, about)
        return Law(self.rules, regimes, self.settings.organisation.closed)
