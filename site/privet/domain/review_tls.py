"""Trying a TLS connection: what is agreed on, and whether the weak is refused."""

import socket
import ssl
import warnings

PATIENCE = 5.0  # Seconds.
WEAK = "ALL:eNULL:!AESGCM:!AESCCM:!CHACHA20:!ARIAGCM:@SECLEVEL=0"  # Whatever has no AEAD.


def agreed(host: str, port: int) -> tuple[str, str, int]:
    """Connect as a browser does; gives protocol, cipher and the bits of its key.

    :raises ssl.SSLError: when there is nothing that both sides accept.
    :raises OSError: when nobody answers.
    """
    return _connect(host, port, _context())


def weak(host: str, port: int) -> str:
    """Offer only protocols and ciphers that are out of date; gives what was accepted, or nothing.

    :raises OSError: when the server neither accepted nor refused, so that nothing is known.
    """
    context = _context()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Being out of date is the point of it.
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(WEAK)
    try:
        protocol, cipher, _bits = _connect(host, port, context)
    except ssl.SSLError as error:
        if "ALERT" not in (error.reason or ""):  # Only an alert is the server’s own refusal (RFC 8446, 6.2).
            raise
        return ""
    return f"{protocol} with {cipher}"


def _context() -> ssl.SSLContext:
    """Trust any certificate: this asks how a connection is encrypted, and sends nothing over it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _connect(host: str, port: int, context: ssl.SSLContext) -> tuple[str, str, int]:
    with (
        socket.create_connection((host, port), PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        cipher, protocol, bits = secure.cipher() or ("", "", 0)
        return secure.version() or protocol, cipher, bits
