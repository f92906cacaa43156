"""Who may act for whom, and what each account said to a new version of the statement."""

import peewee

from privet.storage.accounts import Account
from privet.storage.people import Person
from privet.storage.record import Record, SealedField


class Delegation(Record):
    """That an agent or a personal representative acts for a person, on which paper, for what, and how long.

    ``scope`` is JSON: a list of what the agent may do. ``paper`` says where the signed paper is.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    person = peewee.ForeignKeyField(Person, column_name="person_id", backref="delegations")
    agent = peewee.ForeignKeyField(Account, column_name="agent_id", backref="delegations")
    kind = peewee.CharField(max_length=32)
    scope = peewee.TextField()
    paper = SealedField()
    starts_on = peewee.DateField()
    ends_on = peewee.DateField(null=True)
    revoked_at = peewee.BigIntegerField(null=True)
    revoked_by = peewee.CharField(max_length=64, default="")

    person_id: str
    agent_id: str

    class Meta:
        """The name of the table."""

        table_name = "delegation"

    @classmethod
    def of_agent(cls, agent: str, person: str) -> list["Delegation"]:
        """Give those of one agent for one person, ended ones too."""
        return list(cls.select().where(cls.agent == agent, cls.person == person))

    @classmethod
    def by_id(cls, delegation: str) -> "Delegation | None":
        """Give the one with this id."""
        found: Delegation | None = cls.get_or_none(cls.id == delegation)
        return found

    @classmethod
    def for_person(cls, person: str) -> list["Delegation"]:
        """Give those that were ever given for a person, the newest first."""
        return list(cls.select().where(cls.person == person).order_by(cls.starts_on.desc(), cls.id))

    @classmethod
    def given_to(cls, agent: str) -> list["Delegation"]:
        """Give those of one agent, ended ones too, the oldest first."""
        return list(cls.select().where(cls.agent == agent).order_by(cls.starts_on, cls.id))

    def revoke(self, at: int, by: str) -> None:
        """End it at this moment."""
        self.revoked_at, self.revoked_by = at, by
        self.save(only=[Delegation.revoked_at, Delegation.revoked_by])


class Acknowledgement(Record):
    """What an account said to one version of the statement: acknowledged, or refused."""

    account = peewee.ForeignKeyField(Account, column_name="account_id")
    version = peewee.CharField(max_length=20)
    answer = peewee.CharField(max_length=12)
    at = peewee.BigIntegerField()

    class Meta:
        """One row for each account and version."""

        table_name = "acknowledgement"
        primary_key = peewee.CompositeKey("account", "version")

    @classmethod
    def of_account(cls, account: str) -> dict[str, "Acknowledgement"]:
        """Give what an account has said, by version."""
        return {row.version: row for row in cls.select().where(cls.account == account)}

    @classmethod
    def note(cls, account: str, version: str, answer: str, at: int) -> None:
        """Write down an answer; one that was given before to the same version is replaced."""
        values = {"account": account, "version": version, "answer": answer, "at": at}
        cls.insert(values).on_conflict(
            conflict_target=[cls.account, cls.version], update={"answer": answer, "at": at}
        ).execute()
