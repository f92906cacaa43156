"""Campaigns: optional mail to all who want its kind, and the row of each single mail."""

from collections.abc import Collection
from typing import Any

import peewee

from privet.storage.held import held
from privet.storage.readers import Reader
from privet.storage.record import Record

WAITING, SENDING, SENT, REFUSED = "waiting", "sending", "sent", "refused"
FAILED, UNCERTAIN, BOUNCED = "failed", "uncertain", "bounced"
WENT = (SENDING, SENT, UNCERTAIN, BOUNCED)  # What may have reached somebody, and so counts as received.


class Campaign(Record):
    """Words of the organisation for all readers of one kind; ``texts`` is JSON: subject and text by language.

    ``state`` is draft, sending, paused, done or stopped.
    """

    id = peewee.CharField(max_length=22, primary_key=True)
    kind = peewee.CharField(max_length=32)
    texts = peewee.TextField()
    state = peewee.CharField(max_length=8, index=True)
    made_at = peewee.BigIntegerField()
    started_at = peewee.BigIntegerField(null=True)
    ended_at = peewee.BigIntegerField(null=True)

    class Meta:
        """The name of the table."""

        table_name = "campaign"

    @classmethod
    def by_id(cls, campaign: str) -> "Campaign | None":
        """Give the one with this id."""
        found: Campaign | None = cls.get_or_none(cls.id == campaign)
        return found

    @classmethod
    def in_order(cls) -> "list[Campaign]":
        """Give all, the newest first."""
        return list(cls.select().order_by(cls.made_at.desc(), cls.id))

    @classmethod
    def on_their_way(cls) -> "list[Campaign]":
        """Give those that are being sent, the oldest first."""
        return list(cls.select().where(cls.state == "sending").order_by(cls.started_at, cls.id))

    @classmethod
    def move(cls, campaign: str, before: Collection[str], after: str, **more: int) -> bool:
        """Change the state of a campaign that is in one of those ``before``; says whether it was."""
        same = (cls.id == campaign) & cls.state.in_(list(before))
        rows: int = cls.update(state=after, **more).where(same).execute()
        return rows == 1

    @classmethod
    def ended_before(cls, at: int) -> list[str]:
        """Give the ids of those that ended before a time."""
        return [row.id for row in cls.select(cls.id).where(cls.ended_at < at)]


class CampaignMail(Record):
    """One mail of a campaign to one reader.

    ``id`` is 26 small letters and digits of base 32, drawn at random: it names the mail in its Message-ID and
    in the address to which it comes back. ``state`` is waiting, sending, sent, refused, failed, uncertain or
    bounced; ``reason`` says why one was refused or failed, or how it came back. Until ``next_at`` nobody else
    takes one that waits, and one that is being sent isn’t held for lost: so that time is the lease by which
    its sender is known, and whoever comes with another changes nothing. ``sent_at`` is when sending began.
    """

    id = peewee.CharField(max_length=26, primary_key=True)
    campaign = peewee.ForeignKeyField(Campaign, column_name="campaign_id", index=False)
    reader = peewee.ForeignKeyField(Reader, column_name="reader_id", index=False)
    state = peewee.CharField(max_length=9, default=WAITING)
    reason = peewee.CharField(max_length=16, default="")
    next_at = peewee.BigIntegerField()
    tries = peewee.IntegerField(default=0)
    sent_at = peewee.BigIntegerField(null=True)

    campaign_id: str
    reader_id: str

    class Meta:
        """Mails are looked for by what is to be done, and counted by reader."""

        table_name = "campaign_mail"
        indexes = ((("campaign", "state", "next_at"), False), (("reader", "sent_at"), False))

    @classmethod
    def by_id(cls, mail: str) -> "CampaignMail | None":
        """Give the one with this id."""
        found: CampaignMail | None = cls.get_or_none(cls.id == mail)
        return found

    @classmethod
    def has_due(cls, campaign: str, now: int) -> bool:
        """Say whether a mail of a campaign is to be sent, or its sender must have died."""
        due = (cls.campaign == campaign) & cls.state.in_([WAITING, SENDING]) & (cls.next_at <= now)
        return bool(cls.select().where(due).exists())

    @classmethod
    def claim(cls, campaign: str, most: int, now: int, until: int) -> list[str]:
        """Keep some mails that are due from everybody else until a time; gives their ids."""
        due = (cls.campaign == campaign) & (cls.state == WAITING) & (cls.next_at <= now)
        # By no more than the index holds: among a million that are due at once, none is sorted.
        found = [row.id for row in cls.select(cls.id).where(due).order_by(cls.next_at).limit(most)]
        taken = cls.update(next_at=until)
        # In one order everywhere, so that two processes never wait for each other.
        return [mail for mail in sorted(found) if taken.where((cls.id == mail) & due).execute()]

    @classmethod
    def claimed(cls, mail: str, until: int) -> "CampaignMail | None":
        """Give a mail that waits and that nobody else has taken since it was claimed until this time.

        Nobody else may change it until the block ends.
        """
        row = held(cls, mail)
        return row if row and row.state == WAITING and row.next_at == until else None

    @classmethod
    def begin(cls, mail: str, lease: int, now: int, until: int) -> bool:
        """Note that a mail is being sent, which nobody takes for lost until a time; says whether it is ours.

        Whoever finds it so after that time can’t know what became of it.
        """
        own = (cls.id == mail) & (cls.state == WAITING) & (cls.next_at == lease)
        begun = cls.update(state=SENDING, sent_at=now, next_at=until, tries=cls.tries + 1)
        rows: int = begun.where(own).execute()
        return rows == 1

    @classmethod
    def end(cls, mail: str, lease: int, state: str, reason: str = "") -> bool:
        """Note what became of a mail, even if it was held for lost meanwhile; says whether it is ours."""
        own = (cls.id == mail) & (cls.next_at == lease) & cls.state.in_([WAITING, SENDING, UNCERTAIN])
        rows: int = cls.update(state=state, reason=reason).where(own).execute()
        return rows == 1

    @classmethod
    def put_off(cls, mail: str, lease: int, next_at: int) -> bool:
        """Let a mail that certainly wasn’t sent wait until a time; says whether it is ours."""
        again = {"state": WAITING, "reason": "", "next_at": next_at, "sent_at": None}
        own = (cls.id == mail) & (cls.next_at == lease) & cls.state.in_([SENDING, UNCERTAIN])
        rows: int = cls.update(again).where(own).execute()
        return rows == 1

    @classmethod
    def release(cls, mails: Collection[str], until: int, now: int) -> None:
        """Let others take mails that were claimed until a time, and not begun."""
        own = cls.id.in_(list(mails)) & (cls.state == WAITING) & (cls.next_at == until)
        cls.update(next_at=now).where(own).execute()

    @classmethod
    def lose(cls, campaign: str, now: int) -> int:
        """Mark mails whose sender must have died as uncertain; gives how many there were."""
        over = (cls.campaign == campaign) & (cls.state == SENDING) & (cls.next_at <= now)
        rows: int = cls.update(state=UNCERTAIN, reason="lost").where(over).execute()
        return rows

    @classmethod
    def is_over(cls, campaign: str) -> bool:
        """Say whether no mail of a campaign waits or is being sent."""
        left = (cls.campaign == campaign) & cls.state.in_([WAITING, SENDING])
        return not cls.select().where(left).exists()

    @classmethod
    def stop(cls, campaign: str) -> int:
        """Refuse what waits; gives how many mails that were."""
        waiting = (cls.campaign == campaign) & (cls.state == WAITING)
        rows: int = cls.update(state=REFUSED, reason="stopped").where(waiting).execute()
        return rows

    @classmethod
    def again(cls, campaign: str, now: int) -> int:
        """Let mails wait anew of which nobody knows whether they were sent; gives how many."""
        uncertain = (cls.campaign == campaign) & (cls.state == UNCERTAIN)
        anew = {"state": WAITING, "reason": "", "next_at": now, "sent_at": None}
        rows: int = cls.update(anew).where(uncertain).execute()
        return rows

    @classmethod
    def counts(cls, campaign: str) -> dict[tuple[str, str], int]:
        """Count the mails of a campaign by state and reason."""
        by = (cls.state, cls.reason)
        rows: Any = cls.select(*by, peewee.fn.COUNT(cls.id)).where(cls.campaign == campaign).group_by(*by)
        return {(state, reason): count for state, reason, count in rows.order_by(*by).tuples()}

    @classmethod
    def received(cls, reader: str, kind: str, since: int) -> int:
        """Count the mails of one kind that went, or may have gone, to a reader since a time."""
        went = (cls.reader == reader) & (cls.sent_at > since) & cls.state.in_(WENT)
        count: int = cls.select().join(Campaign).where(went & (Campaign.kind == kind)).count()
        return count

    @classmethod
    def forget(cls, campaigns: Collection[str]) -> int:
        """Delete the mails of some campaigns; gives how many there were."""
        rows: int = cls.delete().where(cls.campaign.in_(list(campaigns))).execute()
        return rows

    @classmethod
    def came_back(cls, mail: str, why: str) -> None:
        """Note that a mail came back, or was complained of."""
        cls.update(state=BOUNCED, reason=why).where(cls.id == mail).execute()
