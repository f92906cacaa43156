"""Everything that visitors can fetch, fetched as they would: for a review of headers and cookies."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.wrappers import Response

from privet.config import Settings
from privet.domain.review_checks import Answer, Surface
from privet.web.headers import CONSTANT, PERMISSIONS, POLICY

MOST = 5000
ATTRIBUTES = {"href", "src", "action"}
UNCOUNTED = {"Sec-GPC": "1"}  # A review is no visit.
STRICT = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Permissions-Policy": ", ".join(f"{name}={value}" for name, value in PERMISSIONS.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    **CONSTANT,
}
HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def look(app: Flask) -> Surface:
    """Fetch every address that takes no parameter, and all that their pages lead to."""
    settings: Settings = app.extensions["privet"].settings
    base = f"https://{(*settings.site.host_names, 'localhost')[0]}"
    client = app.test_client(use_cookies=False)
    waiting, seen, answers = list(_fixed(app)), set[str](), list[Answer]()
    while waiting and len(seen) < MOST:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        with client.get(path, base_url=base, headers=UNCOUNTED) as response:
            answers.append(Answer(path, response.status_code, tuple(response.headers.items())))
            waiting += _paths(response)
    expected = STRICT | (HSTS if settings.site.host_names else {})
    return Surface(expected, tuple(sorted(answers, key=lambda answer: answer.path)))


def _fixed(app: Flask) -> Iterator[str]:
    """Give all addresses without a parameter, and one that isn’t there."""
    yield "/no-such-page"
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            yield rule.rule


def _paths(response: Response) -> Iterator[str]:
    """Give the addresses of this site that a page names, without what stands behind a question mark."""
    if response.mimetype != "text/html":
        return
    links = _Links()
    links.feed(response.get_data(as_text=True))
    for target in links.found:
        parts = urlsplit(target)
        if not parts.scheme and not parts.netloc and parts.path.startswith("/"):
            yield parts.path


class _Links(HTMLParser):
    """Collects what a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses of an element."""
        self.found += [value for name, value in attrs if name in ATTRIBUTES and value]
