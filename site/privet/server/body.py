"""Reading a request's body while nothing waits for it: whole and in memory, or not at all."""

import asyncio
import io
import re
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NoReturn

from privet.server.environ import Environ
from privet.server.options import LargeBodies
from privet.server.refusals import Refusal

SECONDS = 20.0  # For all of a body; a filled-in form is a few kilobytes, so this serves the slowest lines.
PACE = (
    48 * 1024
)  # Bytes a second at which a large body must keep coming; it has more time, and no leave to stall.
AT_ONCE = 512  # Bodies that may be on their way at the same time, so that memory has a bound.
READ_PAST = 16 * 1024 * 1024  # Of a body that is too large: browsers show an answer only after sending.
ANYWHERE = nullcontext()  # What a body of the usual size needs to be kept.
COOKIE = re.compile(
    r"[A-Za-z0-9_-]{43}"
)  # What a session’s cookie looks like; whether it lives is seen later.


class TooLarge(io.RawIOBase):
    """The input of a request whose body was not kept: whoever reads it gets the answer 413."""

    def readable(self) -> bool:
        """Say yes; the reader then learns what happened."""
        return True

    def readinto(self, _buffer: object) -> NoReturn:
        """Refuse."""
        from werkzeug.exceptions import RequestEntityTooLarge  # noqa: PLC0415 - only where one is too large

        raise RequestEntityTooLarge


class Bodies:
    """The bodies that are on their way to one worker."""

    def __init__(self, cap: int, large: LargeBodies | None = None) -> None:
        self.cap = cap
        self.large = large
        self.large_ones: list[str] = []  # The address of each; empty where none is known.
        self._reading: set[asyncio.Task[object]] = set()
        self._stopped = False

    def room_for(self, environ: Environ) -> AbstractContextManager[None]:
        """Keep one of the few places for large bodies until the block ends, if this request brings one.

        :raises Refusal: when all are taken, or one of them by the same address.
        """
        return self._place_for(environ) if self._is_large(environ) else ANYWHERE

    @contextmanager
    def _place_for(self, environ: Environ) -> Iterator[None]:
        address = self._address(environ)
        full = self.large is None or len(self.large_ones) >= self.large.at_once
        if full or (address and address in self.large_ones):
            raise Refusal(503)
        self.large_ones.append(address)
        try:
            yield
        finally:
            self.large_ones.remove(address)

    async def take(self, stream: AsyncIterable[bytes], environ: Environ) -> io.IOBase:
        """Give the whole body as a file.

        :raises Refusal: if it takes too long, breaks off, or too many others are being read.
        """
        length = _length(environ)
        if length == 0:
            return io.BytesIO()
        if length <= self.cap:
            return io.BytesIO(await self._read(stream, length))
        if self._is_large(environ):
            return io.BytesIO(await self._read(stream, length, pace=PACE))
        if length <= READ_PAST:
            await self._read(stream, length, keep=False)
        return TooLarge()

    def _is_large(self, environ: Environ) -> bool:
        """Say whether a body is larger than usual, and may be: at this address, and with this cookie."""
        large = self.large
        if large is None or not self.cap < _length(environ) <= large.cap:
            return False
        cookies = [pair.partition("=") for pair in environ.get("HTTP_COOKIE", "").split("; ")]
        has_cookie = any(name == large.cookie and COOKIE.fullmatch(value) for name, _, value in cookies)
        return has_cookie and environ["PATH_INFO"].startswith(large.paths)

    def _address(self, environ: Environ) -> str:
        """Give where a body comes from, as far as it can be known: an address, or a household of IPv6."""
        if self.large is None or not self.large.proxied:
            return _household(environ["REMOTE_ADDR"])
        return _household(environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip())

    def stop(self) -> None:
        """Give up every body that is still on its way; their senders are told to come back."""
        self._stopped = True
        for task in self._reading:
            task.cancel()

    async def _read(
        self, stream: AsyncIterable[bytes], length: int, *, keep: bool = True, pace: int = 0
    ) -> bytes:
        task = asyncio.current_task()
        if task is None or self._stopped or len(self._reading) >= AT_ONCE:
            raise Refusal(503)
        self._reading.add(task)
        try:
            async with asyncio.timeout(SECONDS) as limit:
                return await _whole(_paced(stream, limit, pace) if pace else stream, length, keep=keep)
        except TimeoutError:
            raise Refusal(408) from None
        except asyncio.CancelledError:
            raise Refusal(503) from None
        finally:
            self._reading.discard(task)


def _length(environ: Environ) -> int:
    declared = environ.get("CONTENT_LENGTH", "0")
    if not (declared.isascii() and declared.isdigit()):
        raise Refusal(400)
    return int(declared)


def _household(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 56), strict=False)) if isinstance(found, IPv6Address) else address


async def _paced(stream: AsyncIterable[bytes], limit: asyncio.Timeout, pace: int) -> AsyncIterator[bytes]:
    """Give more time for what has come, so that who sends slowly gets through and who stalls does not."""
    end = limit.when() or 0.0
    got = 0
    async for chunk in stream:
        got += len(chunk)
        limit.reschedule(end + got / pace)
        yield chunk


async def _whole(stream: AsyncIterable[bytes], length: int, *, keep: bool) -> bytes:
    chunks = []
    got = 0
    async for chunk in stream:
        if not chunk:  # That is how Granian shows a connection that broke off.
            break
        got += len(chunk)
        if keep:
            chunks.append(chunk)
        if got >= length:
            break
    if got != length:
        raise Refusal(400)
    return b"".join(chunks)
