"""What must hold for every page: checked for each one that any test fetches."""

from collections import Counter
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

FIELDS = {"input", "select", "textarea"}
OWN_PREFIXES = ("/", "#", "tel:", "mailto:")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "",
}


def faults_of_page(html: str) -> list[str]:
    """Give what is wrong with a page, each fault with its fix."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = parser.parse(html)
    return [
        *_heading_and_title(page),
        *_ids(page),
        *_labels(page),
        *_inline(page),
        *_links(page),
    ]


def faults_of_headers(headers: dict[str, str]) -> list[str]:
    """Give which of the site's headers are missing or wrong; a cookie is always wrong here (P5, P14)."""
    faults = [
        f"header {name} is “{headers.get(name)}”; web/headers.py should set it on every answer"
        for name, value in HEADERS.items()
        if not headers.get(name, "").startswith(value) or name not in headers
    ]
    return faults + (["a public page sets a cookie; none may"] if "Set-Cookie" in headers else [])


def _heading_and_title(page: Element) -> list[str]:
    headings = [_text(element) for element in page.iter("h1")]
    title = _text(page.find(".//title"))
    if len(headings) != 1:
        return [f"has {len(headings)} h1; a page has one"]
    if headings[0] not in title:
        return [f"title “{title}” doesn’t hold the heading “{headings[0]}”"]
    lang = page.get("lang") or ""
    return [] if lang in {"en", "es"} else [f"html lang is “{lang}”"]


def _ids(page: Element) -> list[str]:
    counted = Counter(element.get("id") for element in page.iter() if element.get("id"))
    doubled = [f"id “{name}” stands {count} times" for name, count in counted.items() if count > 1]
    lost = [
        f"“{name}” in {attribute} names no id"
        for attribute in ("aria-describedby", "aria-labelledby", "for", "form")
        for element in page.iter()
        for name in (element.get(attribute) or "").split()
        if name not in counted
    ]
    return doubled + lost


def _labels(page: Element) -> list[str]:
    labelled = {element.get("for") for element in page.iter("label")}
    fields = (element for element in page.iter() if element.tag in FIELDS and element.get("type") != "hidden")
    unlabelled = [f"field “{f.get('name')}” has no label" for f in fields if f.get("id") not in labelled]
    return unlabelled + ["a form has no action" for form in page.iter("form") if not form.get("action")]


def _inline(page: Element) -> list[str]:
    inline = [f"inline <{e.tag}>; put it into a file" for e in page.iter() if e.tag == "style"]
    inline += ["inline script" for e in page.iter("script") if not e.get("src")]
    handlers = (name for e in page.iter() for name in e.attrib if name == "style" or name.startswith("on"))
    return inline + [f"attribute {name}; put it into a file" for name in handlers]


def _links(page: Element) -> list[str]:
    targets = [(e.get("href") or e.get("src") or e.get("action") or "") for e in page.iter()]
    outside = [t for t in targets if t and (not t.startswith(OWN_PREFIXES) or urlsplit(t).netloc)]
    mail = [t for t in targets if t.startswith("mailto:")]
    text = _text(page).casefold()
    warned = "social security number" in text or "seguro social" in text
    faults = [f"link to “{t}” leaves the site without its notice" for t in outside]
    return faults + ([] if not mail or warned else ["an e-mail address stands without its warning (P26)"])


def _text(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
