"""Letters with codes for several people at once: who gets one, who doesn’t and why, when the codes count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from privet.domain import activation, activation_letters, user_names
from privet.domain.activation import ACTIVATE, PROOF, Issue, Kind, NoLetter
from privet.domain.activation_letters import Look, Recipient
from privet.domain.office import Office
from privet.domain.roles import REPRESENTATIVE
from privet.domain.window import AddressDoesNotFit
from privet.storage.accounts import Account
from privet.storage.activations import Activation
from privet.storage.ids import new_id
from privet.storage.people import Representative
from privet.storage.store import Store

ACTOR = "command"
Letter = tuple[Recipient, Issue]


@dataclass(frozen=True)
class Wanted:
    """For whom letters are wanted: member numbers, or representatives with the user names they were told.

    ``most`` asks for so many of those who have no account and wait for no letter.
    """

    numbers: tuple[str, ...] = field(default=(), repr=False)
    representatives: tuple[tuple[str, str], ...] = ()
    most: int = 0
    proof: bool = False

    @property
    def kind(self) -> Kind:
        """Say what the codes are for."""
        return PROOF if self.proof else ACTIVATE


@dataclass
class Batch:
    """Letters that can be printed, and whom they leave out: known by what, and why."""

    letters: list[Letter] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    minors: int = 0


def gather(store: Store, wanted: Wanted, look: Look, office: Office, today: date) -> Batch:
    """Read names and addresses, each with an event, and make codes, which don’t count yet.

    :raises NoLetter: when one that was asked for can’t get a letter; nothing was written then.
    """
    batch = Batch()
    with store.writing():
        for account, recipient in _named(store, wanted, office, today):
            activation.check(store, account, wanted.kind)
            _add(batch, recipient, activation.prepare(account, wanted.kind, today), look, office)
        if wanted.most:
            _add_those_without(store, batch, wanted.most, (look, office, today))
    return batch


def put(store: Store, letters: Iterable[Letter], now: datetime) -> None:
    """Let the codes of printed letters count, all of them or none.

    :raises NoLetter: when an account changed meanwhile.
    """
    with store.writing():
        for _recipient, issue in letters:
            activation.put(store, ACTOR, issue, now)


def _named(store: Store, wanted: Wanted, office: Office, today: date) -> Iterator[tuple[str, Recipient]]:
    for number in dict.fromkeys(wanted.numbers):
        subject = activation_letters.by_number(number)
        if not subject:
            raise NoLetter(f"nobody on record has the number {number}")
        recipient = activation_letters.person(store, ACTOR, subject, office, today)
        yield activation.ensure_account(store, subject), recipient
    for name, user_name in wanted.representatives:
        row = Representative.get_or_none(Representative.id == name)
        if row is None or (row.ended_on and row.ended_on <= today):
            raise NoLetter(f"{name} is no representative today")
        yield _account_of(store, row, user_name, office), activation_letters.representative(row, office)


def _add_those_without(store: Store, batch: Batch, most: int, printed: tuple[Look, Office, date]) -> None:
    """Go through those without an account until there are so many letters; minors get none unasked."""
    look, office, today = printed
    for subject in Activation.people_without(today):
        if len(batch.letters) >= most:
            return
        recipient = activation_letters.person(store, ACTOR, subject, office, today)
        if recipient.adult:
            account = activation.ensure_account(store, subject)
            _add(batch, recipient, activation.prepare(account, ACTIVATE, today), look, office)
        else:
            batch.minors += 1


def _add(batch: Batch, recipient: Recipient, issue: Issue, look: Look, office: Office) -> None:
    """Add a letter, unless its address would not show whole in the window."""
    try:
        activation_letters.check(recipient, look, office)
    except AddressDoesNotFit as error:
        batch.left_out.append((recipient.known_by, str(error)))
    else:
        batch.letters.append((recipient, issue))


def _account_of(store: Store, row: Representative, user_name: str, office: Office) -> str:
    """Give the account of a representative, made if there is none, and with this user name if it had none."""
    account = Account.get_or_none(Account.representative == row.id)
    if account is not None and account.user_name:
        if activation.same(account.user_name, user_name):
            return str(account.id)
        raise NoLetter(f"{row.id} has another user name, the one of the first letter; use that one")
    is_new = account is None
    if account is None:
        account = Account(id=new_id(), role=REPRESENTATIVE, representative=row.id)
    if said := user_names.fault(store, user_name, account.id, office.settings.language):
        raise NoLetter(f"user name {user_name}: {said}")
    account.user_name = user_names.normal(user_name)
    account.save(force_insert=is_new)
    return str(account.id)
