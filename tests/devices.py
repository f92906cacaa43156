"""Devices for tests: what makes and signs with a passkey, and an app that shows codes."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

from privet.domain import factors, passkeys
from privet.domain.passkeys import Answer, Party
from privet.storage.store import Store

NOW = datetime(2026, 11, 23, 12, 0, 10, tzinfo=UTC)
PARTY = Party("localhost", "Larkspur Benefit Trust", ("https://localhost:8443",))
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def url64(raw: bytes) -> str:
    """Write bytes as browsers do in JSON."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Device:
    """A device that makes one passkey and signs with it; each of its values can be bent for an attack."""

    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    origin: str = "https://localhost:8443"
    site: str = "localhost"
    count: int = 0
    flags: int = PRESENT | VERIFIED

    def make(self, challenge: bytes) -> Answer:
        """Make the passkey."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + encode_cbor(cose)
        data = self._data(self.flags | ATTESTED) + attested
        statement = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        said = {"attestationObject": url64(statement)}
        return self._answer("webauthn.create", challenge, said)

    def sign(self, challenge: bytes, account: str, kind: str = "webauthn.get") -> Answer:
        """Sign a challenge."""
        data, client = self._data(self.flags), self._client(kind, challenge)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {"authenticatorData": url64(data), "signature": url64(signature)}
        return self._answer(kind, challenge, said | {"userHandle": url64(account.encode())})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: bytes) -> bytes:
        return json.dumps({"type": kind, "challenge": url64(challenge), "origin": self.origin}).encode()

    def _answer(self, kind: str, challenge: bytes, said: dict[str, str]) -> Answer:
        response = {"clientDataJSON": url64(self._client(kind, challenge))} | said
        whole = {"id": url64(self.id), "rawId": url64(self.id), "type": "public-key", "response": response}
        return Answer(json.dumps(whole), challenge)


def enrolled(store: Store, account: str, **bent: Any) -> tuple[Device, str]:
    """Give a device with a passkey for ``account``, and the factor's id."""
    device = Device(**bent)
    _options, challenge = passkeys.enrol_options(store, account, PARTY)
    return device, passkeys.add(store, account, device.make(challenge), PARTY, ("my phone", NOW))


def with_app(store: Store, account: str, now: datetime = NOW) -> pyotp.TOTP:
    """Give an app of ``account`` that was added a while ago."""
    app = pyotp.TOTP(factors.new_totp())
    before = now - timedelta(minutes=10)
    factors.add_totp(store, account, app.secret, app.at(before), before)
    return app
