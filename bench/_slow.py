"""Clients that are slow, on purpose or on a bad line, and that come back when they are sent away."""

import contextlib
import socket
import ssl
import time
from threading import Thread
from urllib.parse import urlsplit

CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CONTEXT.check_hostname = False
CONTEXT.verify_mode = ssl.CERT_NONE

HEAD = "{} HTTP/1.1\r\nHost: {}\r\nUser-Agent: slow\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2000\r\n\r\nname=half"
COUNTS = {"head": 60, "body": 60, "idle": 150}
MORE = {"handshake": 60, "reader": 60}


def connect(address: str, *, greet: bool = True, small: bool = False) -> socket.socket:
    """Open a connection; with TLS where the address says so, unless it should stop before."""
    parts = urlsplit(address)
    connection = socket.socket()
    if small:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # As browsers do.
    connection.settimeout(10)
    connection.connect(("127.0.0.1", parts.port))
    if not greet or parts.scheme != "https":
        return connection
    return CONTEXT.wrap_socket(connection, server_hostname=parts.hostname)


def hold(address: str, kind: str, page: str, form: str, until: float) -> None:
    """Be one slow client, again and again."""
    host = urlsplit(address).netloc
    first = {
        "head": HEAD.format("GET /", host) + "X-Slow: ",
        "body": HEAD.format(f"POST {form}", host) + FORM,
        "reader": HEAD.format(f"GET {page}", host) + "\r\n",
    }.get(kind, "")
    while time.time() < until:
        with (
            contextlib.suppress(OSError),
            connect(address, greet=kind != "handshake", small=kind == "reader") as slow,
        ):
            slow.sendall(first.encode())
            slow.settimeout(5)
            while time.time() < until:
                try:
                    if kind == "reader":
                        time.sleep(5)
                    elif not slow.recv(4096):
                        break
                except TimeoutError:
                    if kind in {"head", "body"}:
                        slow.sendall(b"x")
        time.sleep(0.2)


def hold_all(counts: dict[str, int], *given: object) -> None:
    """Be all the slow clients."""
    address, *rest = given
    threads = [
        Thread(target=hold, args=(address, kind, *rest))
        for kind, number in counts.items()
        for _ in range(number)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
