"""Letters to print in tests."""

from datetime import UTC, datetime
from typing import Any

from privet.domain.letters import Field, Letter, Request

WRITTEN = datetime(2026, 11, 23, 15, 4, 5, tzinfo=UTC)
NAME = "Nguyễn Thị Minh Khai"
ADDRESS = ("LARKSPUR BENEFIT TRUST", "PRIVACY DESK", "PO BOX 4100", "COLUMBUS OH 43299-4100")
ENVELOPES = {"letter": "window-10", "a4": "window-dl"}
FACTS = {
    "reference": "7K3M-9QXZ-4P",
    "intake_url": "https://privacy.larkspur.example/desk/intake?ref=7K3M9QXZ4P&form=M1&kinds=access.optout_sale",
    "organisation": "Larkspur Benefit Trust",
    "address": ADDRESS,
    "form": "Privet M1",
}
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "date": "November 23, 2026",
        "answer_to": "Please answer by letter to the address above, unless I write something else here:",
        "next_steps": (
            "Print this form, sign it if it has a line for that, and keep a copy.",
            "Fold it at the marks so that our address shows in the window.",
        ),
    },
    "es": {
        "date": "23 de noviembre de 2026",
        "answer_to": "Respóndanme por carta a la dirección de arriba, salvo que escriba otra cosa aquí:",
        "next_steps": (
            "Imprima este formulario, fírmelo si tiene una línea para ello y guarde una copia.",
            "Dóblelo por las marcas de modo que nuestra dirección se vea en la ventanilla.",
        ),
    },
}


def make_letter(
    paper: str = "letter", size: str = "standard", language: str = "en", filled: bool = True, **other: Any
) -> Letter:
    """Make a letter with two requests; ``other`` replaces fields."""
    facts = {"paper": paper, "envelope": ENVELOPES[paper], "size": size, "language": language}
    asked = {"about_me": about_me(filled), "requests": requests(filled)}
    return Letter(**{**FACTS, **WORDS[language], **facts, **asked, **other})


def about_me(filled: bool = True) -> tuple[Field, ...]:
    """Ask who writes."""
    values = (NAME, "1200 Elm Street Apt 4B\nSpringfield, IL 62704", "4821") if filled else ("", "", "")
    return (
        Field("name", "Name", values[0], why="So that we find your record."),
        Field("address_lines", "Postal address", values[1], 3, "The answer goes there."),
        Field(
            "member_last4",
            "Last four digits of your member number",
            values[2],
            why="Only if you are a member.",
        ),
    )


def requests(filled: bool = True) -> tuple[Request, ...]:
    """Ask for a copy, and for silence."""
    what, since = ("All claims since last spring.", "1 March 2026") if filled else ("", "")
    fields = (
        Field(
            "what",
            "What would you like a copy of?",
            what,
            3,
            "So that we send what you want and nothing else.",
        ),
        Field("from", "From which day on?", since, why="Only if you want a certain period."),
    )
    copy = Request("access", "Send me a copy of my information", fields, "We answer within 45 days.")
    return (
        copy,
        Request("optout_sale", "Do not sell or share my information", (), "We answer within 15 days."),
    )


def writing(text: str, **other: Any) -> Letter:
    """Make a letter in which somebody has typed ``text``."""
    field = Field("what", "What would you like a copy of?", text, 3)
    return make_letter(requests=(Request("access", "Send me a copy", (field,)),), **other)
