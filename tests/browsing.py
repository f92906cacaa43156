"""A visitor of the running site without a browser: over TLS, with one cookie, following redirects."""

import json
import ssl
import time
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pyotp

from tests.people import token
from tests.running import Running

FORM = "application/x-www-form-urlencoded"


class Visitor:
    """Somebody who asks for pages; what came last is in ``status``, ``page`` and ``headers``."""

    def __init__(self, site: Running) -> None:
        self.site = site
        self.cookie = ""
        self.cookies: list[str] = []  # All that were ever held.
        self.status = 0
        self.page = ""
        self.headers: dict[str, str] = {}
        self.body = b""

    def get(self, path: str) -> str:
        """Ask for a page; gives its text."""
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form with the token of the page before."""
        body = urlencode({"csrf_token": token(self.page)} | fields).encode()
        return self._ask("POST", path, body, FORM)

    def upload(self, path: str, fields: dict[str, str], name: str, content: bytes) -> str:
        """Send a form with one file."""
        edge = "edge-7351"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in ({"csrf_token": token(self.page)} | fields).items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="scan.pdf"\r\n'
        parts.append(head.encode() + b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n")
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={edge}")

    def sign_in(self, who: dict[str, str], steps: int = 0) -> None:
        """Sign in with password and code; ``steps`` of 30 seconds later, where the code of now was used."""
        self.get("/account/sign-in")
        self.post("/account/sign-in", {"user_name": who["user_name"], "password": who["password"]})
        code = pyotp.TOTP(who["totp_secret"]).at(int(time.time()), counter_offset=steps)
        self.post("/account/sign-in/code", {"code": code})

    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> str:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = HTTPSConnection("localhost", self.site.port, context=context, timeout=60)
        headers = {"Cookie": f"__Host-privet={self.cookie}"} if self.cookie else {}
        headers |= {"Content-Type": kind} if kind else {}
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        self.body, self.status = answer.read(), answer.status
        self.headers = {name: value for name, value in answer.getheaders() if name != "Set-Cookie"}
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = value.partition("=")[2].partition(";")[0]
            self.cookies += [self.cookie] if self.cookie else []
        connection.close()
        if self.status in {302, 303} and (to := answer.headers["Location"]):
            parts = urlsplit(to)
            return self._ask("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        self.page = self.body.decode("utf-8", "replace")
        return self.page


def demo(instance: Path) -> dict[str, dict[str, str]]:
    """Give the accounts of a demonstration, the first of each role."""
    found: dict[str, dict[str, str]] = {}
    for entry in json.loads((instance / "demo.json").read_text("utf-8")):
        found.setdefault(entry["role"], entry)
    return found
