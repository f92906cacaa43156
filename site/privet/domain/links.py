"""Links to other sites: the register of all of them, and how each stands in a text or on a page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from babel.dates import format_date
from msgspec import Struct

from privet.domain import markdown
from privet.domain.datafiles import BadFile, rows, where
from privet.domain.evidence import Evidence, Witness
from privet.domain.languages import in_language, translator

FILE = "links.toml"
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HTTPS = re.compile(
    r"https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?/[\w.~:/?#\[\]@!$&'()*+,;=%-]*", re.ASCII
)
MOST_DAYS = 400  # A check is due once a year, with a month to do it in.

# What needs no parsing: links by id, and plainly written ones to pages of this site.
ORDINARY = re.compile(
    r"\]\((?:/(?![/\\]|leaving/)[\w./?=&%#-]*|#[\w-]+|tel:[\d+-]+|link:([a-z0-9-]+))\)", re.ASCII
)
SIGNS = ("](", "![", "]:", "<")  # Of what else could lead somewhere.
OWN = re.compile(r"/(?![/\\]|leaving/)|#|tel:|mailto:")

ARROW = (
    '<svg class="arrow" viewBox="0 0 12 12" aria-hidden="true" focusable="false">'
    '<path fill="none" stroke="currentColor" stroke-width="1.6" d="M4 2.2h5.8V8M9.8 2.2 2.2 9.8"/></svg>'
)

Text = str | dict[str, str]


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """An address on another site: whose it is, what it is for, and when somebody last looked."""

    address: Text
    owner: Text
    affiliated: bool
    purpose: Text
    checked: date
    policy: Text = ""
    about_policy: Text = ""
    enrolment: bool = False

    def __post_init__(self) -> None:
        """Refuse what couldn't be followed safely, or what the page before it couldn't say."""
        for key in ("owner", "purpose"):
            if not all(text.strip() for text in _values(getattr(self, key)) or [""]):
                raise ValueError(f"{key} is empty")
        if not self.policy and not self.affiliated:
            raise ValueError(
                "policy is missing: a site that isn’t affiliated needs its owner’s privacy policy"
            )
        for address in _values(self.address) or [""]:
            _check("address", address)
        for policy in _values(self.policy) if self.policy else ():
            _check("policy", policy)

    @property
    def addresses(self) -> set[str]:
        """Give its address in every language."""
        return set(_values(self.address))

    @property
    def policies(self) -> set[str]:
        """Give the address of the owner's privacy policy in every language."""
        return set(_values(self.policy)) - {""}


Register = Mapping[str, Link]


@dataclass(frozen=True)
class Anchor:
    """The HTML around the words of a link: what stands before them, and what after."""

    opening: str
    closing: str


@cache
def register(own: Path | None = None) -> dict[str, Link]:
    """Give every link that leads out of the site, by its id; the organisation's own file stands for ours.

    :raises BadFile: for a bad id, an address that isn't https, or a site whose policy is missing.
    """
    found = rows(FILE, Link, own)
    for name in found:
        if not ID.fullmatch(name):
            raise BadFile(where(FILE, own), f"“{name}” is not written like an-id")
    return found


def holds(register: Register, address: str) -> bool:
    """Say whether ``address`` is a registered one, in any language."""
    return any(address in link.addresses for link in register.values())


def faults(text: str, register: Register, first: int = 1) -> list[str]:
    """Say what is wrong with the links of a Markdown text, which begins at line ``first`` of its file."""
    named = {match[1] for match in ORDINARY.finditer(text) if match[1]}
    rest = ORDINARY.sub(" ", text)
    if named <= register.keys() and not any(sign in rest for sign in SIGNS):
        return []
    return [
        f"line {first + line}: {fault}"
        for line, target in markdown.targets(text)
        if (fault := _fault(target, register))
    ]


def anchor(name: str, register: Register, language: str, link: Callable[[str], str]) -> Anchor:
    """Make the HTML of the link ``name``: straight to an affiliated site, else to the page before it.

    ``link`` makes an address of this site carry the language.

    :raises KeyError: for an id that isn't registered.
    """
    found = register[name]
    address = in_language(found.address, language)
    if found.affiliated:
        return straight(address, translator(language).gettext("a site that belongs to us: %(host)s"))
    words = translator(language).gettext("another site: %(host)s")
    opening = f'<a class="outside" rel="nofollow" href="{escape(link(f"/leaving/{name}/"))}">'
    return Anchor(opening, _closing(words, address))


def straight(address: str, words: str) -> Anchor:
    """Make the HTML of a link that leaves at once and tells the other site nothing of where it stood."""
    attributes = 'rel="noopener noreferrer external" referrerpolicy="no-referrer"'
    return Anchor(f'<a class="outside" {attributes} href="{escape(address)}">', _closing(words, address))


def host(address: str) -> str:
    """Give the name of the site at ``address``, as people know it."""
    return urlsplit(address).netloc


def register_evidence(witness: Witness) -> Evidence:
    """Show that every link out is registered, goes over https, and was looked at within the year."""
    found = register(witness.office.own).values()
    insecure = [address for link in found for address in link.addresses if not address.startswith("https://")]
    if insecure:
        return Evidence(
            "broken", witness.gettext("A link leads to %(address)s without https.", address=insecure[0])
        )
    if not found:
        return Evidence("kept", witness.gettext("No link leads to another site."))
    today, oldest = witness.now.date(), min(link.checked for link in found)
    text = witness.ngettext(
        "%(count)s link to another site is on our list, over https. It was checked on %(date)s.",
        "%(count)s links to other sites are on our list, all over https. The oldest check was on %(date)s.",
        len(found),
        date=format_date(oldest, "long", locale=witness.language),
    )
    late = sum(not 0 <= (today - link.checked).days <= MOST_DAYS for link in found)
    if not late:
        return Evidence("kept", text)
    more = witness.ngettext("%(count)s must be looked at again.", "%(count)s must be looked at again.", late)
    return Evidence("overdue", f"{text} {more}")


def leaving_evidence(witness: Witness) -> Evidence:
    """Show that a page with the owner and the owner's privacy policy stands before each site of others."""
    others = {name: link for name, link in register(witness.office.own).items() if not link.affiliated}
    bare = sorted(name for name, link in others.items() if not (link.policies and _values(link.owner)))
    if bare:
        return Evidence(
            "broken", witness.gettext("The link “%(name)s” lacks its privacy policy.", name=bare[0])
        )
    enrolment = sum(link.enrolment for link in others.values())
    said = witness.ngettext(
        "A page stands before %(count)s link to a site of others. It names owner and privacy policy.",
        "A page stands before each of %(count)s links to sites of others. It names owner and privacy policy.",
        len(others),
    )
    more = witness.ngettext(
        "%(count)s of them is for enrolling, and says what to read first.",
        "%(count)s of them are for enrolling, and say what to read first.",
        enrolment,
    )
    return Evidence("kept", f"{said} {more}" if enrolment else said)


def _fault(target: str, register: Register) -> str:
    if OWN.match(target):
        return ""
    if target.startswith("/leaving/"):
        return f"link to “{target}” is not marked; write link:{target.removeprefix('/leaving/').strip('/')}"
    if target.startswith("link:"):
        name = target.removeprefix("link:")
        return "" if name in register else f"“{name}” is not in {FILE}; enter it there, or name one that is"
    return f"link to “{target}” leaves the site; enter it in {FILE} and write link:its-id, or begin it with /"


def _closing(words: str, address: str) -> str:
    said = escape(words % {"host": host(address)})
    return f'{ARROW}<span class="elsewhere"> ({said})</span></a>'


def _check(key: str, address: str) -> None:
    if not HTTPS.fullmatch(address) or ".." in host(address):
        raise ValueError(f"{key} “{address}” is not written like https://www.example.org/")


def _values(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())
