"""Messages with their attachments, and mails that wait to be sent."""

import peewee


def up(_migrator: object, db: peewee.Database) -> None:
    """Make the tables."""

    class Person(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)

        class Meta:
            database = db
            table_name = "person"

    class Group(peewee.Model):
        id = peewee.CharField(max_length=32, primary_key=True)

        class Meta:
            database = db
            table_name = "employer_group"

    class Account(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)

        class Meta:
            database = db
            table_name = "account"

    class Reader(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)

        class Meta:
            database = db
            table_name = "reader"

    class Conversation(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        person = peewee.ForeignKeyField(Person, column_name="person_id")
        other = peewee.CharField(max_length=16)
        group = peewee.ForeignKeyField(Group, column_name="group_id", null=True)
        subject = peewee.BlobField()
        begun_at = peewee.BigIntegerField()
        newest_at = peewee.BigIntegerField(index=True)

        class Meta:
            database = db
            table_name = "conversation"

    class Message(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        conversation = peewee.ForeignKeyField(Conversation, column_name="conversation_id")
        author = peewee.CharField(max_length=64)
        text = peewee.BlobField()
        sent_at = peewee.BigIntegerField()
        read_at = peewee.BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "message"

    class Attachment(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        message = peewee.ForeignKeyField(Message, column_name="message_id")
        name = peewee.BlobField()
        kind = peewee.CharField(max_length=16)
        size = peewee.IntegerField()
        content = peewee.BlobField()

        class Meta:
            database = db
            table_name = "attachment"

    class Mail(peewee.Model):
        id = peewee.CharField(max_length=22, primary_key=True)
        account = peewee.ForeignKeyField(Account, column_name="account_id", null=True)
        reader = peewee.ForeignKeyField(Reader, column_name="reader_id", null=True)
        template = peewee.CharField(max_length=32)
        recipient = peewee.BlobField()
        token = peewee.BlobField(null=True)
        language = peewee.CharField(max_length=8)
        queued_at = peewee.BigIntegerField()
        next_at = peewee.BigIntegerField(index=True)
        tries = peewee.IntegerField(default=0)

        class Meta:
            database = db
            table_name = "mail"

    class EmailProof(peewee.Model):
        token = peewee.BlobField(primary_key=True)
        account = peewee.CharField(max_length=22, index=True)
        email = peewee.BlobField()
        until = peewee.BigIntegerField()

        class Meta:
            database = db
            table_name = "email_proof"

    db.create_tables([Conversation, Message, Attachment, Mail, EmailProof], safe=False)
