"""The text of a version: anchors, promises with their sentences, and nothing raw in its HTML."""

import pytest

from privet.domain import statement_text, statements
from privet.domain.statement_text import BARE, Drawing, Mark
from tests.domain.statement_texts import TEXTS


def anchors(text: str) -> list[str]:
    return [heading.anchor for heading in statement_text.headings(text)]


@pytest.mark.promise("P1")
def test_every_question_has_one_anchor_of_its_own() -> None:
    """P1: also where two headings have the same words, or the words of the page around them."""
    text = "## What’s new?\n\n## Contents\n\n## ¿Qué hay de nuevo, señor?\n\n## Contents\n\n## P16\n\n## ?\n"

    assert anchors(text) == [
        "whats-new",
        "contents-2",
        "que-hay-de-nuevo-senor",
        "contents-3",
        "p16-2",
        "section",
    ]
    html = statement_text.as_html(text, BARE)
    assert all(html.count(f'id="{anchor}"') == 1 for anchor in anchors(text))


def test_promise_is_the_sentence_right_before_its_marker() -> None:
    assert statement_text.promises(TEXTS["en"]) == {
        "P5": "We count pages, not people. We keep no list of visits.",
        "P7": "We keep no list of visits.",
        "P8": "We keep totals for whole days",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Two. {P1}", "Two."),
        ("One. {P2} Two. {P1}", "Two."),
        ("Is it one? “Two!” {P1}", "“Two!”"),
        ("One. **Two** and [three](/contact/). {P1} Four.", "Two and three."),
        ("The law of the U.S. Department holds. {P1}", "The law of the U.S. Department holds."),
        ("Dr. Lee of No. 5 asks. {P1}", "Dr. Lee of No. 5 asks."),
        ("One. ¿Dos? Tres\nlíneas. {P1}", "Tres líneas."),
        ("One.\n{P1} Two.", "One."),
        ("We use TLS 1.3 or later. {P1}", "We use TLS 1.3 or later."),
    ],
)
def test_sentence_ends_where_a_reader_sees_its_end(text: str, sentence: str) -> None:
    assert statement_text.promises(text)["P1"] == sentence


def test_marker_becomes_what_the_page_draws_and_only_the_first_has_an_id() -> None:
    drawn: list[tuple[Mark, str]] = []

    def draw(mark: Mark, anchor: str) -> str:
        drawn.append((mark, anchor))
        return f"<{mark.promise}>"

    drawing = Drawing(BARE.link, BARE.outside, draw)

    html = statement_text.as_html("Kept <b>well</b>. {P5} Kept. {P5} {P7}", drawing)

    assert html == "<p>Kept &lt;b&gt;well&lt;/b&gt;.<P5> Kept.<P5><P7></p>\n"
    assert [(mark.promise, anchor) for mark, anchor in drawn] == [("P5", "p5"), ("P5", ""), ("P7", "p7")]


def test_shipped_versions_promise_the_same_in_every_language() -> None:
    for version in statements.load(statements.SHIPPED, demonstration=True).versions:
        first, *others = (statement_text.promises(wording.text) for wording in version.wordings.values())
        assert all(set(other) == set(first) for other in others)
        assert all(sentence for promises in (first, *others) for sentence in promises.values())
