"""Behind Caddy or nginx, with the recipes from the docs: the same answers, and nothing typed on disk."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError

import pytest

from privet import config
from privet.server.certificate import ensure_certificate
from tests.acceptance.test_install import fetch
from tests.acceptance.test_nothing_kept import FORMS, MARK, OPENS, WRITES, files_touched, leaks, post
from tests.needs import needs
from tests.running import Running, free_port, serving

RECIPES = Path(__file__).parents[2] / "docs" / "proxy"


def recipe(name: str, folder: Path, site: Running, port: int) -> Path:
    """Put a recipe’s ports, names and paths in their places for this test, and nothing else."""
    certificate, key = ensure_certificate(folder / "tls", datetime.now(UTC))
    text = (RECIPES / name).read_text().replace("127.0.0.1:8443", f"127.0.0.1:{site.port}")
    if name == "Caddyfile":
        text = text.replace("admin off", f"admin off\n\tauto_https disable_redirects\n\thttps_port {port}")
        text = text.replace(
            "www.example.org {", f"localhost:{port} {{\n\ttls {certificate} {key}\n\tbind 127.0.0.1"
        )
    else:
        text = text.replace("/etc/ssl/www.example.org.pem", str(certificate))
        text = text.replace("/etc/ssl/private/www.example.org.key", str(key))
        text = text.replace("/var/log/nginx/error.log", str(folder / "error.log"))
        text = text.replace("listen 80 ", f"listen 127.0.0.1:{free_port()} ")
        text = re.sub(r"listen 443 ", f"listen 127.0.0.1:{port} ", text)
    (folder / name).write_text(text)
    return folder / name


@contextmanager
def proxied(name: str, folder: Path) -> Iterator[tuple[Running, Path]]:
    """Run the site and a traced proxy in front of it; gives the proxy as if it were the site."""
    (folder / "instance").mkdir()
    example = config.EXAMPLE.read_text("utf-8").replace("host_names = []", 'host_names = ["www.example.org"]')
    (folder / "instance" / "privet.toml").write_text(
        example.replace("proxy = false", "proxy = true"), "utf-8"
    )
    with serving(folder / "instance") as site:
        port = free_port()
        file = recipe(name, folder, site, port)
        command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]
        if name == "nginx.conf":
            command = ["nginx", "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(file)]
            command += ["-g", f"daemon off; pid {folder}/nginx.pid;"]
        calls = folder / "calls.txt"
        tracer = [
            "strace",
            "-D",
            "-f",
            "-qq",
            "-yy",
            "-s",
            "4096",
            "-o",
            str(calls),
            "-e",
            "trace=" + ",".join(WRITES + OPENS),
        ]
        environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
        }
        with (folder / "proxy.log").open("w") as log:
            process = subprocess.Popen(
                [*tracer, *command], stdout=log, stderr=log, env=environment, text=True
            )
        try:
            front = Running(process, port, 0, site.instance, folder / "proxy.log")
            wait_for(front)
            yield front, calls
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def wait_for(front: Running) -> None:
    for _ in range(150):
        try:
            fetch(f"{front.base}/")
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(front.output.read_text()[-2000:])


@pytest.mark.promise("P13", "P30")
@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_nothing_typed_is_kept_behind_a_proxy(tmp_path: Path, name: str) -> None:
    """P13, P30: over HTTPS to the proxy, and neither it nor the site writes what was typed."""
    needs("strace", "caddy" if name == "Caddyfile" else "nginx")
    with proxied(name, tmp_path) as (front, calls):
        started = calls.stat().st_size
        assert post(front, FORMS["success"][0]) == 200
        assert post(front, FORMS["validation error"][0]) == 422
        assert post(front, [("kind", "access"), ("details_access", f"{MARK} " * 5000)]) == 422
        assert post(front, FORMS["oversize"][0]) == 413
        touched = files_touched(calls, started)

    assert leaks(calls) == []
    assert touched <= {str(front.output)}, "the proxy wrote a file while forms were answered"
