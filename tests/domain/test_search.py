"""Search: every word, best first, accents and capitals forgiven."""

from privet.domain.search import Page, find

PAGES = [
    Page("Corrija su registro", "Cómo pedir una corrección.", "/a"),
    Page("Otra cosa", "Nada.", "/b", "corrección y más"),
    Page("Leave a plan", "What happens.", "/c"),
]


def test_title_comes_before_text() -> None:
    assert [page.address for page in find("corre", PAGES)] == ["/a", "/b"]


def test_accents_and_capitals_are_forgiven() -> None:
    assert [page.address for page in find("CORRECCION mas", PAGES)] == ["/b"]


def test_every_word_must_be_there() -> None:
    assert find("plan nothing", PAGES) == []
    assert find("  ,. ", PAGES) == []
