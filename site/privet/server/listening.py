"""Listening sockets, opened before anything is started, so that a port in use is one clear line."""

import contextlib
import errno
import resource
import socket
import sys

BACKLOG = 1024
CONNECTIONS = 4096  # At once, in each worker; a silent one costs about 11 kB.
STALLED = 20_000  # Milliseconds after which a reader that takes nothing of its answer is let go.


class CannotListen(Exception):
    """A port that can't be had, with the sentence that says why."""


def listen(host: str, port: int) -> socket.socket:
    """Open ``port`` on ``host``; on ``localhost`` for IPv4 and IPv6 alike, and for this machine alone.

    :raises CannotListen: with a sentence for whoever started the server.
    """
    try:
        listener = _both_loopbacks(port) if host == "localhost" else _bound(host, port)
        listener.listen(BACKLOG)
    except OSError as error:
        raise CannotListen(_explain(error, host, port)) from None
    return listener


def allow_many_connections() -> None:
    """Raise the limit of open files as far as it is ours to raise; the usual 1024 is less than we serve."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def connections() -> int:
    """Give how many connections a worker may hold, with room left for its own files."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if soft == resource.RLIM_INFINITY else max(64, min(CONNECTIONS, soft - 256))


def _both_loopbacks(port: int) -> socket.socket:
    """Listen on 127.0.0.1 and ::1 with one socket, where the kernel can tie it to the loopback device."""
    if sys.platform != "linux" or not socket.has_ipv6:
        return _bound("127.0.0.1", port)
    listener = _fresh(socket.AF_INET6)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(("::", port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise
        return _bound("127.0.0.1", port)
    return listener


def _bound(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = _fresh(family)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(host != "::"))
    try:
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def _fresh(family: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    # What is set here, the accepted connections inherit.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if sys.platform == "linux":
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED)
    return listener


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use already. Stop the program that uses it, or choose another port."
    if error.errno == errno.EACCES:
        return f"Port {port} is not yours to open: those below 1024 need a right of their own."
    return f"Can’t listen on {host}, port {port}: {error.strerror or error}."
