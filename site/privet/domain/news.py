"""What the first page of the secure area tells: the visit before, who acts for somebody, what waits."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from privet.domain import delegations, message_parties, message_reading, signing_in
from privet.domain.roles import AGENT, PEOPLE, REPRESENTATIVE
from privet.domain.signed import Signed
from privet.domain.signing_in import Before
from privet.storage.store import Store


@dataclass(frozen=True)
class News:
    """The visit before, how many act for this person, and in how many conversations something waits."""

    before: Before | None
    agents: int
    messages: int


def of(store: Store, who: Signed, kept: dict[str, Any], today: date) -> News:
    """Give what to tell ``who``; ``kept`` is what the session keeps. Nothing of a record is opened for it."""
    agents = delegations.acting_for(store, who.person, today) if who.role in PEOPLE else 0
    reads = who.role in PEOPLE or who.role == REPRESENTATIVE
    reads = reads or (who.role == AGENT and "messages" in who.scope)
    messages = message_reading.waiting(store, message_parties.party_of(who)) if reads else 0
    return News(signing_in.before(kept), agents, messages)
