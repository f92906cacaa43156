"""Topics: enough of them, plain to read, in both languages, and refused when they are badly made."""

from pathlib import Path

import pytest

from privet.domain import rules, topics
from privet.domain.datafiles import BadFile
from privet.domain.readability import ease

ROOMS = Path(__file__).parents[2] / "blueprints"
ROUTES = ("consumer", "professional", "provider", "global_")
GOOD = "---\ntitle: A title\nsummary: A summary.\norder: 1\nreviewed: 2026-11-23\n---\nText.\n"


@pytest.mark.parametrize("route", ROUTES)
def test_route_has_five_topics_in_both_languages(route: str) -> None:
    found = topics.load([ROOMS / route / "topics"], ["en", "es"], rules.load([]).kinds)

    assert len(found) >= 5
    for slug, spoken in found.items():
        assert set(spoken) == {"en", "es"}, slug
        assert spoken["en"].about.requests == spoken["es"].about.requests, slug


@pytest.mark.parametrize("path", sorted(ROOMS.glob("*/topics/*.md")), ids=lambda path: path.name)
def test_topic_is_plain_to_read(path: Path) -> None:
    text = path.read_text("utf-8").split("---\n", 2)[2]

    assert ease(text, path.stem[-2:]) >= 50
    assert len(text.split()) > 200


def test_a_dense_text_is_not_plain() -> None:
    dense = (
        "Notwithstanding the aforementioned considerations, individualized information remains confidential."
    )

    assert ease(dense, "en") < 50


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Bad Name.en.md", GOOD, "is not named like"),
        ("topic.md", GOOD, "is not named like"),
        ("a.en.md", GOOD.replace("title", "titel"), "titel"),
        ("a.en.md", GOOD.replace("order: 1", "order: first"), "order"),
        ("a.en.md", GOOD.replace("order: 1", "order: 1\nrequests: [acces]"), "“acces” is no kind"),
        ("a.en.md", "---\ntitle: [\n---\n", "front matter"),
    ],
)
def test_bad_topic_is_refused_with_its_file(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(BadFile, match=said) as refusal:
        topics.load([tmp_path], ["en"], ["access"])

    assert name in str(refusal.value)


def test_own_topic_stands_for_ours(tmp_path: Path) -> None:
    ours, own = tmp_path / "ours", tmp_path / "own"
    for folder, title in ((ours, "Ours"), (own, "Own")):
        folder.mkdir()
        (folder / "a.en.md").write_text(GOOD.replace("A title", title), "utf-8")

    found = topics.load([ours, own], ["en"], [])

    assert found["a"]["en"].about.title == "Own"


def test_raw_html_and_script_links_stay_text() -> None:
    html = topics.as_html(
        "<script>x</script> [go](javascript:alert(1)) [in](/contact/)", "Acme", lambda a: f"{a}?lang=es"
    )

    assert "<script>" not in html
    assert 'href="javascript' not in html
    assert '<a href="/contact/?lang=es">in</a>' in html
