"""Statements and terms of the made-up organisation, as tests write them into a folder."""

from datetime import date
from pathlib import Path

from privet.domain.statement_files import About, StatementAbout, Version, read

FIRST = date(2026, 1, 5)

TEXTS = {
    "en": """## What do you count?

We count pages, not people. {P5} We keep no list of visits. {P5} {P7}

- We keep totals for whole days {P8}
- We tell nobody who you are.

## How can I ask?

Call us, or [write to us](/contact/).
""",
    "es": """## ¿Qué cuentan?

Contamos páginas, no personas. {P5} No tenemos una lista de visitas. {P5} {P7}

- Guardamos totales de un día {P8}
- No decimos a nadie quién es usted.

## ¿Cómo puedo preguntar?

Llame, o [escriba una carta](/contact/).
""",
}
WORDS = {
    "en": {"title": "Your privacy here", "summary": "We say what we count.", "why": "It is all new."},
    "es": {"title": "Su privacidad aquí", "summary": "Decimos qué contamos.", "why": "Todo es nuevo."},
}
Facts = dict[str, object]


def write(folder: Path, published: object = FIRST, *, name: object = "", **facts: object) -> Path:
    """Write a version in English and Spanish, with other ``facts`` where given; gives the English file.

    A fact, or ``text``, is one for both languages, or one for each.
    """
    folder.mkdir(parents=True, exist_ok=True)
    terms = {} if folder.name == "terms" else {"terms": '"1.0"'}
    for language, usual in TEXTS.items():
        common: Facts = {"version": '"1.0"', "published": published, "effective": published}
        common |= {"languages": "[en, es]", "material": "true"} | terms | WORDS[language]
        ours = {key: v[language] if isinstance(v, dict) else v for key, v in facts.items()}
        text = ours.pop("text", usual)
        lines = "".join(f"{key}: {value}\n" for key, value in (common | ours).items() if value is not None)
        (folder / f"{name or published}.{language}.md").write_text(f"---\n{lines}---\n{text}", "utf-8")
    return folder / f"{name or published}.en.md"


def write_terms(folder: Path, published: object = FIRST, **facts: object) -> Path:
    """Write a version of the terms into the folder of the statements ``folder``."""
    return write(
        folder / "terms", published, **{"text": {"en": "## Use\n\nRead.\n", "es": "## Uso\n\nLea.\n"}} | facts
    )


def statement(path: Path) -> Version:
    """Read a version of the statement."""
    return read(path, StatementAbout)


def terms(path: Path) -> Version:
    """Read a version of the terms."""
    return read(path, About)
