"""A campaign as a mail: two parts with the same words, headers for one click, and nobody’s facts."""

import pytest

from privet.domain import mail_campaign, mail_door
from privet.domain.mail_door import Single
from privet.domain.mail_guard import Guarded
from privet.domain.mail_headers import BadHeader, Verbatim
from privet.domain.mail_slots import Token
from privet.domain.mail_templates import Ours
from tests import mails
from tests.mails import ID, NOW, OURS, TO, TOKEN, Kept

LINK = f"https://www.larkspur.example/preferences/{TOKEN.value}/"


def sent(language: str = "en") -> bytes:
    kept = Kept()
    mail_door.send(kept, mails.campaign(language=language), Single(ID, TO, TOKEN.value), NOW)
    (made,) = kept.given
    assert (made.sender, made.recipient) == (f"bounces+{ID}@mail.larkspur.example", TO)
    return made.raw


@pytest.mark.parametrize("language", ["en", "es"])
def test_campaign_has_the_headers_for_one_click(language: str) -> None:
    mail = mails.parsed(sent(language))

    assert mail["List-Unsubscribe"] == f"<{LINK}unsubscribe>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<informational.larkspur.example>"
    assert mail["Subject"] == "Our office in winter – “closed”"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.walk()][1:] == ["text/plain", "text/html"]


def test_text_says_what_the_html_says() -> None:
    text, html = (mails.part(sent(), kind) for kind in ("plain", "html"))

    for words in (
        "Our office in winter",
        "“Five questions”",
        "Friday",
        "A picture of a door",
        LINK,
        "PO Box 4100",
    ):
        assert words in " ".join(text.split())
        assert words in html
    assert "our hours (https://www.larkspur.example/contact/)" in " ".join(text.split())
    assert 'href="https://www.larkspur.example/mail-in/?a=1&amp;b=2"' in html
    assert "- Enrolment begins on December 1." in text
    assert "“News of the plan”" in " ".join(text.split())
    assert max(len(line) for line in text.splitlines() if "https://" not in line) <= 72


@pytest.mark.promise("P27")
def test_mail_fetches_nothing_when_it_is_read() -> None:
    """P27: no picture, no style sheet, no script; that somebody reads a mail is told to nobody."""
    html = mails.part(sent(), "html")

    for word in ("<img", "src=", "url(", "<link", "<script", "@import", "<iframe", "background"):
        assert word not in html
    assert html.count("<h1") == 1
    assert '<th scope="col">Day</th>' in html


def test_html_of_a_text_is_shown_as_text() -> None:
    prepared = mails.campaign('Hello <script>alert("x")</script> & <b>more</b>')

    assert "<script>" not in prepared.html
    assert "&lt;script&gt;" in prepared.html
    assert '<script>alert("x")</script>' in prepared.text


def test_link_is_not_folded_however_long_it_is() -> None:
    ours = Ours(*OURS.__dict__.values()).__class__(
        **(OURS.__dict__ | {"base": f"https://{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 50}.example"})
    )
    prepared = mail_campaign.prepare(ours, "informational", "Hours", "We are open.", "en")

    raw = prepared.finished(ID, TO, TOKEN, NOW).raw

    assert f"\r\nList-Unsubscribe: <{ours.base}/preferences/{TOKEN.value}/unsubscribe>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


@pytest.mark.parametrize(
    "value", ["a\r\nBcc: b@example.org", "a\nb", "a\rb", "a\x00b", "é", "a\u2028b", "x" * 990]
)
def test_header_cannot_become_two(value: str) -> None:
    with pytest.raises(BadHeader):
        Verbatim("List-Id", value)
    with pytest.raises(BadHeader):
        Verbatim(f"X: y\r\n{value}", "z")


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00"])
def test_subject_cannot_become_a_header(break_: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        mails.campaign(subject=f"Hours{break_}Bcc: other@example.org")


@pytest.mark.parametrize("place", ["id", "recipient"])
def test_number_and_address_of_one_mail_cannot_become_headers(place: str) -> None:
    words = {"id": ID, "recipient": TO} | {place: "a@b.example\r\nBcc: other@example.org"}
    kept = Kept()

    with pytest.raises(ValueError, match=r"."):
        mail_door.send(kept, mails.campaign(), Single(words["id"], words["recipient"], TOKEN.value), NOW)
    assert kept.given == []


@pytest.mark.promise("P27")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Your number is 900-12-4417.", "ssn"),
        ("Born on February 29, 1984: have a check-up.", "birth-date"),
        ("Member number LBT-20417 has won.", "member-number"),
        ("Card 4111 1111 1111 1111", "card"),
        ("Call Mrs. Ruiz: 614-555-0199", "phone"),
        ("[here](/page/?ssn=900-12-4417)", "ssn"),
        ("![900-12-4417](/static/x.png)", "ssn"),
        ("OTAwLTEyLTQ0MTc=", "ssn"),
    ],
)
def test_campaign_with_somebodys_facts_is_not_prepared(text: str, kind: str) -> None:
    """P27: the words of a campaign are looked through once, before it can be sent at all."""
    with pytest.raises(Guarded) as refused:
        mails.campaign(f"Hello,\n\n{text}")

    assert kind in refused.value.kinds
    assert "4417" not in str(refused.value)
    with pytest.raises(Guarded):
        mails.campaign("Hello", subject=text)


@pytest.mark.promise("P27")
@pytest.mark.parametrize(
    "text", ["Dear Ana Ruiz", "**Ana María Ruiz**, come in", "A n a  R u i z", "Q29tZSBpbiwgQW5hIFJ1aXogIQ=="]
)
def test_campaign_that_names_its_reader_is_not_sent_to_them(text: str) -> None:
    """P27: a campaign in which who gets it stands by name goes to others, not to them."""
    prepared, kept = mails.campaign(f"Hello,\n\n{text}"), Kept()

    mail_door.send(kept, prepared, Single(ID, TO, TOKEN.value, ["Ben Okafor"]), NOW)
    with pytest.raises(Guarded, match="name"):
        mail_door.send(kept, prepared, Single(ID, TO, TOKEN.value, ["Leo Ruiz", "Ana María Ruiz"]), NOW)
    assert len(kept.given) == 1


def test_words_that_are_somebodys_name_by_chance_stop_nothing() -> None:
    """What all get alike tells nothing about who is called May, Rose or Will."""
    kept = Kept()
    prepared = mails.campaign("In May, roses will bloom. Will you come? Rose petals for all.")

    mail_door.send(kept, prepared, Single(ID, TO, TOKEN.value, ["May Long", "Will Rose", "Rose"]), NOW)

    assert len(kept.given) == 1


def test_preview_shows_both_parts_without_a_token() -> None:
    prepared = mails.campaign()

    assert "https://www.larkspur.example/preferences/…/" in prepared.text
    assert "https://www.larkspur.example/preferences/…/" in prepared.html


def test_token_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="token"):
        mail_door.send(Kept(), mails.campaign(), Single(ID, TO, "short"), NOW)
    assert Token("x" * 43)
