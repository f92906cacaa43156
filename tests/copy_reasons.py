"""Why something isn’t in the copy of everything: tables and columns that hold nothing a person could read."""

# Tables that have to do with people, and hold nothing of theirs for a copy.
NOT_OF_A_PERSON = {
    "person_key": "a secret under which details of events are sealed; the details themselves are there",
    "reader_mark": "made of addresses that are there themselves",
    "mail": "mails that wait for minutes: the account, a template with nothing individual, a known address",
}
_ROLE = "named by role, as everybody is"
_KEY = "only ties rows together, and says nothing of anybody"
_KEPT = "would let somebody in who finds the copy"
_LINK = "given by the row that it leads to"

LEFT_OUT = {
    "event.actor": _ROLE,
    "event.digest": "a checksum that ties the event to the one before it",
    "event.detail": "there as what it says; the column holds it sealed",
    "correction.asked_by": _ROLE,
    "correction.decided_by": _ROLE,
    "disclosure.noted_by": _ROLE,
    "notice.done_by": _ROLE,
    "message.author": _ROLE,
    "delegation.revoked_by": _ROLE,
    "person.provenance": "there field by field, as how each value came",
    "account.password": _KEPT,
    "factor.id": _KEY,
    "factor.secret": _KEPT,
    "factor.credential": _KEPT,
    "factor.counter": "a count that a passkey or an app keeps to tell copies from itself",
    "recovery_code.id": _KEY,
    "recovery_code.digest": _KEPT,
    "activation.id": _KEY,
    "activation.digest": _KEPT,
    "session.token": _KEPT,
    "session.data": "secrets of forms, and nothing of the person",
    "email_proof.token": _KEPT,
    "email_proof.account": _LINK,
    "disagreement.id": _KEY,
    "notice.id": _KEY,
    "access_copy.id": _KEY,
    "access_copy.pdf": "this is the copy itself",
    "access_copy.json": "this is the copy itself",
    "conversation.id": _KEY,
    "message.id": _KEY,
    "attachment.id": _KEY,
    "attachment.content": "downloaded beside its message; its name, kind and size are there",
    "delegation.id": _KEY,
    "reader.id": "the links in our mails are made of it",
    "pending_choice.token": _KEPT,
    "pending_choice.wording": "there as the words themselves",
    "choice.id": _KEY,
    "choice.mark": "made of an address that is there itself",
    "choice.wording": "there as the words themselves",
    "choice_request.id": _KEY,
    "choice_request.reference": _KEPT,
    "campaign_mail.id": _KEY,
}
