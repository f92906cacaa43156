"""What may be in a mail: a closed list, typed slots, and a guard that lets nothing else through (P27)."""

import base64
import quopri
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from string import Template
from typing import get_args, get_type_hints
from urllib.parse import quote

import pytest
from flask import Flask

from privet.domain import mail, mail_door, mail_fixed, mail_guard, mail_slots, mail_templates
from privet.domain.mail import Outgoing, Sent
from privet.domain.mail_door import Single
from privet.domain.mail_form import Form, NotOfThisForm
from privet.domain.mail_guard import Guarded
from privet.domain.mail_slots import Day, Given, OwnWords, Token
from privet.domain.mail_templates import NAMES, SLOTS, NoSuchMail, Ours
from privet.domain.mail_whole import Content, Cover, Finished, finish
from privet.storage.messages import Mail
from privet.storage.store import Store
from tests import mails, people
from tests.mails import ID, NOW, OURS, TO, TOKEN, Kept

MARK = "Marked-Quercus-7351"
NAME = "Ana María Ruiz"
SSN = "900-12-4417"
HEADERS = ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]


@pytest.mark.promise("P27")
def test_no_mail_has_a_slot_for_anybody() -> None:
    """P27: slots hold our own words, a day and one link; another one would need another statement."""
    assert {
        "organisation": OwnWords,
        "phone": OwnWords,
        "site": OwnWords,
        "kind": OwnWords,
        "link": Token,
        "day": Day,
    } == SLOTS
    assert get_args(mail_slots.Slot) == (Token, Day, OwnWords)
    assert get_type_hints(Given) == {"token": Token | None, "day": Day | None}
    assert get_type_hints(Token) == {"value": str}
    assert get_type_hints(Day) == {"value": date}
    ours = ["organisation", "phone", "base", "sender", "postal", "country", "phones", "zone", "bounce", "own"]
    assert [field.name for field in fields(Ours)] == ours
    assert [field.name for field in fields(Outgoing)] == ["template", "recipient", "language", "token"]
    whose = {"id", "account", "reader", "recipient", "template", "token", "language"}
    assert set(Mail._meta.fields) == {*whose, "queued_at", "next_at", "tries"}


@pytest.mark.promise("P27")
def test_files_of_mails_have_no_other_slots() -> None:
    """P27: each text that is there is one of the list, with slots of the list, and none in its subject."""
    found = {file.name.partition(".")[0] for file in Path("templates/emails").iterdir()}
    assert found == {*NAMES, "campaign"}
    for file in Path("templates/emails").iterdir():
        assert file.name.split(".")[1:] in (["en", "txt"], ["es", "txt"]), file
        text = file.read_text("utf-8")
        assert set(Template(text).get_identifiers()) <= set(SLOTS), f"{file}: a mail has no such slot"
        if not file.name.startswith("campaign."):  # It is what stands below others’ words.
            assert "$" not in text.partition("\n")[0], f"{file}: a subject has no slot"


@pytest.mark.promise("P27")
@pytest.mark.parametrize(
    "value", [MARK, OwnWords(MARK), Token("x" * 43)], ids=["words", "own words", "token"]
)
def test_slot_takes_its_own_type_alone(monkeypatch: pytest.MonkeyPatch, value: object) -> None:
    """P27: words can’t come where a day is to be."""
    monkeypatch.setattr(mails, "DAY", value)

    with pytest.raises(NoSuchMail):
        mails.fixed("preferences")


@pytest.mark.parametrize(
    "value", ["", "x" * 42, "x" * 44, "x" * 42 + "\n", "x" * 42 + " ", "é" * 43, f"{SSN}{'x' * 31}="]
)
def test_token_is_what_we_make(value: str) -> None:
    with pytest.raises(ValueError, match="no token"):
        Token(value)


@pytest.mark.promise("P27")
def test_no_mail_holds_anything_of_the_person(app: Flask) -> None:
    """P27: each mail there is, to somebody whose every fact is marked, in each language, holds no mark."""
    store: Store = app.extensions["privet"].store
    person = people.person(store, f"{MARK}-number", name=f"{MARK} name", address=MARK, plan=MARK)
    people.person(store, f"{MARK}-child", name=f"{MARK} child", holder=person, relation="child")
    account = people.account(store, person=person, user_name=f"{MARK}-user", email="a@example.org")
    kept = Kept()
    for name in NAMES:
        for language in ("en", "es", "xx"):
            token = TOKEN.value if name in mail_templates.LINKS else ""
            mail.queue(store, account, Outgoing(name, "a@example.org", language, token), NOW)
    assert mail.tell(store, account, "message", NOW)

    assert mail.send_due(store, OURS, kept, NOW) == Sent(len(NAMES) * 3 + 1)
    for each in kept.given:
        whole = "\n".join(mail_guard.parts(each.raw))
        assert MARK not in whole
        assert "Ana" not in whole
        assert whole.replace("To: a@example.org", "").count("a@example.org") == 1, (
            "the header, parsed and raw"
        )
    store.close()


@pytest.mark.promise("P27")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_mail_has_fixed_headers_and_passes_the_guard(name: str, language: str) -> None:
    """P27: what leaves is the template and nothing else."""
    form, made = mails.fixed(name, language)

    mail_guard.check(form, made, [NAME])

    mail = mails.parsed(made.raw)
    assert sorted(mail.keys()) == HEADERS
    assert str(mail["From"]) == "Larkspur Benefit Trust <office@larkspur.example>"
    assert (str(mail["To"]), mail["Message-ID"]) == (TO, f"<{ID}@larkspur.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    for text in (mails.part(made.raw, "plain"), mails.part(made.raw, "html")):
        assert "Columbus, OH 43299-4100" in text
        assert ("You get this mail because" in text) or ("Usted recibe este correo porque" in text)
        assert (TOKEN.value in text) is (name in mail_templates.LINKS)


def hidden() -> dict[str, str]:
    """Give marked facts of a person as somebody might write them."""
    words = f"{NAME}, {SSN}"
    return {
        "plain": words,
        "spaced": " ".join(words),
        "full-width": "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in words),
        "zero-width": "\N{ZERO WIDTH SPACE}".join(words),
        "base64": base64.b64encode(words.encode()).decode(),
        "quoted-printable": quopri.encodestring(words.encode(), quotetabs=True).decode().replace("9", "=39"),
        "percent": quote(words).replace("9", "%39"),
        "HTML entities": "".join(f"&#{ord(sign)};" for sign in words),
    }


PLACES: dict[str, Callable[[Content, str], Content]] = {
    "subject": lambda said, words: replace(said, subject=f"{said.subject} {' '.join(words.split())}"),
    "text": lambda said, words: replace(said, text=f"{said.text}\n{words}\n"),
    "html": lambda said, words: replace(said, html=said.html.replace("</body>", f"<p>{words}</p></body>")),
    "attribute": lambda said, words: replace(said, html=said.html.replace("<p>", f'<p title="{words}">', 1)),
}


@pytest.mark.promise("P27")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("how", hidden())
def test_guard_finds_who_somebody_is_however_it_is_written(place: str, how: str) -> None:
    """P27: a name and a number that got into a mail are found, and the guard repeats neither."""
    form, _ = mails.fixed()
    said = mail_templates.template("message", "en")
    content = PLACES[place](mail_fixed.content(OURS, said, said.filled(OURS)), hidden()[how])
    made = finish(OURS, Cover(ID, TO, OURS.sender), content, NOW)

    with pytest.raises(Guarded) as refused:
        mail_guard.check(form, made, [NAME])

    assert {"ssn", "name"} <= refused.value.kinds
    assert not any(word in str(refused.value) for word in (*NAME.split(), SSN))


def two_tokens() -> Content:
    said = mail_templates.template("confirm", "en")
    content = mail_fixed.content(OURS, said, said.filled(OURS, mails.given("confirm")))
    return replace(content, html=content.html.replace(TOKEN.value, "y" * 43))


def tampered() -> dict[str, bytes]:
    raw, other = mails.fixed()[1].raw, mails.fixed("confirm")[1].raw
    attached = (
        f'--=_privet_=\r\nContent-Disposition: attachment; filename="{MARK}.pdf"\r\n\r\nx\r\n--=_privet_=--'
    )
    return {
        "after the end": raw + f"\r\nMember {MARK}\r\n".encode(),
        "salutation": raw.replace(b"Hello,", f"Hello {MARK},".encode()),
        "subject": raw.replace(b"There is a message for you", f"About {MARK}".encode(), 1),
        "header": raw.replace(b"To: ana", f"X-Member: {MARK}\r\nTo: ana".encode()),
        "other recipient": raw.replace(b"To: ana.ruiz@", b"To: somebody.else@"),
        "second recipient": raw.replace(b"To: ana", b"Bcc: other@example.org\r\nTo: ana"),
        "number": raw.replace(f"<{ID}@".encode(), f"<{MARK}@".encode()),
        "sender": raw.replace(b"From: Larkspur", f"From: {MARK}".encode()),
        "date": raw.replace(b"Date: Mon", f"Date: {MARK}".encode()),
        "comment": raw.replace(b"larkspur.example>", f"larkspur.example> ({MARK})".encode(), 1),
        "type": raw.replace(b"text/plain", b"text/html"),
        "attachment": raw.replace(b"--=_privet_=--", attached.encode()),
        "preamble": raw.replace(b"\r\n\r\n--=_", f"\r\n\r\n{MARK}\r\n--=_".encode(), 1),
        "query": other.replace(b"</a>", b"?member=4417</a>"),
        "two tokens": finish(OURS, Cover(ID, TO, OURS.sender), two_tokens(), NOW).raw,
        "another mail": other,
        "cut": raw[:-200],
        "nothing": b"",
        "bare line feeds": raw.replace(b"\r\n", b"\n"),
    }


@pytest.mark.promise("P27")
@pytest.mark.parametrize("how", tampered())
def test_mail_that_differs_from_its_form_stays_here(how: str) -> None:
    """P27: whatever is put into a finished mail, the guard finds it."""
    form, made = mails.fixed("confirm" if how in {"query", "two tokens"} else "message")

    with pytest.raises(Guarded):
        mail_guard.check(form, replace(made, raw=tampered()[how]))


@pytest.mark.promise("P27")
@pytest.mark.parametrize("how", ["salutation", "header", "attachment"])
def test_campaign_that_was_changed_after_it_was_prepared_stays_here(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P27: the guard stands behind whatever makes the single mails of a campaign."""
    prepared, kept = mails.campaign(), Kept()
    changes = {
        "salutation": (b"Enrolment begins", f"Dear {NAME}, enrolment begins".encode()),
        "header": (b"To: ", f"X-Name: {NAME}\r\nTo: ".encode()),
        "attachment": (
            b"--=_privet_=--",
            b'--=_privet_=\r\nContent-Disposition: attachment; filename="Ruiz.pdf"\r\n',
        ),
    }
    real = Form.cast

    def cast(*given: object) -> Finished:
        made = real(*given)  # type: ignore[arg-type]
        return replace(made, raw=made.raw.replace(*changes[how]))

    _ = prepared.form
    monkeypatch.setattr(Form, "cast", cast)

    with pytest.raises(Guarded, match="name"):
        mail_door.send(kept, prepared, Single(ID, TO, TOKEN.value, [NAME]), NOW)
    assert kept.given == []


def test_form_casts_what_the_long_way_makes() -> None:
    """The quick way and the long way give the same bytes, whatever is in the holes."""
    for language in ("en", "es"):
        prepared = mails.campaign(language=language)
        for number, recipient in enumerate(("a@b.example", TO, f"{'x' * 64}@{'y' * 60}.{'z' * 60}.example")):
            token = Token(f"{'-._~'[number % 2]}{number}".replace(".", "_").ljust(43, "Az09-_"[number]))
            cover = Cover(f"{ID}{number}", recipient, OURS.return_path(ID))
            made = prepared.form.cast(cover, token, NOW)
            assert made == finish(OURS, cover, prepared.content(token), NOW)
            assert prepared.form.inside(made)["token"] == token.value.encode()


def test_form_takes_no_mail_of_another() -> None:
    form, _ = mails.fixed("changed")
    with pytest.raises(NotOfThisForm):
        form.inside(mails.fixed("message")[1])
