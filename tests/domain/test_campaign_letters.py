"""Letters of a campaign: to whom, once, in the window, and the words as data."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import product
from pathlib import Path

import pdfua
import pikepdf
import pytest

from privet.domain import campaign_blocks, campaign_letters, campaigns, events
from privet.domain.activation_letters import Look
from privet.domain.campaign_letters import Batch, Recipient, Wanted
from privet.domain.campaign_texts import Texts, Wording
from privet.opening import open_office
from privet.storage.opening import open_store
from privet.storage.people import Person
from privet.storage.place import Place
from privet.storage.store import Store
from privet.storage.subscriptions import PaperSubscription
from tests import pdf, people
from tests.campaigning import NOW, TEXTS, started, wants_paper
from tests.domain.test_sheets_place import BODY, HIDDEN, SAFE

WRITTEN = datetime(2026, 11, 23, 5, tzinfo=UTC)
ADDRESS = ("Nguyễn Thị Minh Khai", "1200 Elm Street Apt 4B", "Springfield, IL 62704")
OFFICE = open_office(Path("nowhere"))
SOURCE = """# What is *new* #

Closed on **Friday**; see [our page](/contact/) or [call](tel:1-614-555-0142).

### Dates

1. First
   - inner `code`
2. #sys.inputs.data

> $ x $ <script>alert(1)</script> @ref \\\\

| Day | Open |
|---|---|
| Monday | 8 to 5 |

---

![a picture](/static/hedge.svg)
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(Place(tmp_path, tmp_path / "keys", ""), NOW.date())
    yield store
    store.close()


def gathered(store: Store, campaign: str, most: int = 9, again: bool = False) -> Batch:
    return campaign_letters.gather(store, campaign, OFFICE, Wanted(Look("letter"), most, again))


def made(look: Look, *languages: str, texts: Texts = TEXTS) -> bytes:
    to = [Recipient("p", ADDRESS, language) for language in languages]
    return campaign_letters.render(Batch("informational", texts, to), look, OFFICE, WRITTEN)


@pytest.mark.parametrize(
    ("paper", "large", "language"), list(product(("letter", "a4"), (False, True), ("en", "es")))
)
def test_a_letter_shows_its_address_alone_and_is_accessible(
    tmp_path: Path, paper: str, large: bool, language: str
) -> None:
    printed = made(Look(paper, large), language, texts={language: Wording("What we say", SOURCE)})
    file = tmp_path / "letter.pdf"
    file.write_bytes(printed)
    shown = [line for line in pdf.lines_of(printed) if HIDDEN[paper] < line.top < BODY[paper]]
    left, top, right, bottom = SAFE[paper]

    assert [line.text for line in shown] == list(ADDRESS)
    for line in shown:
        assert left - 0.01 <= line.left
        assert line.right <= right + 0.01
        assert top - 0.01 <= line.top
        assert line.bottom <= bottom + 0.01
    assert not list(pdfua.validate(str(file)).findings)
    assert pdf.headings(printed) == ["H1", "H2", "H3"]
    text = pdf.flat_text(printed)
    assert "2.#sys.inputs.data" in text
    assert "<script>alert(1)</script>" in text


def test_the_same_letters_give_the_same_bytes_and_hold_no_name_in_their_metadata() -> None:
    printed = made(Look("letter"), "en", "es")

    assert printed == made(Look("letter"), "en", "es")
    with pikepdf.open(BytesIO(printed)) as document:
        assert len(document.pages) == 3  # The back of the first one stays blank.
    assert "Nguy" not in pdf.said_outside_pages(printed)


def test_words_are_data_and_never_source() -> None:
    blocks = campaign_blocks.blocks(SOURCE, "https://www.larkspur.example")

    kinds = [block["kind"] for block in blocks]
    assert kinds == ["heading", "par", "heading", "enum", "quote", "table", "rule", "par"]
    assert [block["level"] for block in blocks if block["kind"] == "heading"] == [2, 3]
    words = "".join(run["text"] for run in blocks[1]["runs"])
    assert words == "Closed on Friday; see our page (https://www.larkspur.example/contact/) or call."
    assert [run["text"] for run in blocks[1]["runs"] if run["strong"]] == ["Friday"]
    assert blocks[3]["items"][1][0]["runs"][0]["text"] == "#sys.inputs.data"
    assert "<script>" in "".join(run["text"] for run in blocks[4]["inside"][0]["runs"])
    assert made(Look("letter"), "en", texts={"en": Wording('#eval #read("x")', SOURCE)})


@pytest.mark.promise("P44")
@pytest.mark.promise("P28")
def test_letters_go_to_those_who_want_paper_still_and_may_get_it(store: Store) -> None:
    names = ["wants", "left", "refuses", "off", "no mail"]
    who = {name: people.person(store, name, name=name.title()) for name in names}
    for person in who.values():
        wants_paper(store, person)
    campaign = started(store)
    with store.writing():
        Person.update(status="former").where(Person.id == who["left"]).execute()
        Person.refusing(who["refuses"], "use")
        Person.refusing(who["no mail"], "mail")
        PaperSubscription.drop(who["off"])

    batch = gathered(store, campaign)

    assert [to.person for to in batch.letters] == [who["wants"]]
    assert batch.letters[0].address == ("Wants", "12 Juniper Lane", "Columbus, OH 43004")
    assert dict(batch.refused) == {"former": 1, "use": 1, "off": 1, "mail": 1}
    with store.reading():
        looks = [event for event in events.listed(store, "record.read") if event.purpose == "letter"]
        assert [event.subject for event in looks] == [who["wants"]]


def test_a_letter_is_printed_once_unless_it_is_asked_for_again(store: Store) -> None:
    for number in range(3):
        wants_paper(store, people.person(store, f"ana-{number}"))
    campaign = started(store)

    first = gathered(store, campaign, 2)
    campaign_letters.printed(store, campaign, first, NOW)
    second = gathered(store, campaign)
    campaign_letters.printed(store, campaign, second, NOW)

    assert (len(first.letters), len(second.letters)) == (2, 1)
    assert not gathered(store, campaign).letters
    assert len(gathered(store, campaign, again=True).letters) == 3
    assert campaigns.progress(store, campaign).printed == 3


def test_post_goes_to_the_confidential_address_and_what_shows_in_no_window_is_left_out(store: Store) -> None:
    kept = people.person(store, "ana-1", confidential_address="PO Box 9\nColumbus, OH 43004")
    wide = people.person(store, "ana-2", address="x" * 200 + "\nColumbus")
    for person in (kept, wide):
        wants_paper(store, person)

    batch = gathered(store, started(store))

    assert [to.address[1] for to in batch.letters] == ["PO Box 9"]
    assert batch.unfit == ["ana-2"]


def test_a_draft_has_no_letters(store: Store) -> None:
    draft = campaigns.draft(store, "informational", TEXTS, NOW)

    for name in (draft, "nowhere"):
        with pytest.raises(campaigns.NoSuchCampaign):
            gathered(store, name)
