"""The letter with a code, read from the PDF itself, and the commands that print it."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import product
from pathlib import Path

import pdfua
import pikepdf
import pytest
import time_machine
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from privet.domain import activation, activation_letters, activation_redeeming, events, groups
from privet.domain.activation import ACTIVATE, PROOF, Issue, Kind
from privet.domain.activation_letters import Look, Recipient
from privet.domain.activation_redeeming import Entered
from privet.domain.activation_words import Reader
from privet.domain.window import AddressDoesNotFit
from privet.opening import open_office, open_store
from privet.storage.accounts import Account
from privet.storage.store import Store
from tests import pdf, people
from tests.domain.test_sheets_place import BODY, HIDDEN, SAFE, VISIBLE, WIDTH

WRITTEN = datetime(2026, 12, 1, 5, tzinfo=UTC)
ADDRESS = ("Nguyễn Thị Minh Khai", "1200 Elm Street Apt 4B", "Springfield, IL 62704")
CODE = "7K3MQ-9XWZ1"
EVERY = list(product(("letter", "a4"), (False, True), ("en", "es"), (ACTIVATE, PROOF)))


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 12, 1, 17, tzinfo=UTC), tick=False):
        yield


def recipient(language: str = "en", address: tuple[str, ...] = ADDRESS) -> Recipient:
    return Recipient(address=address, reader=Reader(language, by_birth_date=True), known_by="LBT-1042")


def made(look: Look, *letters: tuple[str, Kind]) -> bytes:
    office = open_office(Path("nowhere"))
    issues = [
        (recipient(language), Issue("account", kind, datetime(2026, 12, 31, tzinfo=UTC).date(), CODE))
        for language, kind in letters
    ]
    return activation_letters.render(issues, look, office, WRITTEN)


def pages(printed: bytes) -> int:
    with pikepdf.open(BytesIO(printed)) as document:
        return len(document.pages)


@pytest.mark.parametrize(("paper", "large", "language", "kind"), EVERY)
def test_only_name_and_address_show_in_the_window(paper: str, large: bool, language: str, kind: Kind) -> None:
    printed = made(Look(paper, large), (language, kind))
    left, top, right, bottom = SAFE[paper]
    found = [line for line in pdf.lines_of(printed) if HIDDEN[paper] < line.top < BODY[paper]]
    page = pdf.picture(printed)

    page.paste(255, pdf.pixels(*SAFE[paper]))

    assert [line.text for line in found] == list(ADDRESS)
    for line in found:
        assert left - 0.01 <= line.left
        assert line.right <= right + 0.01
        assert top - 0.01 <= line.top
        assert line.bottom <= bottom + 0.01
    assert pdf.ink(pdf.cut(page, *VISIBLE[paper])) is None
    assert pdf.ink(pdf.cut(page, 0, HIDDEN[paper], WIDTH[paper], BODY[paper])) is None


@pytest.mark.parametrize(("paper", "large", "language", "kind"), EVERY)
def test_a_letter_is_accessible_and_always_the_same(
    tmp_path: Path, paper: str, large: bool, language: str, kind: Kind
) -> None:
    printed = made(Look(paper, large), (language, kind))
    file = tmp_path / "letter.pdf"
    file.write_bytes(printed)

    assert not list(pdfua.validate(str(file)).findings)
    assert pdf.headings(printed) == ["H1", "H2", "H2"]
    assert printed == made(Look(paper, large), (language, kind))


def test_the_code_is_large_and_one_page_is_enough() -> None:
    for language, kind in product(("en", "es"), (ACTIVATE, PROOF)):
        printed = made(Look("letter"), (language, kind))

        sizes = {sign.character: sign.size for sign in pdf.signs(printed) if sign.size > 20}

        assert set(sizes) == set(CODE)
        assert pages(printed) == 1


def test_nobody_stands_in_what_the_file_says_of_itself() -> None:
    said = pdf.said_outside_pages(made(Look("letter"), ("en", "activate"), ("es", "proof")))

    assert "Nguy" not in said
    assert "Elm" not in said
    assert CODE not in said


def test_each_letter_begins_on_a_sheet_of_its_own() -> None:
    both = made(Look("letter"), ("en", "activate"), ("es", "activate"))
    one = made(Look("letter", both_sides=False), ("en", "activate"), ("es", "activate"))

    assert pages(both) == 3
    assert not pdf.lines_of(both, 2)
    assert pages(one) == 2


def test_an_address_too_long_for_the_window_is_refused() -> None:
    office = open_office(Path("nowhere"))
    lines = ("Ana", "A line of an address that is longer than any window shows, whatever one does")

    with pytest.raises(AddressDoesNotFit):
        activation_letters.check(recipient(address=lines), Look("letter"), office)


# The commands.


def run(instance: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["members", "letters", *words, "--instance", str(instance)])


@pytest.fixture
def store(instance: Path) -> Store:
    return open_store(instance, config.load(instance))


def codes_in(file: Path) -> list[str]:
    lines = pdf.text_of(file.read_bytes()).split()
    return [word for word in lines if len(word) == 11 and word[5] == "-"]


def test_letters_are_printed_issued_and_recorded(instance: Path, store: Store, tmp_path: Path) -> None:
    first, _second = people.person(store, "LBT-1"), people.person(store, "LBT-2", language="es")
    out, cover = tmp_path / "letters.pdf", tmp_path / "list.pdf"

    said = run(instance, "--out", str(out), "--cover", str(cover), "--number", "LBT-1", "--number", "LBT-2")

    assert said.exit_code == 0, said.output
    assert stat.S_IMODE(out.stat().st_mode) == stat.S_IMODE(cover.stat().st_mode) == 0o600
    text = pdf.text_of(out.read_bytes())
    assert "Ana María Ruiz" in text
    for secret in ("LBT-1", "LBT-2", "1984", "4417", "900-12", "ana.ruiz"):
        assert secret not in text
    listed = pdf.text_of(cover.read_bytes())
    assert "LBT-2" in listed
    assert not set(codes_in(out)) & set(listed.split())
    (event,) = [event for event in events.listed(store, "record.read") if event.subject == first]
    assert event.purpose == "letter"
    assert len(events.listed(store, "activation.issued")) == 2
    assert "LBT" not in said.output
    assert "Ana" not in said.output


def test_a_printed_code_opens(instance: Path, store: Store, tmp_path: Path) -> None:
    people.person(store, "LBT-1")
    out = tmp_path / "letters.pdf"
    run(instance, "--out", str(out), "--number", "LBT-1")
    (code,) = codes_in(out)

    entered = Entered(code=code, born=datetime(1984, 2, 29, tzinfo=UTC).date())

    assert activation_redeeming.redeem(store, entered, datetime.now(UTC)).kind == "activate"


def test_all_without_an_account_leaves_out_minors_and_those_who_have_a_letter(
    instance: Path, store: Store, tmp_path: Path
) -> None:
    holder = people.person(store, "LBT-1")
    people.person(store, "LBT-1-01", holder=holder, relation="child", birth_date="2015-05-06")
    people.person(store, "LBT-2", status="former")
    people.account(store, person=people.person(store, "LBT-3"))
    out, again = tmp_path / "letters.pdf", tmp_path / "again.pdf"

    said = run(instance, "--out", str(out), "--all-without-account")
    second = run(instance, "--out", str(again), "--all-without-account")

    assert "1 letter." in said.output
    assert "1 under age" in said.output
    assert "nothing was written" in second.output
    assert not again.exists()


def test_the_letter_goes_to_a_confidential_address(instance: Path, store: Store, tmp_path: Path) -> None:
    people.person(store, "LBT-1", confidential_address="c/o Shelter\nPO Box 7\nDayton, OH 45402")
    out = tmp_path / "letters.pdf"

    run(instance, "--out", str(out), "--number", "LBT-1")

    text = pdf.text_of(out.read_bytes())
    assert "PO Box 7" in text
    assert "Juniper" not in text


def test_no_file_is_written_over_and_old_codes_live_on(instance: Path, store: Store, tmp_path: Path) -> None:
    people.person(store, "LBT-1")
    out = tmp_path / "letters.pdf"
    run(instance, "--out", str(out), "--number", "LBT-1")
    before = out.read_bytes()

    said = run(instance, "--out", str(out), "--number", "LBT-1")

    assert "exists already" in said.output
    assert out.read_bytes() == before
    assert len(events.listed(store, "activation.issued")) == 1


def test_a_number_of_nobody_stops_all_of_it(instance: Path, store: Store, tmp_path: Path) -> None:
    people.person(store, "LBT-1")
    out = tmp_path / "letters.pdf"

    said = run(instance, "--out", str(out), "--number", "LBT-1", "--number", "LBT-9")

    assert said.exit_code == 1
    assert "LBT-9" in said.output
    assert not out.exists()
    assert not events.listed(store)


def test_a_representative_gets_a_letter_with_the_user_name_told_otherwise(
    instance: Path, store: Store, tmp_path: Path
) -> None:
    people.representative(store)
    out = tmp_path / "letters.pdf"

    said = run(instance, "--out", str(out), "--representative", "hollis-office", "hollis.benefits")

    assert said.exit_code == 0, said.output
    text = pdf.text_of(out.read_bytes())
    assert "1 Mill Street" in text
    assert "hollis.benefits" not in text
    (code,) = codes_in(out)
    entered = Entered(code=code, user_name="Hollis.Benefits")
    assert activation_redeeming.redeem(store, entered, datetime.now(UTC))


def test_proof_is_for_those_who_have_an_account(instance: Path, store: Store, tmp_path: Path) -> None:
    people.account(store, person=people.person(store, "LBT-1"))
    out = tmp_path / "letters.pdf"

    plain = run(instance, "--out", str(out), "--number", "LBT-1")
    proof = run(instance, "--out", str(out), "--number", "LBT-1", "--proof")

    assert "--proof is for somebody" in plain.output
    assert proof.exit_code == 0
    assert "Your way back" in pdf.text_of(out.read_bytes())


def test_members_are_disabled_and_enabled(instance: Path, store: Store) -> None:
    account = activation.ensure_account(store, people.person(store, "LBT-1"))

    def do(word: str, number: str = "LBT-1") -> Result:
        return CliRunner().invoke(main, ["members", word, number, "--instance", str(instance)])

    assert "disabled" in do("disable").output
    with store.reading():
        assert Account.get_by_id(account).disabled_at
    assert "again" in do("enable").output
    with store.reading():
        assert Account.get_by_id(account).disabled_at is None
    assert do("disable", "LBT-9").exit_code == 2


def test_a_representative_who_was_written_down_with_the_group_gets_a_letter(
    instance: Path, store: Store, tmp_path: Path
) -> None:
    """The account that came with the group has no user name yet; the first letter gives it one, for good."""
    people.group(store)
    address = "1 Mill Street\nColumbus, OH 43004"
    known = {"id": "hollis-office", "group": "hollis-mills", "name": "Office of Hollis"}
    new = groups.NewRepresentative(**known, phone="1-614-555-0178", address=address)
    groups.add_representative(store, new)
    asked = ("--representative", "hollis-office", "hollis.benefits")

    first = run(instance, "--out", str(tmp_path / "first.pdf"), *asked)
    other = ("--representative", "hollis-office", "someone.else")
    second = run(instance, "--out", str(tmp_path / "second.pdf"), *other)

    assert first.exit_code == 0, first.output
    assert second.exit_code != 0
    with store.reading():
        account = Account.get(Account.representative == "hollis-office")
        assert account.user_name == "hollis.benefits"
