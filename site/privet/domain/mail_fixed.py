"""The fixed mails made whole, and the forms that the guard holds them against."""

from datetime import datetime
from functools import lru_cache

from privet.domain import mail_html, mail_text
from privet.domain.mail_form import Form
from privet.domain.mail_slots import Day, Given
from privet.domain.mail_templates import LINKS, Ours, Text
from privet.domain.mail_whole import Content, Cover, Finished, finish


def finished(ours: Ours, said: Text, which: tuple[Cover, Given], now: datetime) -> Finished:
    """Make one mail whole.

    :raises NoSuchMail: when it doesn’t take what it was given.
    """
    cover, given = which
    return finish(ours, cover, content(ours, said, said.filled(ours, given)), now)


@lru_cache(maxsize=64)
def form(ours: Ours, said: Text, day: Day | None = None) -> Form:
    """Give the form of a mail, straight from its template, whatever becomes of the text on its way."""
    linked = said.name in LINKS

    def make(cover: Cover, given: Given, now: datetime) -> Finished:
        body = said.body.substitute(said.words(ours, given))
        return finish(ours, cover, content(ours, said, body), now)

    return Form.of(lambda cover, token, now: make(cover, Given(token if linked else None, day), now))


def content(ours: Ours, said: Text, body: str) -> Content:
    """Give the two parts of a mail from its text, each with the postal address below."""
    address = ours.address(said.language)
    text = "\n\n".join([mail_text.paragraphs(body), "\n".join(address)]) + "\n"
    html = mail_html.page(said.language, said.subject, mail_html.paragraphs(body), mail_html.lines(address))
    return Content(said.subject, text, html)
