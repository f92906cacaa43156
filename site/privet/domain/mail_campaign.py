"""Campaigns as mails: words of the organisation, the same for everybody, checked once before any goes out."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from string import Template
from typing import TYPE_CHECKING

from privet.domain import (
    campaign_guard,
    mail_guard,
    mail_html,
    mail_kinds,
    mail_templates,
    mail_text,
    markdown,
)
from privet.domain.languages import in_language
from privet.domain.mail_form import COVER, TOKEN, Form
from privet.domain.mail_guard import Guarded
from privet.domain.mail_names import Common
from privet.domain.mail_slots import Token
from privet.domain.mail_templates import Ours
from privet.domain.mail_whole import Content, Cover, Finished, finish

if TYPE_CHECKING:
    from markdown_it.token import Token as Piece

FOOT = "campaign"
LINK = "/preferences/{}/"
ONE_CLICK = "/preferences/{}/unsubscribe"
SHOWN = "…"  # What stands for the token where a campaign is looked at before it goes out.


@dataclass(frozen=True)
class Prepared:
    """A campaign in one language, ready to be sent to any reader of its kind."""

    ours: Ours
    kind: str
    language: str
    subject: str
    source: str

    @property
    def text(self) -> str:
        """Give the text part as its writer looks at it."""
        return self.content(TOKEN).text.replace(TOKEN.value, SHOWN)

    @property
    def html(self) -> str:
        """Give the HTML part as its writer looks at it."""
        return self.content(TOKEN).html.replace(TOKEN.value, SHOWN)

    @cached_property
    def form(self) -> Form:
        """Give the form in which the single mails are cast."""
        return Form.of(lambda cover, token, now: finish(self.ours, cover, self.content(token), now))

    @cached_property
    def common(self) -> Common:
        """Give what all readers get alike, ready to be searched for the names of each."""
        return Common.of(f"{self.subject}\n{self.source}")

    def finished(self, id: str, recipient: str, token: Token, now: datetime) -> Finished:  # noqa: A002
        """Make one mail."""
        return self.form.cast(Cover(id, recipient, self.ours.return_path(id)), token, now)

    def content(self, token: Token) -> Content:
        """Give what the mail says to whoever has this token."""
        tokens = _parsed(self.source)
        foot = self._foot(token)
        address = self.ours.address(self.language)
        plain = mail_text.Plain(self._own).text(tokens)
        text = "\n\n".join([plain, "-- ", mail_text.paragraphs(foot), "\n".join(address)]) + "\n"
        renderer = markdown.renderer()
        inside = renderer.renderer.render(tokens, renderer.options, {"link": self._own, "outside": None})
        small = f"{mail_html.paragraphs(foot)}\n{mail_html.lines(address)}"
        html = mail_html.page(self.language, self.subject, str(inside), small)
        return Content(self.subject, text, html, self._headers(token))

    def _own(self, address: str) -> str:
        return f"{self.ours.base}{address}"

    def _headers(self, token: Token) -> tuple[tuple[str, str], ...]:
        return (
            ("List-Id", f"<{self.kind}.{self.ours.domain}>"),
            ("List-Unsubscribe", f"<{self.ours.base}{ONE_CLICK.format(token.value)}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        )

    def _foot(self, token: Token) -> str:
        _code, said = mail_templates.read(FOOT, self.language)
        kind = mail_kinds.kinds(self.ours.own)[self.kind]
        return Template(said).substitute(
            organisation=self.ours.organisation,
            phone=self.ours.phone,
            kind=in_language(kind.name, self.language),
            link=self._own(LINK.format(token.value)),
        )


def prepare(ours: Ours, kind: str, subject: str, text: str, language: str) -> Prepared:
    """Make a campaign ready in one language: render it, and look through all of it once.

    :raises Guarded: when something in it looks individual, with its kinds.
    :raises KeyError: for a kind of mail that isn’t listed.
    :raises ValueError: for a subject of several lines.
    """
    if not subject.isprintable() or not subject.strip():
        raise ValueError("a subject is one line")
    prepared = Prepared(ours, kind, language, subject.strip(), text)
    signs = re.compile("|".join(map(re.escape, (TOKEN.value, COVER.recipient, COVER.id))))
    whole = [signs.sub(SHOWN, part) for part in mail_guard.parts(prepared.form.empty)]
    if kinds := {kind for part in (subject, text, *whole) for kind in campaign_guard.found(part, ours)}:
        raise Guarded(kinds)
    return prepared


def _parsed(text: str) -> "list[Piece]":
    """Read Markdown, with its headings below the subject.

    The words of each picture stand for it: nothing is fetched when a mail is read.
    """
    tokens = markdown.renderer().parse(text, {})
    for block in tokens:
        if block.type in {"heading_open", "heading_close"}:
            block.tag = f"h{min(6, int(block.tag[1]) + 1)}"
        for piece in block.children or []:
            if piece.type == "image":
                piece.type, piece.children = "text", None
    return tokens
