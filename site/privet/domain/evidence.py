"""What shows that a promise is kept: computed from data at the moment it is asked for, never a constant."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from privet.domain.languages import translator

if TYPE_CHECKING:
    from privet.domain.office import Office
    from privet.storage.store import Store

State = Literal["kept", "not_due", "overdue", "broken"]


@dataclass(frozen=True)
class Evidence:
    """What was found: whether it shows the promise kept, and one sentence in the reader's language."""

    state: State
    text: str


@dataclass(frozen=True)
class Witness:
    """What evidence is computed from: the organisation, its folder, its store, and the time (aware)."""

    office: "Office"
    folder: Path
    store: "Store"
    now: datetime
    language: str = "en"

    def gettext(self, message: str, **values: object) -> str:
        """Give ``message`` in the reader’s language, with its gaps filled."""
        return translator(self.language).gettext(message) % values

    def ngettext(self, one: str, many: str, count: int, **values: object) -> str:
        """Give the wording for ``count``, which both texts may name as ``%(count)s``."""
        return translator(self.language).ngettext(one, many, count) % {"count": count, **values}
