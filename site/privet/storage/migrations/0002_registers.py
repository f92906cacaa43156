"""The register of vendors and affiliates with what they confirmed, and the results of reviews."""

import peewee


def up(_migrator: object, db: peewee.Database) -> None:
    """Make the tables."""

    class Vendor(peewee.Model):
        id = peewee.CharField(max_length=64, primary_key=True)
        name = peewee.CharField(max_length=200)
        kind = peewee.CharField(max_length=16)
        function = peewee.CharField(max_length=32)
        data = peewee.TextField()
        purpose = peewee.TextField()
        contract = peewee.CharField(max_length=32)
        region = peewee.CharField(max_length=8)
        sub_vendors = peewee.TextField()
        contract_from = peewee.DateField()
        contract_until = peewee.DateField(null=True)
        contact = peewee.BlobField(null=True)
        added_on = peewee.DateField()
        ended_on = peewee.DateField(null=True)

        class Meta:
            database = db
            table_name = "vendor"

    class Attestation(peewee.Model):
        vendor = peewee.ForeignKeyField(Vendor, column_name="vendor_id")
        statement_version = peewee.CharField(max_length=20)
        attested_on = peewee.DateField()
        note = peewee.TextField()

        class Meta:
            database = db
            table_name = "attestation"
            primary_key = peewee.CompositeKey("vendor", "statement_version")

    class ReviewResult(peewee.Model):
        at = peewee.BigIntegerField()
        day = peewee.DateField()
        safeguard = peewee.CharField(max_length=64)
        result = peewee.CharField(max_length=16)
        note = peewee.TextField()
        by = peewee.CharField(max_length=100)

        class Meta:
            database = db
            table_name = "review_result"
            primary_key = peewee.CompositeKey("safeguard", "at")

    db.create_tables([Vendor, Attestation, ReviewResult], safe=False)
