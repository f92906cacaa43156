"""What changed between two texts: blocks, then words."""

from privet.domain import statement_diff
from privet.domain.statement_diff import MOST_WORDS, Change, blocks, difference
from tests.domain.statement_texts import TEXTS


def changes(before: str, after: str) -> list[Change]:
    return [change for stretch in difference(before, after).stretches for change in stretch.changes]


def read(change: Change) -> str:
    signs = {"added": "+{}+", "removed": "-{}-"}
    said = (
        (" " if piece.spaced else "") + signs.get(piece.state, "{}").format(piece.text)
        for piece in change.pieces
    )
    return "".join(said).strip()


def test_blocks_are_headings_paragraphs_items_and_rows() -> None:
    text = "## Head\n\nSome *words*\nhere. {P5}\n\n- item\n\n  more\n\n| a | b |\n|---|---|\n| c | d |\n"

    assert [(block.kind, block.text) for block in blocks(text)] == [
        ("h2", "Head"),
        ("p", "Some words here. [P5]"),
        ("li", "item"),
        ("li", "more"),
        ("row", "a | b"),
        ("row", "c | d"),
    ]


def test_words_are_compared_within_a_block_that_changed() -> None:
    (change,) = changes("We count pages, not people.", "We count pages and paper, never people.")

    assert change.state == "changed"
    assert read(change) == "We count pages-, not- +and paper, never+ people."


def test_sentence_is_not_torn_to_shreds() -> None:
    (change,) = changes("We keep old notes here for a day.", "We lose new notes there for a day.")

    assert read(change) == "We -keep old notes here- +lose new notes there+ for a day."


def test_another_address_or_another_promise_is_a_change() -> None:
    (change,) = changes("Ask [us](/contact/) now. {P5}", "Ask [us](/terms/) now. {P7}")

    assert read(change) == "Ask us (-/contact/-+/terms/+) now. [-P5-+P7+]"


def test_blocks_that_share_little_are_gone_and_new() -> None:
    found = changes("We count pages.\n\nStays.", "Nobody asks for your name here.\n\nStays.")

    assert [(change.state, read(change)) for change in found] == [
        ("removed", "-We count pages.-"),
        ("added", "+Nobody asks for your name here.+"),
        ("same", "Stays."),
    ]


def test_heading_never_becomes_a_paragraph() -> None:
    assert [change.state for change in changes("## We count pages", "We count pages")] == ["removed", "added"]


def test_added_and_removed_blocks_are_whole() -> None:
    found = changes(
        TEXTS["en"], TEXTS["en"].replace("- We tell nobody who you are.\n", "- We sell nothing.\n- Ever.\n")
    )

    assert [(change.state, read(change)) for change in found if change.state != "same"] == [
        ("removed", "-We tell nobody who you are.-"),
        ("added", "+We sell nothing.+"),
        ("added", "+Ever.+"),
    ]


def test_far_from_a_change_the_text_is_folded() -> None:
    before = "## One\n\n" + "\n\n".join(f"Line {n}." for n in range(9)) + "\n\n## Two\n\nOld end.\n\nLast."

    found = difference(before, before.replace("Old end", "New end"))

    assert [(stretch.folded, len(stretch.changes)) for stretch in found.stretches] == [(True, 10), (False, 3)]
    assert [found.count(state) for state in ("same", "changed", "added", "removed")] == [12, 1, 0, 0]


def test_equal_texts_have_no_difference() -> None:
    assert all(change.state == "same" for change in changes(TEXTS["en"], TEXTS["en"]))


def test_long_blocks_are_shown_before_and_after_instead_of_compared_for_minutes() -> None:
    """One-level comparing of ten thousand words takes the better part of a minute."""
    long = "word other " * MOST_WORDS

    assert statement_diff.words(long, long + "more") is None
    assert [change.state for change in changes(long, long + "more")] == ["removed", "added"]
