"""Corrections, disclosures, copies of everything, delegations, and answers to new statements."""

import peewee


def up(_migrator: object, db: peewee.Database) -> None:
    """Make the tables."""

    class Person(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)

        class Meta:
            database = db
            table_name = "person"

    class Account(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)

        class Meta:
            database = db
            table_name = "account"

    class Correction(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        person = peewee.ForeignKeyField(Person, column_name="person_id")
        field = peewee.CharField(max_length=32)
        old = peewee.BlobField(null=True)
        new = peewee.BlobField(null=True)
        reason = peewee.BlobField()
        enclosure = peewee.BooleanField(default=False)
        base = peewee.IntegerField()
        asked_by = peewee.CharField(max_length=64)
        asked_at = peewee.BigIntegerField()
        due_on = peewee.DateField()
        desk = peewee.BooleanField()
        state = peewee.CharField(max_length=12, index=True)
        refusal = peewee.CharField(max_length=32, default="")
        note = peewee.BlobField(null=True)
        decided_by = peewee.CharField(max_length=64, default="")
        decided_at = peewee.BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "correction"

    class Disagreement(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        correction = peewee.ForeignKeyField(Correction, column_name="correction_id", unique=True)
        person = peewee.ForeignKeyField(Person, column_name="person_id")
        text = peewee.BlobField()
        filed_at = peewee.BigIntegerField()

        class Meta:
            database = db
            table_name = "disagreement"

    class Disclosure(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        person = peewee.ForeignKeyField(Person, column_name="person_id")
        on = peewee.DateField()
        recipient = peewee.BlobField()
        fields = peewee.TextField()
        purpose = peewee.BlobField()
        basis = peewee.CharField(max_length=64)
        noted_by = peewee.CharField(max_length=64)

        class Meta:
            database = db
            table_name = "disclosure"

    class Notice(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        person = peewee.ForeignKeyField(Person, column_name="person_id")
        correction = peewee.ForeignKeyField(Correction, column_name="correction_id")
        disclosure = peewee.ForeignKeyField(Disclosure, column_name="disclosure_id")
        due_on = peewee.DateField()
        done_on = peewee.DateField(null=True)
        done_by = peewee.CharField(max_length=64, default="")

        class Meta:
            database = db
            table_name = "notice"

    class AccessCopy(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        person = peewee.ForeignKeyField(Person, column_name="person_id")
        account = peewee.ForeignKeyField(Account, column_name="account_id")
        made_at = peewee.BigIntegerField()
        until = peewee.BigIntegerField(index=True)
        pdf = peewee.BlobField(null=True)
        json = peewee.BlobField(null=True)

        class Meta:
            database = db
            table_name = "access_copy"

    class Delegation(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        person = peewee.ForeignKeyField(Person, column_name="person_id")
        agent = peewee.ForeignKeyField(Account, column_name="agent_id")
        kind = peewee.CharField(max_length=32)
        scope = peewee.TextField()
        paper = peewee.BlobField()
        starts_on = peewee.DateField()
        ends_on = peewee.DateField(null=True)
        revoked_at = peewee.BigIntegerField(null=True)
        revoked_by = peewee.CharField(max_length=64, default="")

        class Meta:
            database = db
            table_name = "delegation"

    class Acknowledgement(peewee.Model):
        account = peewee.ForeignKeyField(Account, column_name="account_id")
        version = peewee.CharField(max_length=20)
        answer = peewee.CharField(max_length=12)
        at = peewee.BigIntegerField()

        class Meta:
            database = db
            table_name = "acknowledgement"
            primary_key = peewee.CompositeKey("account", "version")

    db.create_tables(
        [Correction, Disagreement, Disclosure, Notice, AccessCopy, Delegation, Acknowledgement], safe=False
    )
