"""All records, as migrations must make them and the inventory must name them."""

from privet.storage.access_copies import AccessCopy
from privet.storage.accounts import Account
from privet.storage.activations import Activation
from privet.storage.campaigns import Campaign, CampaignMail
from privet.storage.choices import Choice, ChoiceRequest, Wording
from privet.storage.contacts import Contact
from privet.storage.corrections import Correction, Disagreement, Disclosure, Notice
from privet.storage.delegations import Acknowledgement, Delegation
from privet.storage.events import Event, PersonKey
from privet.storage.factors import Factor, RecoveryCode
from privet.storage.figures import TABLES as FIGURES
from privet.storage.keycheck import KeyCheck
from privet.storage.messages import Attachment, Conversation, EmailProof, Mail, Message
from privet.storage.paper_mails import PaperMail
from privet.storage.people import Group, Person, Representative
from privet.storage.readers import Reader, ReaderMark
from privet.storage.record import Record
from privet.storage.reviews import ReviewResult
from privet.storage.sessions import Attempts, Session
from privet.storage.subscriptions import PaperSubscription, Pending, Subscription
from privet.storage.suppressions import Suppression
from privet.storage.vendors import Attestation, Vendor

RECORDS: tuple[type[Record], ...] = (
    KeyCheck,
    PersonKey,
    Event,
    Vendor,
    Attestation,
    ReviewResult,
    *FIGURES,
    Group,
    Representative,
    Person,
    Account,
    Factor,
    RecoveryCode,
    Activation,
    Session,
    Attempts,
    Correction,
    Disagreement,
    Disclosure,
    Notice,
    AccessCopy,
    Conversation,
    Message,
    Attachment,
    Mail,
    EmailProof,
    Delegation,
    Acknowledgement,
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
)
