"""From the settings of an instance to a server that runs."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from privet import config, serving_app
from privet.domain.datafiles import CannotStart
from privet.domain.unavailable import StorageUnavailable
from privet.opening import prepare
from privet.server import Options, serve
from privet.server.certificate import ensure_certificate
from privet.server.options import LargeBodies
from privet.web import uploads


def run(instance: Path, say: Callable[[config.Settings], None], **options: Any) -> None:
    """Serve ``instance`` until told to stop; ``options`` are those of the command line.

    :raises CannotStart: when the settings can't be used.
    :raises SystemExit: when it can't be served, with one line that says why.
    """
    settings = config.load(instance)
    say(settings)
    serve(partial(serving_app, instance, prepared=True), _options(instance, settings, **options))


def _options(
    instance: Path,
    settings: config.Settings,
    *,
    own: tuple[Path | None, Path | None],
    plain_port: int,
    **more: Any,
) -> Options:
    """Decide between a certificate of theirs, a local one, and none behind a proxy."""
    more |= {"host_names": settings.site.host_names, "expected": (CannotStart, StorageUnavailable)}
    more["prepare"] = partial(prepare, instance, settings)
    more["large"] = LargeBodies(
        paths=uploads.PATHS, cap=uploads.LARGEST, cookie=uploads.COOKIE, proxied=settings.site.proxy
    )
    if settings.site.proxy:
        return Options(plain_port=0, **more)
    if any(own):
        return Options(certificate=own[0], key=own[1], plain_port=plain_port, **more)
    folder = instance / settings.site.folders.certificates
    make = partial(_make, folder, settings.site.host_names)
    certificate, key = make()
    return Options(certificate=certificate, key=key, renew=make, plain_port=plain_port, **more)


def _make(folder: Path, host_names: tuple[str, ...]) -> tuple[Path, Path]:
    return ensure_certificate(folder, datetime.now(UTC), host_names)
