"""What tests of the registers share: a vendor to put on the list, and a witness to ask for evidence."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from privet.domain.evidence import Witness
from privet.domain.vendor_entries import Entry
from privet.opening import open_office
from privet.storage.store import Store

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("America/New_York"))
TODAY = NOON.date()
RIVERBANK = Entry(
    id="riverbank",
    name="Riverbank Hosting",
    function="hosting",
    data=("connection", "sealed-copies"),
    purpose={"en": "Runs the machine", "es": "Mantiene la máquina"},
    contract="business-associate",
    region="US-OH",
    contract_from=date(2026, 11, 1),
    added_on=date(2026, 11, 1),
)


def entry(**changes: Any) -> Entry:
    """Give a row that can stand on the list, with some of it changed."""
    return replace(RIVERBANK, **changes)


def witness(store: Store, days: int = 0, language: str = "en") -> Witness:
    """Give what evidence is computed from, with the clock ``days`` later."""
    folder = store.place.folder
    return Witness(open_office(folder), folder, store, NOON + timedelta(days=days), language)
