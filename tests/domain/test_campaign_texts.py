"""The texts of a campaign: read from files, checked, and refused without repeating what stands there."""

from pathlib import Path

import pytest

from privet.domain import campaign_texts
from privet.domain.campaign_texts import Wanted
from privet.domain.datafiles import BadFile
from tests.campaigning import OURS

WANTED = Wanted("informational", ("en", "es"), "en", OURS)
GOOD = "---\nsubject: News\nlanguage: {}\n---\n\nThe office is closed. Call 1-614-555-0142.\n"


def written(folder: Path, text: str, name: str = "news.en.md") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_one_file_for_each_language(tmp_path: Path) -> None:
    files = [written(tmp_path, GOOD.format(code), f"{code}.md") for code in ("en", "es")]

    texts = campaign_texts.read(files, WANTED)

    assert list(texts) == ["en", "es"]
    assert campaign_texts.unpacked(campaign_texts.packed(texts)) == texts
    assert [campaign_texts.spoken(texts, code) for code in ("es", "en", "fr", "")] == ["es", "en", "en", "en"]


@pytest.mark.promise("P27")
@pytest.mark.parametrize(
    ("line", "secret", "kind"),
    [
        ("Your number is 123-45-6789.", "6789", "a social security number"),
        ("Card 4111 1111 1111 1111", "1111", "the number of a card"),
        ("Call 614-555-9999", "9999", "a telephone number that isn’t ours"),
        ("Born 02/29/1984", "1984", "a date of birth"),
    ],
)
def test_what_is_personal_is_named_by_line_and_kind_and_never_repeated(
    tmp_path: Path, line: str, secret: str, kind: str
) -> None:
    path = written(tmp_path, f"---\nsubject: News\n---\n\nHello.\n\n{line}\n")

    with pytest.raises(BadFile) as refused:
        campaign_texts.read([path], WANTED)

    assert str(refused.value).startswith(f"{path}: line 7: holds what looks like ")
    assert kind in str(refused.value)
    assert secret not in str(refused.value)


@pytest.mark.parametrize(
    "line",
    [
        "Write to ana.ruiz@example.org.",
        "Write to ana.ruiz [at] example [dot] org.",
        "Write to ana.ruiz @ example.org.",
        f"Choose at https://www.larkspur.example/preferences/{'x' * 43}/",
        f"Choose at /preferences/confirm/{'x' * 43}/",
    ],
)
def test_ways_to_somebody_are_in_no_text_that_all_get(tmp_path: Path, line: str) -> None:
    """Neither the address of a person nor the link of one reader, however it is written."""
    path = written(tmp_path, f"---\nsubject: News\n---\n\nHello.\n\n{line}\n")

    with pytest.raises(BadFile, match="line 7") as refused:
        campaign_texts.read([path], WANTED)

    assert "example.org" not in str(refused.value)
    assert "xxx" not in str(refused.value)
    ours = written(tmp_path, "---\nsubject: News\n---\n\nWrite to office@larkspur.example.\n", "ours.md")
    assert campaign_texts.read([ours], WANTED)


def test_what_spans_two_lines_is_found_as_well(tmp_path: Path) -> None:
    path = written(tmp_path, "---\nsubject: News\n---\n\nYour number is 123-45-\n6789.\n")

    with pytest.raises(BadFile, match="social security") as refused:
        campaign_texts.read([path], WANTED)

    assert "6789" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no front matter", "subject"),
        ("---\nsubject: 123-45-6789\n---\nText", "subject: holds what looks like a social security number"),
        ("---\nsubject: |\n  a\n  b\n---\nText", "subject: is one line"),
        ("---\nsubject: ''\n---\nText", "subject: is one line"),
        ("---\nsubject: News\nname: Ana\n---\nText", "unknown field name"),
        ("---\nsubject: News\nlanguage: fr\n---\nText", "the site doesn’t speak “fr”"),
        ("---\nsubject: News\nlanguage: es\n---\nText", "first language, “en”, is missing"),
        ("---\nsubject: [\n---\nText", "is not valid YAML"),
        ("---\nsubject: News\n---\n", "the text has 1 to"),
        ("---\nsubject: News\n---\n" + "a " * 20_000, "the text has 1 to"),
        ("---\nsubject: News\n---\n\n[x](https://evil.example/)", "line 5: write links"),
        ("---\nsubject: News\n---\n\n![x](https://evil.example/a.png)", "line 5: write links"),
        ("---\nsubject: News\n---\n\n[x](//evil.example)", "line 5: write links"),
        ("---\nsubject: News\n---\n\n[x](ftp://evil.example/)", "line 5: write links"),
        ("---\nsubject: News\n---\n\n[x](mailto:ana@example.org)", "line 5: holds what looks like an e-mail"),
    ],
)
def test_what_can_not_be_sent_is_refused_with_its_reason(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(BadFile) as refused:
        campaign_texts.read([path], WANTED)

    assert said in str(refused.value)


def test_two_files_in_one_language_and_files_that_are_no_text_are_refused(tmp_path: Path) -> None:
    first, second = (written(tmp_path, GOOD.format("en"), name) for name in ("a.md", "b.md"))
    with pytest.raises(BadFile, match=r"another file is in this language"):
        campaign_texts.read([first, second], WANTED)
    second.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(BadFile, match="not text in UTF-8"):
        campaign_texts.read([second], WANTED)
