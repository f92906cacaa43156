"""Letters to print in tests."""

from datetime import UTC, datetime
from typing import Any

from privet.domain.letters import Field, Letter, Request

WRITTEN = datetime(2026, 11, 23, 15, 4, 5, tzinfo=UTC)
DUE = "We answer within 45 days. Received on November 23, 2026, it is due by January 7, 2027."
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
            "We write to you when it has arrived. Asking costs nothing.",
            "Questions? Call 800-555-0142. Monday to Friday, 8 to 5.",
        ),
        "complaints": (
            ("Office for Civil Rights", "200 Independence Avenue SW", "Washington DC 20201", "800-368-1019"),
            ("California Attorney General", "PO Box 944255", "Sacramento CA 94244-2550"),
        ),
    },
    "es": {
        "date": "23 de noviembre de 2026",
        "answer_to": "Respóndanme por carta a la dirección de arriba, salvo que escriba otra cosa aquí:",
        "next_steps": (
            "Imprima este formulario, fírmelo si tiene una línea para ello y guarde una copia.",
            "Dóblelo por las marcas de modo que nuestra dirección se vea en la ventanilla.",
            "Le escribiremos cuando haya llegado. Pedirlo no cuesta nada.",
            "¿Preguntas? Llame al 800-555-0142. De lunes a viernes, de 8 a 5.",
        ),
        "complaints": (
            ("Office for Civil Rights", "200 Independence Avenue SW", "Washington DC 20201", "800-368-1019"),
            ("Fiscal General de California", "PO Box 944255", "Sacramento CA 94244-2550"),
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
    copy = Request("access", "Send me a copy of my information", fields, DUE)
    return (
        copy,
        Request("optout_sale", "Do not sell or share my information", (), "We act within 15 business days."),
    )


def writing(text: str, **other: Any) -> Letter:
    """Make a letter in which somebody has typed ``text``."""
    field = Field("what", "What would you like a copy of?", text, 3)
    return make_letter(requests=(Request("access", "Send me a copy", (field,)),), **other)


KINDS = {
    "Sharing and marketing": (
        "Do not sell or share my information",
        "Limit the use of my sensitive information",
        "Do not share my information with other companies for their own use",
        "Do not use my information for advertising that follows me from site to site",
        "Do not collect, use or distribute my information online; serve me by mail and phone",
        "Stop sending me marketing by post",
        "Honour my browser's opt-out signal for my account",
    ),
    "My records": (
        "Send me a copy of my information",
        "Correct my information",
        "Delete my information",
        "Tell me to whom my information was given",
        "Restrict how my health information is used and disclosed",
        "Send a copy of my records to somebody else",
        "Give me my information in a form that another company can read",
        "Explain a decision that was made without a person",
        "Object to the use of my information",
    ),
    "How you deal with me": (
        "Write to me at another address, or call me at another number",
        "Stop sending me e-mail",
        "Stop calling me",
        "Send me everything on paper",
        "Send me the privacy notice on paper",
        "Answer my question or comment",
    ),
    "For somebody else": (
        "I ask for my child",
        "I ask for somebody who authorised me",
        "I take back an authorisation that I signed",
    ),
}


def make_blank(paper: str = "letter", size: str = "standard", language: str = "en", **other: Any) -> Letter:
    """Make a form with all kinds, everything on it to be filled in by hand."""
    asked = tuple(
        Request(f"kind_{n}_{m}", box, ticked=False, group=group, signed=n == 1)
        for n, (group, boxes) in enumerate(KINDS.items())
        for m, box in enumerate(boxes)
    )
    facts: dict[str, Any] = {
        "date": "",
        "requests": asked,
        "details": Field("details", "Details", "", 5, "What we need to know to do what you ask."),
        "signature": "For the boxes with “sign below” only: I am the person named on this form.",
        "never": "Please send no copy of an identity card, no account number and no medical papers.",
    }
    return make_letter(paper, size, language, filled=False, **{**facts, **other})
