"""Employer groups, their representatives, and the people on record."""

import peewee


def up(_migrator: object, db: peewee.Database) -> None:
    """Make the tables."""

    class Group(peewee.Model):
        id = peewee.CharField(max_length=32, primary_key=True)
        name = peewee.CharField(max_length=200)
        office = peewee.CharField(max_length=200)
        phone = peewee.CharField(max_length=32)
        hours = peewee.CharField(max_length=200, default="")
        ended_on = peewee.DateField(null=True)

        class Meta:
            database = db
            table_name = "employer_group"

    class Representative(peewee.Model):
        id = peewee.CharField(max_length=32, primary_key=True)
        group = peewee.ForeignKeyField(Group, column_name="group_id")
        name = peewee.BlobField()
        phone = peewee.CharField(max_length=32)
        address = peewee.BlobField()
        ended_on = peewee.DateField(null=True)

        class Meta:
            database = db
            table_name = "representative"

    class Person(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        number = peewee.BlobField()
        number_blind = peewee.BlobField(index=True, unique=True)
        name = peewee.BlobField()
        birth_date = peewee.BlobField()
        address = peewee.BlobField()
        email = peewee.BlobField(null=True)
        email_blind = peewee.BlobField(null=True, index=True)
        ssn = peewee.BlobField(null=True)
        ssn_last4 = peewee.BlobField(null=True)
        confidential_address = peewee.BlobField(null=True)
        plan = peewee.BlobField(null=True)
        covered_from = peewee.DateField(null=True)
        covered_until = peewee.DateField(null=True)
        status = peewee.CharField(max_length=8)
        keep_until = peewee.DateField(null=True)
        hold = peewee.BlobField(null=True)
        group = peewee.ForeignKeyField(Group, column_name="group_id", null=True)
        representative = peewee.ForeignKeyField(Representative, column_name="representative_id", null=True)
        holder = peewee.ForeignKeyField("self", column_name="holder_id", null=True)
        relation = peewee.CharField(max_length=16, default="")
        language = peewee.CharField(max_length=8, default="")
        refused = peewee.CharField(max_length=120, default="")
        provenance = peewee.TextField()
        version = peewee.IntegerField(default=1)

        class Meta:
            database = db
            table_name = "person"

    db.create_tables([Group, Representative, Person], safe=False)
