"""Sealing single values: AES-256-GCM under a key ring, bound to their place, and blind indexes to find them.

A sealed value is one byte for the format, the eight bytes of its key's id, a nonce of twelve, the ciphertext
and its tag (NIST SP 800-38D). What it is bound to, table, column and row, is authenticated and not stored, so
that a value which was moved elsewhere doesn't open.
"""

import hmac
import secrets
import unicodedata
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from privet.storage.errors import DoesNotOpen
from privet.storage.keys import FieldKey, KeyFile

FORMAT = b"\x01"
NONCE = 12
PROOF = b"this key belongs to this database"
BLIND = 16  # Bytes of a blind index: as many as keep two values apart for ever.


class Ring:
    """The keys at work: the first field key seals, all of them open; the first lasting key makes marks."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = {key.id: _Key(key) for key in keys.field}
        self.current = keys.field[0].id
        self._lasting = {key.id: _Key(key) for key in keys.lasting}

    @property
    def prefix(self) -> bytes:
        """Give how every value begins that is sealed with the key in use."""
        return FORMAT + self.current

    @property
    def ids(self) -> list[bytes]:
        """Give the ids of all keys, the one in use first."""
        return list(self._keys)

    @property
    def proven(self) -> set[str]:
        """Give the ids, in hexadecimal, of the keys of which a database keeps a proof once it was opened."""
        return {key.hex() for key in (self.current, *self._lasting)}

    def seal(self, plain: bytes, place: str) -> bytes:
        """Seal ``plain`` for ``place``."""
        return self.prefix + _encrypt(self._keys[self.current].aead, plain, place)

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """Give back what was sealed for ``place``.

        :raises DoesNotOpen: when it was changed, belongs elsewhere, or its key is missing.
        """
        key = self._keys.get(sealed[1:9])
        if not key or sealed[:1] != FORMAT:
            raise DoesNotOpen(f"{place}: its key is not in the ring")
        return _decrypt(key.aead, sealed[9:], place)

    def proofs(self) -> list[tuple[str, bytes]]:
        """Give the ids of the key in use and of all lasting ones, each with what to know it again by."""
        name = self.current.hex()
        lasting = [(key.hex(), made.lasting(PROOF, "key check")) for key, made in self._lasting.items()]
        return [(name, self.seal(PROOF, f"key_check.{name}")), *lasting]

    def knows(self, name: str, proof: bytes) -> bool:
        """Say whether the key that made ``proof`` is in the ring."""
        if lasting := self._lasting.get(bytes.fromhex(name)):
            return hmac.compare_digest(lasting.lasting(PROOF, "key check"), proof)
        try:
            return self.unseal(proof, f"key_check.{name}") == PROOF
        except DoesNotOpen:
            return False

    def blind(self, text: str, column: str) -> bytes:
        """Give the blind index of ``text`` in ``column`` under the key in use."""
        return self._keys[self.current].blind(text, column)

    def blinds(self, text: str, column: str) -> list[bytes]:
        """Give the blind indexes that ``text`` may have in ``column``, one for each key."""
        return [key.blind(text, column) for key in self._keys.values()]

    def mark(self, value: bytes, use: str) -> bytes:
        """Give 16 bytes by which ``value`` is known again for ``use``, for as long as this site lives."""
        return next(iter(self._lasting.values())).lasting(value, use)

    def marks(self, value: bytes, use: str) -> list[bytes]:
        """Give what :meth:`mark` may have given for ``value`` at any time, one for each lasting key."""
        return [key.lasting(value, use) for key in self._lasting.values()]


class _Key:
    """One field key with its two subkeys (RFC 5869, expand only: the key itself is uniformly random)."""

    def __init__(self, key: FieldKey) -> None:
        self._secret = key.secret

    @cached_property
    def aead(self) -> AESGCM:
        return AESGCM(self._derive(b"privet sealed field"))

    @cached_property
    def _index(self) -> bytes:
        return self._derive(b"privet blind index")

    def blind(self, text: str, column: str) -> bytes:
        same = unicodedata.normalize("NFKC", text).casefold().strip()
        return hmac.digest(self._index, f"{column}\0{same}".encode(), sha256)[:BLIND]

    def lasting(self, value: bytes, use: str) -> bytes:
        return hmac.digest(self._lasting, use.encode() + b"\0" + value, sha256)[:BLIND]

    @cached_property
    def _lasting(self) -> bytes:
        return self._derive(b"privet lasting mark")

    def _derive(self, use: bytes) -> bytes:
        return HKDFExpand(SHA256(), 32, use).derive(self._secret)


def seal_once(key: bytes, plain: bytes, place: str) -> bytes:
    """Seal ``plain`` for ``place`` under a key of 32 bytes that stands in no ring."""
    return _encrypt(AESGCM(key), plain, place)


def unseal_once(key: bytes, sealed: bytes, place: str) -> bytes:
    """Give back what :func:`seal_once` sealed.

    :raises DoesNotOpen: when it was changed or belongs elsewhere.
    """
    return _decrypt(AESGCM(key), sealed, place)


def _encrypt(aead: AESGCM, plain: bytes, place: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + aead.encrypt(nonce, plain, place.encode())


def _decrypt(aead: AESGCM, sealed: bytes, place: str) -> bytes:
    try:
        return aead.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    except (InvalidTag, ValueError):
        raise DoesNotOpen(f"{place}: it was changed, or belongs elsewhere") from None
