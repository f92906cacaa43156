"""The supervisor's ear for its workers: says when the site answers, and minds the certificate."""

import logging
import os
import signal
import socket
import ssl
import sys
import threading
import time
from multiprocessing.connection import Connection

from privet.server import certificate
from privet.server.options import Options

HOUR = 3600.0
PATIENCE = 60.0  # Seconds for the first answer after a worker has loaded the site.

log = logging.getLogger("privet.server")


class Herald(threading.Thread):
    """Listens to the workers at the other end of ``workers``."""

    def __init__(self, options: Options, workers: Connection) -> None:
        super().__init__(name="herald", daemon=True)
        self.options = options
        self.workers = workers
        self.failure = ""
        self.stamps = _stamps(options)

    def run(self) -> None:
        """Prepare, then hear one message after the other; now and then look after the certificate."""
        self._prepare()
        told = False
        while not self.failure:
            if not self.workers.poll(HOUR):
                self.renew()
                continue
            try:
                kind, text = self.workers.recv()
            except EOFError:  # Everybody has left.
                return
            if kind == "failed":
                self._end(text)
            elif not told:
                told = True
                self._tell()

    def _prepare(self) -> None:
        """Do what must be done once, while the workers load: they wait for it where they need it."""
        try:
            if self.options.prepare is not None:
                self.options.prepare()
        except self.options.expected as error:
            self._end(str(error))
        except Exception as error:
            log.exception("The site can’t be prepared.")
            self._end(f"Privet did not start: {type(error).__name__}: {error}")

    def _tell(self) -> None:
        start = time.monotonic()
        while not answers(self.options):
            if time.monotonic() - start > PATIENCE:
                self._end("The site was loaded but does not answer. Is its certificate one that TLS can use?")
                return
            time.sleep(0.2)
        sys.stdout.write(f"Privet is ready at {self.options.address} (Ctrl-C stops it).\n")
        sys.stdout.flush()

    def _end(self, failure: str) -> None:
        self.failure = failure
        os.kill(os.getpid(), signal.SIGTERM)

    def renew(self) -> None:
        """Let the certificate be renewed if it is ours; replace the workers when its files have changed."""
        try:
            if self.options.renew is not None:
                self.options.renew()
            stamps = _stamps(self.options)
            if stamps == self.stamps:
                return
            certificate.check(self.options.certificate, self.options.key)
        except Exception:
            log.exception("The certificate can’t be renewed; the old one stays in use.")
            return
        self.stamps = stamps
        os.kill(os.getpid(), signal.SIGHUP)


def answers(options: Options) -> bool:
    """Say whether the site truly answers a request."""
    host = {"localhost": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)  # noqa: S104
    try:
        with socket.create_connection((host, options.port), timeout=5) as connection:
            peer = _wrapped(connection) if options.secure else connection
            peer.sendall(b"HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return peer.recv(64).startswith(b"HTTP/1.1 ")
    except OSError:
        return False


def _wrapped(connection: socket.socket) -> socket.socket:
    """Speak TLS with ourselves; whether the certificate is one that others trust is not the question."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(connection, server_hostname="localhost")


def _stamps(options: Options) -> list[int]:
    return [path.stat().st_mtime_ns for path in (options.certificate, options.key) if path is not None]
