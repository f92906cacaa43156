"""Signing mails, so that other servers can tell ours from forged ones (DKIM, RFC 6376)."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from privet.domain.datafiles import CannotStart

if TYPE_CHECKING:
    from privet.config_mail import Mail

# RFC 8058 asks for both headers of unsubscribing. Each is named twice, so that a second one can’t be added.
HEADERS = (
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"auto-submitted",
    b"reply-to", b"list-id", b"list-unsubscribe", b"list-unsubscribe-post",
)  # fmt: skip
SIGNED = [name for name in HEADERS for _ in range(2)]
SMALLEST = 2048  # Bits; RFC 8301 lets verifiers refuse less than 1024.


@dataclass(frozen=True)
class Signer:
    """A key, and the name under which its public half stands in the DNS."""

    key: bytes
    selector: bytes
    domain: bytes

    def signed(self, raw: bytes) -> bytes:
        """Give a mail with its signature before it; nothing else of it changes."""
        import dkim  # type: ignore[import-untyped]  # noqa: PLC0415 - it takes a while, and most sites start without a key

        ways = (b"relaxed", b"relaxed")
        signature: bytes = dkim.sign(
            raw, self.selector, self.domain, self.key, canonicalize=ways, include_headers=SIGNED
        )
        return signature + raw


def signer_of(folder: Path, ours: "Mail") -> Signer | None:
    """Give what signs the mails of the instance in ``folder``, if a key is configured.

    :raises CannotStart: when the key can’t be used.
    """
    if not ours.dkim_key_file:
        return None
    file = folder / ours.dkim_key_file
    try:
        if file.stat().st_mode & 0o077:
            raise CannotStart(f"{file}: others may read this key; chmod 600 {file}")
        key = file.read_bytes()
    except OSError as error:
        raise CannotStart(f"{file}: {error.strerror}") from None
    _check(file, key)
    return Signer(key, ours.dkim_selector.encode(), ours.dkim_domain.encode())


def _check(file: Path, key: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        found = load_pem_private_key(key, None)
    except (ValueError, TypeError):
        raise CannotStart(f"{file}: holds no private key in PEM that opens without a password") from None
    if not isinstance(found, RSAPrivateKey) or found.key_size < SMALLEST:
        raise CannotStart(f"{file}: is no RSA key of at least {SMALLEST} bits")
