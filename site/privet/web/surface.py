"""Everything that visitors can fetch, fetched as they would: for a review of headers and cookies."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from privet.config import Settings
from privet.domain.review_checks import Answer, Surface
from privet.web import scripted
from privet.web.headers import CONSTANT, PERMISSIONS, POLICY

MOST = 5000
ATTRIBUTES = {"href", "src", "action"}
UNCOUNTED = {"Sec-GPC": "1"}  # A review is no visit.


def _policy(rules: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _permissions(rules: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in rules.items())


STRICT = {
    "Content-Security-Policy": _policy(POLICY),
    "Permissions-Policy": _permissions(PERMISSIONS),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    **CONSTANT,
}
SCRIPTED = {
    "Content-Security-Policy": _policy(scripted.OPTIONS["content_security_policy"]),
    "Permissions-Policy": _permissions(scripted.OPTIONS["permissions_policy"]),
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
    own = {answer.path: SCRIPTED for answer in answers if _is_scripted(app, answer.path)}
    return Surface(expected, tuple(sorted(answers, key=lambda answer: answer.path)), own)


def _is_scripted(app: Flask, path: str) -> bool:
    """Say whether the page at ``path`` may load our one script, and is declared so."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path)
    except HTTPException:
        return False
    options = getattr(app.view_functions[endpoint], "talisman_view_options", None)
    return options is scripted.OPTIONS


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
