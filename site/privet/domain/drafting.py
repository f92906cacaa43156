"""Drafts: an editable copy of a version, dated and numbered as the next one."""

import json
from datetime import date
from pathlib import Path

import msgspec

from privet.domain.datafiles import BadFile
from privet.domain.statement_files import About, StatementAbout, Version
from privet.domain.statements import TERMS, Archive, Series

# What stands above a line of the front matter, for the person who edits it.
COMMENTS = {
    "effective": "# From which day it holds; later than published to tell people beforehand.",
    "summary": "# What changed, in one or two plain sentences: the home page shows them.",
    "material": "# true where the change matters to people: a new purpose, recipient or kind of data,\n"
    "# weaker protection, longer keeping, fewer rights. false needs a good reason.",
    "why": "# One sentence on why it is, or isn’t, material.",
}
DAYS = {"published", "effective"}


def draft(version: Version, archive: Archive, today: date, folder: Path) -> list[Path]:
    """Write an editable copy of ``version`` into ``folder``, dated ``today`` and numbered as the next one.

    :raises BadFile: when a draft of that name is there already.
    """
    is_statement = isinstance(version.about, StatementAbout)
    series: Series = archive if is_statement else archive.terms
    number = next_number(version.number, {other.number for other in series.versions})
    name = f"{'statement' if is_statement else TERMS}-{number}"
    written = {folder / f"{name}.{code}.md": wording for code, wording in version.wordings.items()}
    for path in written:
        if path.exists():
            raise BadFile(path, "is there already; nothing was changed")
    folder.mkdir(parents=True, exist_ok=True)
    for path, wording in written.items():
        about = msgspec.structs.replace(
            wording.about,
            version=number,
            published=today,
            effective=max(today, version.effective),  # It can’t hold before the one that it follows.
            summary="",
            why="",
        )
        path.write_text(f"---\n{_front_matter(about)}---\n{wording.text}\n", "utf-8")
    return list(written)


def next_number(number: str, used: set[str]) -> str:
    """Give the version number after ``number``: its last part is one higher."""
    head, dot, last = number.rpartition(".")
    while number in used:
        last = str(int(last) + 1) if last.isdecimal() else f"{last}.1"
        number = f"{head}{dot}{last}"
    return number


def _front_matter(about: About) -> str:
    """Write what stands above a text; JSON is YAML, so texts are quoted as in JSON."""
    lines: list[str] = []
    for key, value in msgspec.to_builtins(about).items():
        lines += [COMMENTS[key]] if key in COMMENTS else []
        lines.append(f"{key}: {value if key in DAYS else json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"
