"""What the server can be told."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Names under which a browser on this machine reaches it.
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeBodies:
    """Where bodies up to ``cap`` bytes are taken: below ``paths``, from who brings the cookie, few at once.

    The cookie must have the form of a session’s, 32 bytes in base64url. Of these, one address brings one at a
    time; ``proxied`` says that a proxy stands in front and puts the visitor’s address at the end of
    ``X-Forwarded-For``, without which nobody else believes that header.

    Each is held in memory until it was answered, so ``cap`` times ``at_once``, and a few times that while it
    is taken apart, is what they can take of it. The application must keep uploads in memory too.
    """

    paths: tuple[str, ...]
    cap: int
    cookie: str
    at_once: int = 4
    proxied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to serve.

    ``certificate`` and ``key`` are PEM files; without them the site is served over plain HTTP, which only a
    reverse proxy on the same machine may reach. ``host_names`` are the public names of the site. ``renew`` is
    called once an hour; whenever the certificate's files change, the workers are replaced one by one.
    ``body_cap`` stays below the 500 kB from which Werkzeug writes an uploaded form to disk; ``large`` says
    where more is taken.
    ``prepare`` is called once, in the supervising process while the workers load the site; if it fails, the
    whole command ends. ``expected`` are errors of starting that one line explains; any other shows its trace.
    """

    host: str = "localhost"
    port: int = 8443
    plain_port: int = 8080
    certificate: Path | None = None
    key: Path | None = None
    host_names: tuple[str, ...] = ()
    workers: int = 1
    threads: int = 4
    body_cap: int = 256 * 1024
    large: LargeBodies | None = None
    renew: Callable[[], object] | None = None
    prepare: Callable[[], object] | None = None
    expected: tuple[type[Exception], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would betray what visitors type.

        :raises ValueError: with a sentence for whoever started the server.
        """
        if (self.certificate is None) != (self.key is None):
            raise ValueError("A certificate and its key belong together; give both or neither.")
        if self.certificate is None and self.host not in LOOPBACK:
            raise ValueError(f"Without a certificate only this machine is served, not {self.host}.")
        if not 0 < self.body_cap < 500_000:
            raise ValueError("body_cap must be between 1 and 499,999 bytes.")

    @property
    def secure(self) -> bool:
        """Say whether this server itself speaks TLS."""
        return self.certificate is not None

    @property
    def address(self) -> str:
        """Give the address to tell people."""
        scheme, usual = ("https", 443) if self.secure else ("http", 80)
        name = (*self.host_names, *LOCAL_NAMES)[0]
        return f"{scheme}://{name}" if self.port == usual else f"{scheme}://{name}:{self.port}"
