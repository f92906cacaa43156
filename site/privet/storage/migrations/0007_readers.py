"""Readers of optional mail, choices with their proof, campaigns, and questions from the contact page."""

import peewee


def up(_migrator: object, db: peewee.Database) -> None:
    """Make the tables."""

    class Person(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)

        class Meta:
            database = db
            table_name = "person"

    class Reader(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        address = peewee.BlobField()
        address_blind = peewee.BlobField(index=True, unique=True)
        person = peewee.ForeignKeyField(Person, column_name="person_id", null=True)
        language = peewee.CharField(max_length=8, default="")
        way = peewee.CharField(max_length=16)
        asked_at = peewee.BigIntegerField()
        confirmed_at = peewee.BigIntegerField(null=True)
        until = peewee.BigIntegerField(null=True, index=True)
        bounces = peewee.IntegerField(default=0)
        gone_to = peewee.ForeignKeyField("self", column_name="gone_to", null=True, on_delete="SET NULL")

        class Meta:
            database = db
            table_name = "reader"

    class ReaderMark(peewee.Model):
        mark = peewee.BlobField(primary_key=True)
        reader = peewee.ForeignKeyField(Reader, column_name="reader_id")

        class Meta:
            database = db
            table_name = "reader_mark"
            without_rowid = isinstance(db, peewee.SqliteDatabase)

    class Subscription(peewee.Model):
        reader = peewee.ForeignKeyField(Reader, column_name="reader_id", index=False)
        kind = peewee.CharField(max_length=32)
        since = peewee.BigIntegerField()

        class Meta:
            database = db
            table_name = "subscription"
            primary_key = peewee.CompositeKey("reader", "kind")
            without_rowid = isinstance(db, peewee.SqliteDatabase)

    class PaperSubscription(peewee.Model):
        person = peewee.ForeignKeyField(Person, column_name="person_id")
        kind = peewee.CharField(max_length=32)
        since = peewee.BigIntegerField()

        class Meta:
            database = db
            table_name = "paper_subscription"
            primary_key = peewee.CompositeKey("person", "kind")

    class Pending(peewee.Model):
        token = peewee.BlobField(primary_key=True)
        reader = peewee.ForeignKeyField(Reader, column_name="reader_id")
        kinds = peewee.CharField(max_length=400, default="")
        wording = peewee.CharField(max_length=64, default="")
        statement = peewee.CharField(max_length=16, default="")
        way = peewee.CharField(max_length=16)
        asked_at = peewee.BigIntegerField()
        until = peewee.BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "pending_choice"

    class Suppression(peewee.Model):
        mark = peewee.BlobField(primary_key=True)
        why = peewee.SmallIntegerField()

        class Meta:
            database = db
            table_name = "suppression"
            without_rowid = isinstance(db, peewee.SqliteDatabase)

    class Wording(peewee.Model):
        digest = peewee.CharField(max_length=64, primary_key=True)
        text = peewee.TextField()

        class Meta:
            database = db
            table_name = "choice_wording"

    class ChoiceRequest(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        reference = peewee.BlobField(unique=True)
        refused = peewee.CharField(max_length=120)
        said = peewee.BlobField(null=True)
        state = peewee.CharField(max_length=8)
        way = peewee.CharField(max_length=16)
        person = peewee.ForeignKeyField(Person, column_name="person_id", null=True)
        asked_at = peewee.BigIntegerField()
        done_at = peewee.BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "choice_request"

    class Choice(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        person = peewee.ForeignKeyField(Person, column_name="person_id", null=True, index=False)
        reader = peewee.ForeignKeyField(Reader, column_name="reader_id", null=True)
        request = peewee.ForeignKeyField(ChoiceRequest, column_name="request_id", null=True, index=False)
        mark = peewee.BlobField(null=True)
        topic = peewee.CharField(max_length=48)
        value = peewee.CharField(max_length=8)
        way = peewee.CharField(max_length=16)
        wording = peewee.CharField(max_length=64, default="")
        statement = peewee.CharField(max_length=16, default="")
        at = peewee.BigIntegerField()

        class Meta:
            database = db
            table_name = "choice"
            without_rowid = isinstance(db, peewee.SqliteDatabase)

    waiting = ChoiceRequest.done_at.is_null()
    oldest = ChoiceRequest.index(ChoiceRequest.asked_at, name="choice_request_asked_at")
    ChoiceRequest.add_index(oldest.where(waiting))
    for field in (Choice.person, Choice.request, Choice.mark):
        Choice.add_index(Choice.index(field).where(field.is_null(False)))

    class Campaign(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        kind = peewee.CharField(max_length=32)
        texts = peewee.TextField()
        state = peewee.CharField(max_length=8, index=True)
        made_at = peewee.BigIntegerField()
        started_at = peewee.BigIntegerField(null=True)
        ended_at = peewee.BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "campaign"

    class CampaignMail(peewee.Model):
        id = peewee.CharField(max_length=26, primary_key=True)
        campaign = peewee.ForeignKeyField(Campaign, column_name="campaign_id", index=False)
        reader = peewee.ForeignKeyField(Reader, column_name="reader_id", index=False)
        state = peewee.CharField(max_length=9, default="waiting")
        reason = peewee.CharField(max_length=16, default="")
        next_at = peewee.BigIntegerField()
        tries = peewee.IntegerField(default=0)
        sent_at = peewee.BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "campaign_mail"
            indexes = ((("campaign", "state", "next_at"), False), (("reader", "sent_at"), False))

    class PaperMail(peewee.Model):
        campaign = peewee.ForeignKeyField(Campaign, column_name="campaign_id")
        person = peewee.ForeignKeyField(Person, column_name="person_id")
        printed_at = peewee.BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "paper_mail"
            primary_key = peewee.CompositeKey("campaign", "person")

    class Contact(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        kind = peewee.CharField(max_length=8)
        name = peewee.BlobField()
        reach = peewee.BlobField()
        best_time = peewee.BlobField(null=True)
        text = peewee.BlobField(null=True)
        language = peewee.CharField(max_length=8, default="")
        asked_at = peewee.BigIntegerField()
        due_on = peewee.DateField()
        done_at = peewee.BigIntegerField(null=True, index=True)

        class Meta:
            database = db
            table_name = "contact"

    db.create_tables(
        [
            Reader,
            ReaderMark,
            Subscription,
            PaperSubscription,
            Pending,
            Suppression,
            Wording,
            ChoiceRequest,
            Choice,
            Campaign,
            CampaignMail,
            PaperMail,
            Contact,
        ],
        safe=False,
    )
