"""Who is signed in, as every part of the secure area sees them."""

from dataclasses import dataclass, field
from datetime import date

from privet.domain import delegations
from privet.domain.roles import AGENT, DEPENDENT, MEMBER, PEOPLE, REPRESENTATIVE, STAFF
from privet.storage.accounts import Account
from privet.storage.people import Person
from privet.storage.store import Store


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Somebody who is signed in.

    ``name`` is that of somebody who works here or acts for others. ``person`` is the own record, if there is
    one. An agent acts for the record ``acting_for``, whose name is ``acting_name``, as far as ``scope`` goes.
    ``group`` is a representative’s. ``former`` says that the own coverage has ended. ``refused`` is what
    isn’t to be done with the record that they look after (:mod:`privet.domain.permissions`).
    """

    account: str
    role: str
    name: str = ""
    person: str = ""
    group: str = ""
    representative: str = ""
    former: bool = False
    refused: frozenset[str] = frozenset()
    acting_for: str = ""
    acting_name: str = ""
    scope: frozenset[str] = field(default_factory=frozenset)

    @property
    def actor(self) -> str:
        """Name them in events: the role, and the account’s id."""
        return f"{self.role}.{self.account}"

    @property
    def subject(self) -> str:
        """Give the id of the record that they look after here: their own, or that of whom they act for."""
        return self.acting_for or self.person

    @property
    def is_staff(self) -> bool:
        """Say whether they work in the office."""
        return self.role in STAFF

    def get_id(self) -> str:
        """Give the account’s id, as Flask-Login asks for it."""
        return self.account

    is_authenticated = True
    is_active = True
    is_anonymous = False


def signed(store: Store, account: str, today: date, acting_for: str = "") -> Signed | None:
    """Give who ``account`` is at this moment; nothing if it is disabled, ended, or was never begun.

    It is asked at each request, so that what changed holds at once (ASVS 8.3.2).
    """
    with store.reading():
        standing = Account.standing(account)
        if standing is None:
            return None
        role, begun, disabled, name, person, status, holder, refused = standing
        if begun is None or disabled is not None:
            return None
        if role in PEOPLE:
            role = DEPENDENT if holder else MEMBER
            no = frozenset((refused or "").split())
            own = Signed(account=account, role=role, person=person, former=status == "former", refused=no)
            return own if person else None
        if role in STAFF:
            return Signed(account=account, role=role, name=Account.name.opened(name, account) or "")
        row = Account.get_by_id(account)
        if role == REPRESENTATIVE:
            return _representative(row, today)
        return _agent(row, today, acting_for)


def _representative(row: Account, today: date) -> Signed | None:
    office = row.representative
    if office is None or (office.ended_on and office.ended_on <= today):
        return None
    return Signed(
        account=row.id,
        role=REPRESENTATIVE,
        name=office.name,
        group=office.group_id,
        representative=office.id,
    )


def _agent(row: Account, today: date, acting_for: str) -> Signed:
    scope = delegations.scope_of(row.id, acting_for, today) if acting_for else frozenset()
    person = Person.get_by_id(acting_for) if scope else None
    return Signed(
        account=row.id,
        role=AGENT,
        name=row.name or "",
        acting_for=acting_for if scope else "",
        acting_name=person.name if person else "",
        refused=frozenset(person.refused.split()) if person else frozenset(),
        scope=scope,
    )
