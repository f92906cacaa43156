"""Accounts, second factors, codes that went out by post, sessions, and counts of failed tries."""

import peewee


def up(_migrator: object, db: peewee.Database) -> None:
    """Make the tables."""

    class Person(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)

        class Meta:
            database = db
            table_name = "person"

    class Representative(peewee.Model):
        id = peewee.CharField(max_length=32, primary_key=True)

        class Meta:
            database = db
            table_name = "representative"

    class Account(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        role = peewee.CharField(max_length=16)
        person = peewee.ForeignKeyField(Person, column_name="person_id", null=True, unique=True)
        representative = peewee.ForeignKeyField(
            Representative, column_name="representative_id", null=True, unique=True
        )
        name = peewee.BlobField(null=True)
        user_name = peewee.BlobField(null=True)
        user_name_blind = peewee.BlobField(index=True, unique=True, null=True)
        email = peewee.BlobField(null=True)
        email_blind = peewee.BlobField(index=True, unique=True, null=True)
        password = peewee.BlobField(null=True)
        password_set_at = peewee.BigIntegerField(null=True)
        language = peewee.CharField(max_length=8, default="")
        begun_at = peewee.BigIntegerField(null=True)
        disabled_at = peewee.BigIntegerField(null=True)
        signed_in_at = peewee.BigIntegerField(null=True)
        failed = peewee.IntegerField(default=0)

        class Meta:
            database = db
            table_name = "account"

    class Factor(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        account = peewee.ForeignKeyField(Account, column_name="account_id")
        kind = peewee.CharField(max_length=8)
        name = peewee.BlobField()
        secret = peewee.BlobField()
        credential = peewee.BlobField(null=True, unique=True)
        counter = peewee.BigIntegerField(default=0)
        added_at = peewee.BigIntegerField()
        used_at = peewee.BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "factor"

    class RecoveryCode(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        account = peewee.ForeignKeyField(Account, column_name="account_id")
        digest = peewee.BlobField()

        class Meta:
            database = db
            table_name = "recovery_code"

    class Activation(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        account = peewee.ForeignKeyField(Account, column_name="account_id")
        kind = peewee.CharField(max_length=8)
        digest = peewee.BlobField()
        digest_blind = peewee.BlobField(index=True, unique=True)
        issued_at = peewee.BigIntegerField()
        expires_on = peewee.DateField()
        tries = peewee.IntegerField(default=0)
        used_at = peewee.BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "activation"

    class Session(peewee.Model):
        token = peewee.BlobField(primary_key=True)
        account = peewee.ForeignKeyField(Account, column_name="account_id", on_delete="CASCADE")
        half = peewee.BooleanField()
        begun_at = peewee.BigIntegerField()
        seen_at = peewee.BigIntegerField(index=True)
        proved_at = peewee.BigIntegerField()
        browser = peewee.CharField(max_length=32)
        data = peewee.TextField()

        class Meta:
            database = db
            table_name = "session"

    class Attempts(peewee.Model):
        key = peewee.BlobField(primary_key=True)
        count = peewee.IntegerField()
        ends_at = peewee.BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "attempts"

    db.create_tables([Account, Factor, RecoveryCode, Activation, Session, Attempts], safe=False)
