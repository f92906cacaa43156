"""Recovery codes: ten printed codes, each good for once, for the day when the other factor is lost.

A code has eleven random characters of Crockford's base 32, 55 bits, and one that checks them. That is more
than enough against somebody who tries codes at the site, where tries are counted. It is less than the 112
bits from which a plain digest alone would do against somebody who holds the database (ASVS 6.5.2), so the
salted digest of a code is sealed under the key ring, which isn't in the database: without the keys there is
nothing to try codes against, however many one can compute.
"""

import hmac
import secrets
from hashlib import sha256

from privet.domain import changes, reference
from privet.storage.accounts import Account
from privet.storage.factors import RecoveryCode
from privet.storage.ids import new_id
from privet.storage.store import Store

COUNT = 10
RANDOM, GROUP = 11, 4  # Characters of a code before its check, and in a group, as it is printed.
SALT = 16


def fresh(store: Store, account: str) -> list[str]:
    """Make ten codes, and let none of those before work any more; nobody can show them a second time.

    :raises LookupError: when there is no such account.
    """
    codes = [reference.new(RANDOM, GROUP) for _ in range(COUNT)]
    with store.writing():
        row = Account.hold(account)
        if row is None:
            raise LookupError("there is no such account")
        RecoveryCode.drop_all(account)
        for code in codes:
            salt = secrets.token_bytes(SALT)
            digest = salt + _digest(salt, reference.normalise(code, RANDOM))
            RecoveryCode.create(id=new_id(), account=account, digest=digest)
        changes.note(store, row, "recovery-codes.made", kind="recovery")
    return codes


def left(store: Store, account: str) -> int:
    """Say how many codes were not used yet."""
    with store.reading():
        return len(RecoveryCode.of_account(account))


def spend(store: Store, account: str, entered: str) -> bool:
    """Use a code of ``account`` up; says whether it was one."""
    try:
        code = reference.normalise(entered, RANDOM)
    except reference.InvalidReference:
        return False
    with store.writing():
        row = Account.by_id(account)
        rows = RecoveryCode.of_account(account)
        found = [candidate for candidate in rows if _fits(candidate.digest, code)]
        if row is None or not found or not RecoveryCode.spend(found[0].id):
            return False
        changes.note(store, row, "recovery-code.used", kind="recovery", left=len(rows) - 1)
    return True


def _fits(kept: bytes, code: str) -> bool:
    return hmac.compare_digest(kept[SALT:], _digest(kept[:SALT], code))


def _digest(salt: bytes, code: str) -> bytes:
    return sha256(salt + code.encode()).digest()
