"""Reading a request's body while nothing waits for it: whole and in memory, or not at all."""

import asyncio
import io
from collections.abc import AsyncIterable
from typing import NoReturn

from privet.server.refusals import Refusal

SECONDS = 20.0  # For all of a body; a filled-in form is a few kilobytes, so this serves the slowest lines.
AT_ONCE = 512  # Bodies that may be on their way at the same time, so that memory has a bound.
READ_PAST = 16 * 1024 * 1024  # Of a body that is too large: browsers show an answer only after sending.


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

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self._reading: set[asyncio.Task[object]] = set()
        self._stopped = False

    async def take(self, stream: AsyncIterable[bytes], declared: str) -> io.IOBase:
        """Give the whole body as a file.

        :raises Refusal: if it takes too long, breaks off, or too many others are being read.
        """
        if not (declared.isascii() and declared.isdigit()):
            raise Refusal(400)
        length = int(declared)
        if length == 0:
            return io.BytesIO()
        if length <= self.cap:
            return io.BytesIO(await self._read(stream, length))
        if length <= READ_PAST:
            await self._read(stream, length, keep=False)
        return TooLarge()

    def stop(self) -> None:
        """Give up every body that is still on its way; their senders are told to come back."""
        self._stopped = True
        for task in self._reading:
            task.cancel()

    async def _read(self, stream: AsyncIterable[bytes], length: int, *, keep: bool = True) -> bytes:
        task = asyncio.current_task()
        if task is None or self._stopped or len(self._reading) >= AT_ONCE:
            raise Refusal(503)
        self._reading.add(task)
        try:
            async with asyncio.timeout(SECONDS):
                return await _whole(stream, length, keep=keep)
        except TimeoutError:
            raise Refusal(408) from None
        except asyncio.CancelledError:
            raise Refusal(503) from None
        finally:
            self._reading.discard(task)


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
