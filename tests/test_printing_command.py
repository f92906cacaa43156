"""Forms from the command line: the same as on the site, with nothing typed in; and the list of deadlines."""

import re
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner, Result

from privet import config
from privet.commands import main
from tests import pdf


def run(folder: Path, *words: object) -> Result:
    command = ["mail-in", "--instance", str(folder), "-o", str(folder / "form.pdf"), *map(str, words)]
    return CliRunner().invoke(main, command)


def printed(folder: Path, *words: object) -> bytes:
    said = run(folder, *words)
    assert said.exit_code == 0, said.output
    return (folder / "form.pdf").read_bytes()


def test_form_comes_out_as_on_the_site(tmp_path: Path) -> None:
    words = (
        "--kind",
        "delete",
        "--residence",
        "US-CA",
        "--paper",
        "letter",
        "--size",
        "large",
        "--lang",
        "es",
    )

    made = printed(tmp_path, *words)

    text = " ".join(pdf.text_of(made).split())
    assert "Eliminen mi información" in text
    assert "California" in text
    assert max(sign.size for sign in pdf.signs(made)) >= 18


def test_copies_each_have_their_own_reference_and_code(tmp_path: Path) -> None:
    made = printed(tmp_path, "--blank", "--kind", "access", "--copies", 5)

    pages = range(len(pypdfium2.PdfDocument(made)))
    codes = [code.text for page in pages for code in pdf.codes(pdf.picture(made, page))]
    assert len(codes) == len(set(codes)) == 5
    references = set(re.findall(r"(?<!-)\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b", pdf.text_of(made)))
    assert {reference.replace("-", "") for reference in references} == {
        re.findall(r"ref=(\w+)", code)[0] for code in codes
    }


@pytest.mark.parametrize("what", ["--blank", "--fillable", "--test-sheet", "--envelope-sheet"])
def test_everything_can_be_printed_without_a_kind(tmp_path: Path, what: str) -> None:
    assert printed(tmp_path, what, "--paper", "a4").startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--kind, or take --blank"),
        (("--kind", "nix"), "nix is unknown; known are"),
        (("--kind", "access", "--residence", "Ohio"), "no place such as US-CA"),
        (("--kind", "access", "--lang", "fr"), "fr is unknown; known are en, es"),
        (("--kind", "access", "--paper", "letter", "--envelope", "window-dl"), "letter has window-10"),
        (("--kind", "access", "--copies", "100000"), "1<=x<=1000"),
        (("--fillable", "--copies", "2"), "--fillable comes once"),
        (("--test-sheet", "--copies", "2"), "--test-sheet comes once"),
        (("--blank", "--test-sheet"), "--blank and --test-sheet can’t be printed at once"),
    ],
)
def test_bad_options_are_explained_and_write_nothing(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    result = run(tmp_path, *words)

    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "form.pdf").exists()


def test_kind_that_is_named_twice_is_printed_once(tmp_path: Path) -> None:
    text = pdf.text_of(printed(tmp_path, "--kind", "access", "--kind", "access", "--fillable"))

    assert text.count("How much do you want?") == 1


def test_usual_envelope_is_that_of_the_configuration(tmp_path: Path) -> None:
    own = config.EXAMPLE.read_text("utf-8").replace('envelope = "window-10"', 'envelope = "plain"')
    (tmp_path / "privet.toml").write_text(own, "utf-8")

    assert "Cut out this label" in pdf.text_of(printed(tmp_path, "--kind", "access"))


def test_help_has_examples() -> None:
    said = CliRunner().invoke(main, ["mail-in", "--help"]).output

    assert "privet mail-in --kind delete --residence US-CA" in said
    assert "--blank --copies 200" in said


def test_deadlines_are_listed_with_their_source_and_what_is_unconfirmed(tmp_path: Path) -> None:
    words = ["deadlines", "--instance", str(tmp_path), "--received", "2026-11-23"]

    every = CliRunner().invoke(main, words).output
    open_rows = CliRunner().invoke(main, [*words, "--unconfirmed"]).output

    assert "hipaa-access: answer by 2026-12-23 (30 calendar); extension (30 calendar)" in every
    assert "ca-know: acknowledge by 2026-12-08 (10 business); answer by 2027-01-07" in every
    assert "uk-complaint: acknowledge by 2026-12-23 (30 calendar)" in every
    assert "ca-admt: answer (15 business)  from 2027-01-01" in every, "it doesn't hold yet"
    assert "keep-hipaa: answer (72 month)" in every
    assert "45 CFR 164.524(b)(2), checked 2026-11-23" in every
    assert "hipaa-access" not in open_rows
    assert "ca-iippa-correct" in open_rows
    assert open_rows.count("TO BE CONFIRMED") == len(re.findall(r"^\S+: ", open_rows, re.MULTILINE))


def test_own_rules_and_closures_count_on_the_command_line(tmp_path: Path) -> None:
    own = config.EXAMPLE.read_text("utf-8").replace("closed = []", "closed = [2026-11-27]")
    (tmp_path / "privet.toml").write_text(own, "utf-8")

    said = CliRunner().invoke(main, ["deadlines", "--instance", str(tmp_path), "--received", "2026-11-23"])

    assert "canspam: answer by 2026-12-09 (10 business)" in said.output
