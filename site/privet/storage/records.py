"""All records, as migrations must make them and the inventory must name them."""

from privet.storage.events import Event, PersonKey
from privet.storage.figures import TABLES as FIGURES
from privet.storage.keycheck import KeyCheck
from privet.storage.record import Record
from privet.storage.reviews import ReviewResult
from privet.storage.vendors import Attestation, Vendor

RECORDS: tuple[type[Record], ...] = (
    KeyCheck,
    PersonKey,
    Event,
    Vendor,
    Attestation,
    ReviewResult,
    *FIGURES,
)
