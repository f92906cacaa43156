"""The certificate: a local one that is renewed in time, or the operator's, checked before it is used."""

import logging
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NoReturn

from privet.server import selfsigned

LOCAL = ("localhost", "127.0.0.1", "::1")
LASTS = timedelta(days=90)
RENEWED = timedelta(days=30)  # Before its end.
SOON = timedelta(days=14)

# OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python has no name for: when it ends is ours to judge.
ANY_TIME = 0x200000

log = logging.getLogger("privet.server")


class BadCertificate(Exception):
    """A certificate and key that can't be used, with the sentence that says why."""


def ensure_certificate(folder: Path, now: datetime, host_names: tuple[str, ...] = ()) -> tuple[Path, Path]:
    """Give the paths of a local certificate and its key in ``folder``, made or renewed where necessary.

    It is for this machine's own names and ``host_names``. Browsers will ask before they trust it.
    """
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    names = tuple(dict.fromkeys((*LOCAL, *host_names)))
    if not _serves(certificate, key, now, names):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        certificate_pem, key_pem = selfsigned.make(now, names, LASTS)
        selfsigned.write(key, key_pem)
        selfsigned.write(certificate, certificate_pem)
    for path in (certificate, key):
        path.chmod(0o600)
    return certificate, key


def check(certificate: Path | None, key: Path | None) -> None:
    """Warn of a certificate that ends soon.

    :raises BadCertificate: if TLS can't be spoken with it and its key.
    """
    if certificate is not None and key is not None:
        left = end(certificate, key) - datetime.now(UTC)
        if left < SOON:
            log.warning("The certificate %s ends in %d days.", certificate, left.days)


def end(certificate: Path, key: Path) -> datetime:
    """Give the time until which a certificate is good.

    :raises BadCertificate: if TLS can't be spoken with it and its key.
    """
    return _end(_facts(certificate, key))


def _serves(certificate: Path, key: Path, now: datetime, names: tuple[str, ...]) -> bool:
    try:
        facts = _facts(certificate, key)
    except BadCertificate:
        return False
    alternatives = facts.get("subjectAltName", ())
    found = {value.lower() for _, value in alternatives} if isinstance(alternatives, tuple) else set()
    wanted = {_as_openssl(name) for name in names}
    return found == wanted and _end(facts) - now >= RENEWED


def _as_openssl(name: str) -> str:
    """Write a name as OpenSSL shows it: ::1 with all its zeros, capitals aside."""
    try:
        address = ip_address(name)
    except ValueError:
        return name.lower()
    if address.version == 4:
        return str(address)
    return ":".join(f"{int(part, 16):x}" for part in address.exploded.split(":"))


def _end(facts: Mapping[str, object]) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(facts["notAfter"])), UTC)


def _facts(certificate: Path, key: Path) -> Mapping[str, object]:
    """Say what a client learns of the certificate, by shaking hands with ourselves in memory.

    That is the truest check, and costs a tenth of importing a library to read the file with.
    """
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ANY_TIME
    try:
        server.load_cert_chain(certificate, key, password=_refuse)
        client.load_verify_locations(certificate)
        there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
        asks, answers = client.wrap_bio(back, there), server.wrap_bio(there, back, server_side=True)
        _step(asks)
        _step(answers)
        asks.do_handshake()
        facts = asks.getpeercert()
    except FileNotFoundError as error:
        raise BadCertificate(f"There is no readable certificate {certificate} with its key {key}.") from error
    except (OSError, ValueError) as error:
        raise BadCertificate(
            f"{certificate} and {key} can’t serve as certificate and key: {error}"
        ) from error
    if not facts:
        raise BadCertificate(f"{certificate} holds no certificate.")
    return facts


def _step(side: ssl.SSLObject) -> None:
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return


def _refuse() -> NoReturn:
    """Refuse a key with a passphrase: a server that starts by itself has nobody to ask."""
    raise ValueError("the key has a passphrase; store it without one, readable for this user alone")
