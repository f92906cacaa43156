"""The words about each kind of optional mail: those on the page, and the same as proof of what was shown."""

from dataclasses import dataclass
from pathlib import Path

from privet.domain import mail_kinds
from privet.domain.languages import in_language, translator


@dataclass(frozen=True)
class Line:
    """One kind as a page shows it, in one language."""

    id: str
    name: str
    about: str
    most: str
    example: str


def lines(own: Path | None, language: str) -> list[Line]:
    """Give every kind in the words of a language."""
    found = mail_kinds.kinds(own).items()
    return [
        Line(
            id=name,
            name=in_language(kind.name, language),
            about=in_language(kind.about, language),
            most=_most(kind, language),
            example=in_language(kind.example, language),
        )
        for name, kind in found
    ]


def text(own: Path | None, language: str) -> str:
    """Give what a page says of all kinds, as it is kept with a choice."""
    return "\n".join(f"{line.name}: {line.about} {line.most} {line.example}" for line in lines(own, language))


def _most(kind: mail_kinds.Kind, language: str) -> str:
    said = translator(language).ngettext(
        "At most one mail in %(days)s days.", "At most %(most)s mails in %(days)s days.", kind.most
    )
    return said % {"most": kind.most, "days": kind.days}
