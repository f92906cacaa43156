"""The words of a campaign: Markdown with a subject, a file for each language, checked before use."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import frontmatter
import msgspec
import yaml
from msgspec import Struct

from privet.domain import campaign_guard, mail_campaign, markdown
from privet.domain.datafiles import BadFile
from privet.domain.languages import DEFAULT
from privet.domain.mail_guard import Guarded
from privet.domain.mail_templates import Ours

LONGEST_SUBJECT = 120
LONGEST = 20_000  # Signs of a text; mail programs cut what is much longer.
Texts = dict[str, "Wording"]
SAID = {
    "ssn": "a social security number",
    "birth-date": "a date of birth",
    "member-number": "a member number",
    "card": "the number of a card",
    "account": "the number of an account",
    "phone": "a telephone number that isn’t ours",
    campaign_guard.EMAIL: "an e-mail address of somebody",
    campaign_guard.LINK: "the link of one reader",
}


class FrontMatter(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands above a text."""

    subject: str
    language: str = DEFAULT


class Wording(Struct, frozen=True):
    """What is said in one language."""

    subject: str
    text: str


@dataclass(frozen=True)
class Wanted:
    """What the texts must suit: the kind of mail, the languages that the site speaks, and who writes."""

    kind: str
    languages: Sequence[str]
    default: str
    ours: Ours


def read(files: Iterable[Path], wanted: Wanted) -> Texts:
    """Read the texts of a campaign by language, and check each as it will be sent.

    :raises BadFile: naming file and line, and what kind of thing stands there, never the thing itself.
    """
    texts: Texts = {}
    for path in files:
        about, text, first = _parts(path)
        if about.language not in wanted.languages:
            raise BadFile(path, f"the site doesn’t speak “{about.language[:8]}”", "language")
        if about.language in texts:
            raise BadFile(path, "another file is in this language", "language")
        texts[about.language] = Wording(about.subject.strip(), text.strip())
        _check(path, texts[about.language], first, about.language, wanted)
    if wanted.default not in texts:
        raise BadFile(path, f"a text in the site’s first language, “{wanted.default}”, is missing")
    return texts


def spoken(texts: Collection[str], language: str, default: str = DEFAULT) -> str:
    """Give the language in which somebody gets a campaign: theirs if it is there, else the first."""
    return next(code for code in (language, default, *texts) if code in texts)


def packed(texts: Texts) -> str:
    """Write texts as a row holds them."""
    return msgspec.json.encode(texts).decode()


def unpacked(row: str) -> Texts:
    """Read texts from a row."""
    return {code: msgspec.convert(each, Wording) for code, each in json.loads(row).items()}


def _parts(path: Path) -> tuple[FrontMatter, str, int]:
    """Give front matter, text, and the number of the text’s first line."""
    try:
        whole = path.read_text("utf-8-sig")
        values, text = frontmatter.parse(whole)
        about = msgspec.convert(values, FrontMatter)
    except msgspec.ValidationError as error:
        raise BadFile(path, str(error).replace("`", ""), "front matter") from None
    except yaml.YAMLError:  # Its words may quote the text.
        raise BadFile(path, "is not valid YAML", "front matter") from None
    except OSError as error:
        raise BadFile(path, error.strerror or "can’t be read") from None
    except UnicodeDecodeError:
        raise BadFile(path, "is not text in UTF-8") from None
    return about, text, whole[: whole.find(text)].count("\n") + 1 if text else 1


def _check(path: Path, said: Wording, first: int, language: str, wanted: Wanted) -> None:
    subject, text = said.subject, said.text
    if not subject or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        raise BadFile(path, f"is one line of 1 to {LONGEST_SUBJECT} signs", "subject")
    if not text or len(text) > LONGEST:
        raise BadFile(path, f"the text has 1 to {LONGEST} signs")
    _check_lines(path, said, first, wanted.ours)
    for line, target in markdown.targets(text):
        if not _is_ours(target):
            reason = "write links as /contact/, to pages of this site; others and pictures aren’t sent"
            raise BadFile(path, reason, f"line {first + line}")
    try:
        mail_campaign.prepare(wanted.ours, wanted.kind, subject, text, language)
    except Guarded as error:
        raise BadFile(path, f"holds what looks like {_named(error.kinds)}") from None


def _check_lines(path: Path, said: Wording, first: int, ours: Ours) -> None:
    """Name the line in which something personal stands; what spans two lines the guard finds."""
    if found := campaign_guard.found(said.subject, ours):
        raise BadFile(path, f"holds what looks like {_named(found)}", "subject")
    for number, line in enumerate(said.text.splitlines(), first):
        if found := campaign_guard.found(line, ours):
            raise BadFile(path, f"holds what looks like {_named(found)}", f"line {number}")


def _named(found: Iterable[str]) -> str:
    """Name what was found, as people say it."""
    return ", ".join(sorted(SAID.get(kind, kind) for kind in found))


def _is_ours(target: str) -> bool:
    return bool(re.match(r"/(?!/)|tel:|#", target))
