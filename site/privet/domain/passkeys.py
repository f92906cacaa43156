"""Passkeys (W3C Web Authentication): enrolling one, and signing in with one, which is enough alone.

Each must be found by its device without being asked for by name (discoverable), and must have made sure of
its owner by a PIN, a finger or a face; so it stands for both, what one has and what one knows or is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from privet.domain import changes, factors
from privet.domain.factors import PASSKEY
from privet.domain.times import micro
from privet.storage.accounts import Account
from privet.storage.factors import Factor
from privet.storage.store import Store

LONGEST = 16_384  # Characters of an answer; those of today's devices have a tenth of it.
TIMEOUT = 5 * 60 * 1000
# What the library, and what it reads with, say of an answer that no device gave.
BAD = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class NoPasskey(ValueError):
    """What the browser sent is no new passkey for this site."""


@dataclass(frozen=True)
class Party:
    """Our site, as browsers and devices know it: its host name, its name, and where its pages are."""

    id: str
    name: str
    origins: tuple[str, ...]


def enrol_options(
    store: Store, account: str, party: Party, user_name: str = ""
) -> tuple[dict[str, Any], bytes]:
    """Give what the browser needs to make a passkey for ``account``, and the challenge in it.

    :raises LookupError: when there is no such account.
    """
    with store.reading():
        row = Account.by_id(account)
        if row is None:
            raise LookupError("there is no such account")
        known = [bytes(factor.credential or b"") for factor in Factor.of_account(account, PASSKEY)]
        name = user_name or row.user_name or party.name
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=account.encode(),
        user_name=name,
        timeout=TIMEOUT,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=credential) for credential in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json_dict(options), options.challenge


@dataclass(frozen=True)
class Answer:
    """What a browser sent, as JSON, with the challenge that it answers."""

    credential: str
    challenge: bytes


def add(store: Store, account: str, answer: Answer, party: Party, named: tuple[str, datetime]) -> str:
    """Add a passkey under a name and at a time; gives the factor's id.

    :raises NoPasskey: when it isn't one for this site and this challenge, or is known already.
    :raises TooManyFactors: when there are ten factors.
    """
    made = _made(answer, party)
    name, now = named
    with store.writing():
        row = factors.room_for_one(account)
        if Factor.by_credential(made.credential_id) is not None:
            raise NoPasskey
        values = {
            "kind": PASSKEY,
            "name": factors.rename(name),
            "secret": made.credential_public_key,
            "credential": made.credential_id,
            "counter": made.sign_count,
        }
        return factors.write(store, row, values, now)


def request(party: Party) -> tuple[dict[str, Any], bytes]:
    """Give what the browser needs to ask for any passkey of this site, and the challenge in it."""
    options = generate_authentication_options(
        rp_id=party.id, timeout=TIMEOUT, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json_dict(options), options.challenge


def accept(store: Store, answer: Answer, party: Party, now: datetime) -> str | None:
    """Give the account whose passkey signed the challenge; nothing if none did.

    The caller sees to it that a challenge is answered once only, and asks whether the account may sign in.
    """
    try:
        given = parse_authentication_credential_json(_short(answer.credential))
    except BAD:
        return None
    with store.writing():
        factor = Factor.by_credential(given.raw_id)
        if factor is None or factor.kind != PASSKEY:
            return None
        account: Account = factor.account
        proved = _proved(given, answer.challenge, party, factor)
        if proved is None or given.response.user_handle != account.id.encode():
            return None
        if not Factor.advance(factor.id, proved.new_sign_count, micro(now)):
            return None
        changes.note(store, account, "factor.used", kind=PASSKEY, factor=factor.id)
        return account.id


def _made(answer: Answer, party: Party) -> VerifiedRegistration:
    try:
        return verify_registration_response(
            credential=parse_registration_credential_json(_short(answer.credential)),
            expected_challenge=answer.challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            require_user_verification=True,
        )
    except BAD as error:
        raise NoPasskey from error


def _proved(
    given: AuthenticationCredential, challenge: bytes, party: Party, factor: Factor
) -> VerifiedAuthentication | None:
    """Check the signature, the site, the challenge, and that the device's count went up, if it counts."""
    try:
        return verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            credential_public_key=bytes(factor.secret),
            credential_current_sign_count=factor.counter,
            require_user_verification=True,
        )
    except BAD:
        return None


def _short(credential: str) -> str:
    if len(credential) > LONGEST:
        raise ValueError("longer than any device answers")
    return credential
