"""The port for plain HTTP: it sends visitors on to HTTPS and takes nothing from them."""

import asyncio
import contextlib
import logging
import re
import socket
import threading
from http import HTTPStatus

from privet.server import listening
from privet.server.options import LOCAL_NAMES, Options

HEAD_BYTES = 8 * 1024
SECONDS = 5.0  # For the whole of a connection.
AT_ONCE = 256

REQUEST_LINE = re.compile(rb"([A-Z]{1,16}) (/[\x21-\x7e]*) HTTP/1\.[01]")
HOST_LINE = re.compile(rb"host:[ \t]*(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::[0-9]{1,5})?[ \t]*", re.IGNORECASE)
REFUSED = "Nothing was kept. This site takes forms over https only: please open {} and fill it in there."

log = logging.getLogger("privet.server")


class PlainPort:
    """A small server in a thread of the supervisor; slow visitors wait for nobody but themselves."""

    def __init__(self, options: Options) -> None:
        self.names = {name.encode() for name in (*LOCAL_NAMES, *options.host_names)}
        self.port = b"" if options.port == 443 else b":%d" % options.port
        self.address = options.address
        self.connections = 0
        self._listener: socket.socket | None = None
        if options.secure and options.plain_port:
            try:
                self._listener = listening.listen(options.host, options.plain_port)
            except listening.CannotListen as error:  # It is a courtesy; the site works without it.
                log.warning("Plain HTTP is not sent on to HTTPS. %s", error)

    def start(self) -> None:
        """Begin to answer, if there is a port; the thread ends with the process."""
        if self._listener is not None:
            threading.Thread(target=self._run, args=[self._listener], name="plain", daemon=True).start()

    def _run(self, listener: socket.socket) -> None:
        asyncio.run(self._serve(listener))

    async def _serve(self, listener: socket.socket) -> None:
        server = await asyncio.start_server(self._connected, sock=listener, limit=HEAD_BYTES)
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            if self.connections <= AT_ONCE:
                async with asyncio.timeout(SECONDS):
                    await self._exchange(reader, writer)
        except (TimeoutError, OSError):
            pass  # Too slow, or gone: either way there is nobody to tell.
        finally:
            self.connections -= 1
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return
        except asyncio.LimitOverrunError:
            head = b""
        writer.write(self.answer(head))
        await writer.drain()
        with contextlib.suppress(OSError):
            writer.write_eof()
        while await reader.read(HEAD_BYTES):  # A close before the rest has come would take our answer back.
            pass

    def answer(self, head: bytes) -> bytes:
        """Give the answer to a request's ``head``."""
        first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
        request = REQUEST_LINE.fullmatch(first)
        hosts = [HOST_LINE.fullmatch(line) for line in lines if line[:5].lower() == b"host:"]
        if request is None or len(hosts) != 1 or hosts[0] is None or hosts[0][1].lower() not in self.names:
            return _answer(400, "This request could not be read.")
        method, target = request.groups()
        if method not in {b"GET", b"HEAD"}:
            return _answer(403, REFUSED.format(self.address))
        location = b"https://" + hosts[0][1].lower() + self.port + target
        return _answer(308, "This page is at its https address.", location, body=method == b"GET")


def _answer(status: int, sentence: str, location: bytes = b"", *, body: bool = True) -> bytes:
    text = f"{sentence}\n".encode()
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode(),
        *([b"Location: " + location] if location else []),
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Length: %d" % len(text),
        b"Cache-Control: no-store",
        b"X-Content-Type-Options: nosniff",
        b"Connection: close",
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + (text if body else b"")
