"""The process that starts, replaces and stops the workers: Granian's, on a listening socket of ours."""

import sys
from collections.abc import Callable
from socket import socket
from typing import Any

from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined]
from granian.server import MPServer

from privet.server import listening, worker
from privet.server.options import Options

HEAD_SECONDS = 10  # For a request's head, and for how long a connection may stay open without a request.
HEAD_BYTES = 64 * 1024


class Supervisor(MPServer):
    """Granian's supervisor on a socket that stays open while workers come and go."""

    _sfd: Any
    _shd: Any

    def __init__(self, options: Options, listener: socket, started: Callable[[], object]) -> None:
        super().__init__(
            target="privet",
            port=options.port,
            interface=Interfaces.RSGI,
            workers=options.workers,
            loop=worker.LOOP,  # type: ignore[arg-type]  # A registered name does as well as a Loops.
            # HTTP/2 here would let a connection that says nothing stay for ever: Granian 2.8 has no
            # deadline for it. Behind a proxy, visitors have HTTP/2 all the same.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=HEAD_BYTES),
            websockets=False,
            backpressure=listening.connections(),
            log_level=LogLevels.warning,
            log_access=False,
            ssl_cert=options.certificate,
            ssl_key=options.key,
            ssl_protocol_min=SSLProtocols.tls12,
            respawn_failed_workers=True,
            workers_kill_timeout=int(worker.LEAVE) + 4,
        )
        self.listener = listener
        self.started = started

    def _init_shared_socket(self) -> None:
        """Hand out our socket.

        Granian's own would be opened by each worker with SO_REUSEPORT: a second server on the same port
        would start without a word, and visitors would be refused while a worker is replaced.
        """
        if sys.platform != "linux":
            self.listener.close()
            super()._init_shared_socket()
            return
        self._sfd = self.listener.fileno()
        self._shd = SocketHolder(self._sfd, False, listening.BACKLOG)  # type: ignore[call-arg]
        self._ssp = None
        self._sso = self.listener

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        """Start the workers first and threads after, so that the first ones fork from a single thread."""
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        self.started()
