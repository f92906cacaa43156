"""What must hold for every page: checked for each one that any test fetches."""

import re
from collections import Counter
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

from privet.domain import links
from privet.domain.links import Register

FIELDS = {"input", "select", "textarea"}
OWN_PREFIXES = ("/", "#", "tel:", "mailto:")
LEADING = ("href", "src", "action", "formaction", "data", "poster", "srcset")
LEAVING = re.compile(r"/leaving/([^/?#]+)/")
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


def faults_of_page(html: str, path: str = "", register: Register | None = None) -> list[str]:
    """Give what is wrong with the page at ``path``, each fault with its fix.

    Links may leave the site as the ``register`` says; ours, unless the site has one of its own.
    """
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = parser.parse(html)
    return [
        *_heading_and_title(page),
        *_ids(page),
        *_labels(page),
        *_inline(page),
        *_mail(page),
        *_outside(page, path, links.register() if register is None else register),
    ]


SECURE = ("/account/", "/desk/")


def faults_of_headers(headers: dict[str, str], path: str = "/") -> list[str]:
    """Give which of the site's headers are missing or wrong; no public page sets a cookie (P5)."""
    faults = [
        f"header {name} is “{headers.get(name)}”; web/headers.py should set it on every answer"
        for name, value in HEADERS.items()
        if not headers.get(name, "").startswith(value) or name not in headers
    ]
    return faults + (
        ["a public page sets a cookie; none may"]
        if "Set-Cookie" in headers and not path.startswith(SECURE)
        else []
    )


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


def _mail(page: Element) -> list[str]:
    mail = [e for e in page.iter() if (e.get("href") or "").startswith("mailto:")]
    text = _text(page).casefold()
    warned = "social security number" in text or "seguro social" in text
    return [] if not mail or warned else ["an e-mail address stands without its warning (P26)"]


def _outside(page: Element, path: str, register: Register) -> list[str]:
    """Find what leads out otherwise than the register says (P40), or to a page before it unmarked (P41)."""
    found = LEAVING.match(path)
    before = found[1] if found else ""
    faults = [f"“{e.get('content')}” refreshes the page" for e in page.iter("meta") if e.get("http-equiv")]
    for element in page.iter():
        for target in (element.get(name) or "" for name in LEADING):
            if target and (not target.startswith(OWN_PREFIXES) or urlsplit(target).netloc):
                faults += _out(element, target, before, register)
            elif (leaving := LEAVING.match(target)) and leaving[1] != before:
                faults += _before(element, leaving[1], register)
    return faults


def _out(element: Element, target: str, before: str, register: Register) -> list[str]:
    if element.tag != "a":
        return [f"<{element.tag}> leads to “{target}”; only a link may leave the site"]
    link = register.get(before)
    allowed = link.addresses | link.policies if link else set()
    affiliated = (link.addresses for link in register.values() if link.affiliated)
    if target not in allowed.union(*affiliated):
        return [f"link to “{target}” leaves the site; enter it in links.toml and write link:its-id"]
    quiet = {"noopener", "noreferrer"} <= set((element.get("rel") or "").split())
    if not quiet or element.get("referrerpolicy") != "no-referrer":
        return [f"link to “{target}” may tell where it stood; make it with links.straight or macros/outside"]
    return []


def _before(element: Element, name: str, register: Register) -> list[str]:
    if name not in register or register[name].affiliated:
        return [f"link to /leaving/{name}/ leads nowhere; enter “{name}” in links.toml"]
    said = [_text(e) for e in element.iter("span") if e.get("class") == "elsewhere"]
    if element.get("class") != "outside" or not any(said):
        return [f"link to /leaving/{name}/ isn’t marked; make it with link:{name} or macros/outside"]
    return []


def _text(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
