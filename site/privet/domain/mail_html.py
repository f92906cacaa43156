"""What a mail says as HTML: one column without any picture, in the colours and size that its reader chose."""

from collections.abc import Sequence
from html import escape

BODY = (
    "margin:0 auto;max-width:38em;padding:1.5em;"
    "font-family:sans-serif;line-height:1.5;overflow-wrap:break-word"
)
SMALL = "margin-top:2em;padding-top:1em;border-top:1px solid;font-size:0.9em"
STYLE = (
    ":root{color-scheme:light dark} .scroll{overflow-x:auto} "
    "th,td{text-align:start;padding:0.2em 1em 0.2em 0;vertical-align:top}"
)


def page(language: str, subject: str, inside: str, foot: str) -> str:
    """Put the HTML ``inside`` and ``foot`` into the frame of a mail.

    No colour is named, so that dark stays dark; no size is fixed, so that large stays large.
    """
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<style>{STYLE}</style>\n"
        f"<title>{escape(subject)}</title>\n</head>\n"
        f'<body style="{BODY}">\n<h1 style="font-size:1.4em;line-height:1.25">{escape(subject)}</h1>\n'
        f'{inside.strip()}\n<div style="{SMALL}">\n{foot.strip()}\n</div>\n</body>\n</html>\n'
    )


def paragraphs(text: str) -> str:
    """Turn paragraphs in plain into HTML; an address that stands alone becomes a link."""
    return "\n".join(_paragraph(one) for one in text.split("\n\n") if one.strip())


def lines(several: Sequence[str]) -> str:
    """Turn lines that stand below each other into HTML."""
    return f"<p>{'<br>'.join(escape(line) for line in several)}</p>"


def _paragraph(text: str) -> str:
    said = " ".join(text.split())
    if said.startswith("https://") and " " not in said:
        return f'<p><a href="{escape(said)}">{escape(said)}</a></p>'
    return f"<p>{escape(said)}</p>"
