"""The form of the model notice says what the organisation's file says, and nothing else; P30."""

from collections import Counter
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import msgspec
import pdfua
import pikepdf
import pytest

from privet.domain import modelform
from privet.domain.datafiles import BadFile
from privet.domain.geometry import NoLayout
from privet.domain.modelform import ModelForm
from tests import pdf
from tests.domain.letters import WRITTEN

ADDRESS = ("Larkspur Benefit Trust", "PO Box 4100", "Columbus, OH 43299-4100")
KINDS = {"fcra_share", "glba_nonaffiliate", "access"}
GLBA = """
rev = "rev. 11/2026"
title = "Form to send by post"
mark = "Mark each “thing” that you want to limit:"
fields = ["Name", "Address", "City/State/ZIP"]
account = "Last four digits of account #"
mail_to = "Send it to:"

[joint]
text = "If you're two on this account, your choices hold for both -- unless you mark this."
box = "My choices are for me *only*."

[[boxes]]
kind = "fcra_share"
text = "Keep what you know about my credit from your affiliates' offices."

[[boxes]]
kind = "glba_nonaffiliate"
text = "Keep my information from other firms that want to sell me something."
"""


def load(folder: Path, text: str = GLBA) -> ModelForm:
    (folder / "glba.toml").write_text(text, "utf-8")
    form = modelform.load(folder)
    assert form
    return form


def texts(form: ModelForm) -> list[str]:
    """Give all that the file says."""
    joint = [form.joint.text, form.joint.box] if form.joint else []
    account = [form.account] if form.account else []
    boxes = [choice.text for choice in form.boxes]
    return [form.rev, form.title, *joint, form.mark, *boxes, *form.fields, *account, form.mail_to]


def check_words(form: ModelForm, made: bytes, address: tuple[str, ...] = ADDRESS) -> None:
    """Check that each text is printed once, sign for sign, and nothing else but the address."""
    printed = " ".join(pdf.text_of(made, "-raw").split())
    for text in texts(form):
        assert " ".join(text.split()) in printed
    assert " ".join(address) in printed
    assert Counter(printed.split()) == Counter(" ".join([*texts(form), *address]).split())


@pytest.mark.promise("P30")
def test_p30_without_a_file_there_is_no_form(tmp_path: Path) -> None:
    assert modelform.load(None) is None
    assert modelform.load(tmp_path) is None


@pytest.mark.promise("P30")
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_p30_the_words_are_the_files_and_nothing_is_added(tmp_path: Path, paper: str) -> None:
    form = load(tmp_path)

    check_words(form, modelform.render(form, ADDRESS, paper, WRITTEN))


@pytest.mark.promise("P30")
def test_p30_without_joint_accounts_or_account_nothing_stands_in_their_place(tmp_path: Path) -> None:
    form = msgspec.structs.replace(load(tmp_path), joint=None, account="")

    made = modelform.render(form, ADDRESS, "letter", WRITTEN)

    check_words(form, made)
    first = next(line for line in pdf.lines_of(made) if line.text.startswith("Mark each"))
    assert first.left > 60, "the boxes stay in the right column"


@pytest.mark.promise("P30")
def test_p30_the_form_may_name_an_office_of_its_own(tmp_path: Path) -> None:
    own = ("Privacy choices", "PO Box 7", "Dayton, OH 45402")
    form = msgspec.structs.replace(load(tmp_path), address=own)

    check_words(form, modelform.render(form, ADDRESS, "letter", WRITTEN), own)


@pytest.mark.promise("P30")
def test_p30_type_is_as_large_as_the_models_rules_ask(tmp_path: Path) -> None:
    form = load(tmp_path)

    sizes = [sign.size for sign in pdf.signs(modelform.render(form, ADDRESS, "letter", WRITTEN))]

    small = [size for size in sizes if size < 10]
    assert len(small) == len("rev.11/2026"), "all but the date of revision is at least 10 points"
    assert min(small) >= 8


@pytest.mark.promise("P30")
@pytest.mark.parametrize(("paper", "width", "height"), [("letter", 215.9, 279.4), ("a4", 210, 297)])
def test_p30_the_parts_stand_in_the_models_order(
    tmp_path: Path, paper: str, width: float, height: float
) -> None:
    made = modelform.render(load(tmp_path), ADDRESS, paper, WRITTEN)

    with pikepdf.open(BytesIO(made)) as document:
        (page,) = document.pages
        assert [float(x) * pdf.POINT for x in page.mediabox] == pytest.approx([0, 0, width, height], abs=0.01)
    lines = pdf.lines_of(made)
    begin = (
        "rev.",
        "Form",
        "Mark each",
        "Keep what",
        "Keep my",
        "Name",
        "Address",
        "City",
        "Last",
        "Send it",
    )
    found = [next(line for line in lines if line.text.startswith(start)) for start in begin]
    assert [line.top for line in found] == sorted(line.top for line in found)
    revision, joint = found[0], next(line for line in lines if line.text.startswith("If you're"))
    assert revision.top < 25
    assert revision.right > width - 25
    assert joint.right < found[2].left, "joint accounts stand in the left column"
    rows = [line.top for line in found[5:9]]
    assert all(low - high >= 10 for high, low in pairwise(rows)), "room to write"


@pytest.mark.promise("P30")
def test_p30_long_words_get_the_room_that_they_need(tmp_path: Path) -> None:
    long = " ".join(f"word{n}" for n in range(80))
    form = msgspec.structs.replace(load(tmp_path), fields=(long, "After"), mark=long, mail_to=long)

    made = modelform.render(form, ADDRESS, "letter", WRITTEN)

    check_words(form, made)
    pages = pdf.text_of(made).count("\f")
    lines = [(page, line) for page in range(1, pages + 1) for line in pdf.lines_of(made, page)]
    last = max((page, line.bottom) for page, line in lines if "word79" in line.text)
    assert all(line.bottom < 265 for _page, line in lines)
    after = next((page, line.top) for page, line in lines if line.text == "After")
    assert after < last, "the address still stands at the end"


@pytest.mark.promise("P30")
def test_p30_each_choice_has_a_box_to_mark(tmp_path: Path) -> None:
    made = modelform.render(load(tmp_path), ADDRESS, "letter", WRITTEN)

    squares = [s for s in pdf.strokes(made) if s.right - s.left == pytest.approx(s.bottom - s.top, abs=0.01)]
    squares = [s for s in squares if s.right - s.left == pytest.approx(4.8, abs=0.01)]
    assert len(squares) == 3
    assert pdf.said_outside_pages(made).count("Box to tick") == 3


@pytest.mark.promise("P30")
def test_p30_the_form_is_tagged_and_always_the_same(tmp_path: Path) -> None:
    form, file = load(tmp_path), tmp_path / "form.pdf"
    for language in ("en", "es"):
        made = modelform.render(form, ADDRESS, "letter", WRITTEN, language)
        file.write_bytes(made)
        assert not list(pdfua.validate(str(file)).findings)
        assert made == modelform.render(form, ADDRESS, "letter", WRITTEN, language)
        with pikepdf.open(file) as document:
            assert document.Root.Lang == language
            assert document.docinfo["/Title"] == "Form to send by post"


def test_a_form_without_a_named_language_is_english_and_may_name_another(tmp_path: Path) -> None:
    for language, text in (("en", GLBA), ("es", f'language = "es"\n{GLBA}')):
        made = modelform.render(load(tmp_path, text), ADDRESS, "letter", WRITTEN)
        with pikepdf.open(BytesIO(made)) as document:
            assert document.Root.Lang == language


@pytest.mark.promise("P30")
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rev =", "revision =", "revision"),
        ('title = "Form to send by post"', "", "title"),
        ('"Name", ', '"Name", " ", ', "empty"),
        ('box = "My choices are for me *only*."', 'box = ""', "box is empty"),
        ('fields = ["Name", "Address", "City/State/ZIP"]', "fields = []", "entry"),
        ('kind = "fcra_share"', "kind = 3", r"boxes\[0\]"),
    ],
)
def test_p30_a_bad_file_is_refused_with_file_key_and_reason(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GLBA

    with pytest.raises(BadFile, match=rf"glba\.toml: .*{said}"):
        load(tmp_path, GLBA.replace(old, new))


@pytest.mark.promise("P30")
def test_p30_boxes_stand_for_known_kinds_and_each_for_its_own(tmp_path: Path) -> None:
    form = load(tmp_path)
    modelform.check(form, KINDS)

    with pytest.raises(BadFile, match=r"glba\.toml: boxes\[0\]\.kind: “fcra_share” is unknown"):
        modelform.check(form, KINDS - {"fcra_share"})
    twice = msgspec.structs.replace(form, boxes=(*form.boxes, form.boxes[0]))
    with pytest.raises(BadFile, match="stands 2 times"):
        modelform.check(twice, KINDS)


def test_words_that_the_typeface_lacks_are_found_at_the_start(tmp_path: Path) -> None:
    form = load(tmp_path, GLBA.replace("Send it to:", "Send it to 中:"))

    with pytest.raises(BadFile, match="no letter shape for 中"):
        modelform.check(form, KINDS)


def test_unknown_paper_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoLayout):
        modelform.render(load(tmp_path), ADDRESS, "a3", WRITTEN)
