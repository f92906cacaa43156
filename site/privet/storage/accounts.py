"""Accounts: who may sign in, in which role, and with which password."""

from typing import Any

import peewee

from privet.storage.people import Person, Representative
from privet.storage.record import BlindField, Record, SealedField, current, first


class Account(Record):
    """Somebody who may sign in: a person on record, a representative, an agent, or one of the staff.

    ``password`` is an argon2id hash, sealed. ``email`` is there once it was confirmed. ``failed`` counts the
    tries that failed since ``signed_in_at``. Times are microseconds since 1970 in UTC.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    role = peewee.CharField(max_length=16)
    person = peewee.ForeignKeyField(Person, column_name="person_id", null=True, unique=True)
    representative = peewee.ForeignKeyField(
        Representative, column_name="representative_id", null=True, unique=True
    )
    name = SealedField(null=True)
    user_name = SealedField(null=True)
    user_name_blind = BlindField(of="user_name", unique=True, null=True)
    email = SealedField(null=True)
    email_blind = BlindField(of="email", unique=True, null=True)
    password = SealedField(null=True)
    password_set_at = peewee.BigIntegerField(null=True)
    language = peewee.CharField(max_length=8, default="")
    begun_at = peewee.BigIntegerField(null=True)
    disabled_at = peewee.BigIntegerField(null=True)
    signed_in_at = peewee.BigIntegerField(null=True)
    failed = peewee.IntegerField(default=0)

    person_id: str | None
    representative_id: str | None

    class Meta:
        """The name of the table."""

        table_name = "account"

    @classmethod
    def by_id(cls, account: str) -> "Account | None":
        """Give the one with this id."""
        found: Account | None = cls.get_or_none(cls.id == account)
        return found

    @classmethod
    def standing(cls, account: str) -> tuple[Any, ...] | None:
        """Give what decides whether an account may be used; asked at every request.

        These are role, begun, disabled, name (sealed), the id of the person on record, and that person’s
        status, holder and refusals.
        """
        return first(
            "SELECT a.role, a.begun_at, a.disabled_at, a.name, a.person_id, p.status, p.holder_id, p.refused "
            "FROM account a LEFT JOIN person p ON p.id = a.person_id WHERE a.id = ?",
            account,
        )

    @classmethod
    def by_sign(cls, entered: str) -> "Account | None":
        """Give the one with this user name, or this confirmed e-mail address."""
        found: Account | None = cls.get_or_none(
            cls.user_name_blind.matches(entered) | cls.email_blind.matches(entered)
        )
        return found

    @classmethod
    def of_person(cls, person: str) -> "Account | None":
        """Give the account of a person on record."""
        found: Account | None = cls.get_or_none(cls.person == person)
        return found

    @classmethod
    def hold(cls, account: str) -> "Account | None":
        """Give the one with this id, and let nobody else change its factors until this block is over.

        PostgreSQL locks the row that was written; an encrypted file has one writer at a time anyway.
        """
        rows = cls.update(role=cls.role).where(cls.id == account).execute()
        return cls.by_id(account) if rows else None

    @classmethod
    def of_roles(cls, roles: tuple[str, ...]) -> list["Account"]:
        """Give the accounts with one of these roles."""
        return list(cls.select().where(cls.role.in_(roles)).order_by(cls.role, cls.id))

    @classmethod
    def of_group(cls, group: str) -> list["Account"]:
        """Give the accounts of the representatives of a group who work on."""
        works = cls.begun_at.is_null(False) & cls.disabled_at.is_null() & Representative.ended_on.is_null()
        return list(cls.select().join(Representative).where(works, Representative.group == group))

    @classmethod
    def email_anew(cls, account: str, email: str | None) -> bool:
        """Give an account another confirmed address, or none; says no if it is somebody else’s."""
        row = cls.get_by_id(account)
        row.email = email
        if email is None:
            row.email_blind = None
        try:
            with current.atomic():
                row.save(only=[cls.email, cls.email_blind])
        except peewee.IntegrityError:  # Somebody else confirmed it at this very moment.
            return False
        return True

    @classmethod
    def by_email(cls, address: str) -> "Account | None":
        """Give the one with this confirmed e-mail address."""
        found: Account | None = cls.get_or_none(cls.email_blind.matches(address))
        return found
