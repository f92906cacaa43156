"""How things stand for a reader: which kinds are on, and whether anything goes out at all."""

from dataclasses import dataclass

from privet.domain import reader_rows, reader_sending
from privet.domain.mail_address import normal
from privet.domain.permissions import MAIL
from privet.storage.readers import Reader
from privet.storage.subscriptions import Subscription
from privet.storage.suppressions import Suppression


@dataclass(frozen=True)
class State:
    """Which kinds are on, whether nothing at all is wanted, and whether nothing goes whatever is chosen."""

    kinds: frozenset[str]
    nothing: bool
    closed: bool

    @property
    def sent(self) -> frozenset[str]:
        """Give the kinds that are on and not stopped by “nothing at all”."""
        return frozenset() if self.nothing else self.kinds


def state_of(row: Reader) -> State:
    """Give the state of a reader, within a block."""
    wanted, refused = frozenset(Subscription.of(row.id)), reader_sending.closed(row).reason == MAIL
    return State(wanted, refused or Suppression.holds(normal(row.address)), is_closed(row))


def is_closed(row: Reader) -> bool:
    """Say whether nothing optional goes to an address, and its owner’s word alone doesn’t change that."""
    if not reader_sending.closed(row, frozenset({MAIL})):
        return True
    people = reader_rows.people_of(row.address, row)
    refusing = [person for person in people if MAIL in person.refused.split()]
    return not all(reader_rows.may_lift(person, row.address, people) for person in refusing)
