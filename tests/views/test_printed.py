"""Forms that are printed without typing anything, and the sheets for the office."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from privet import create_app
from privet.domain import typesetting
from privet.domain.datafiles import BadFile
from tests import pdf
from tests.conftest import CheckingClient

GLBA = """
rev = "rev. 11/2026"
title = "Mail this form"
mark = "Tick what you want to limit:"
fields = ["Name", "Address", "City, State, ZIP"]
mail_to = "Send it to:"
boxes = [{ kind = "fcra_share", text = "Tell your affiliates nothing of my credit." }]
"""


def pages(content: bytes) -> list[str]:
    return pdf.text_of(content).split("\f")[:-1]


def test_blank_form_holds_the_kinds_that_were_named(client: FlaskClient) -> None:
    answer = client.get("/mail-in/blank.pdf?kind=access&kind=stop_email&size=large&language=es&paper=a4")
    text = " ".join(pdf.text_of(answer.data).split())

    assert answer.headers["Content-Disposition"] == 'attachment; filename="blank-form.pdf"'
    assert "Envíenme una copia de mi información" in text
    assert "Dejen de enviarme correo electrónico" in text
    assert "Eliminen mi información" not in text


def test_blank_form_without_kinds_lists_all_that_are_offered(client: FlaskClient) -> None:
    californian = pdf.flat_text(client.get("/mail-in/blank.pdf?residence=US-CA&about=website").data)
    ohioan = pdf.flat_text(client.get("/mail-in/blank.pdf?residence=US-OH").data)

    assert "Limituseofmysensitiveinformation" in californian
    assert "Limituseofmysensitiveinformation" not in ohioan
    assert "Deletemyinformation" in ohioan


def test_each_blank_form_has_a_reference_of_its_own(client: FlaskClient) -> None:
    first, second = (client.get("/mail-in/blank.pdf?kind=access").data for _ in range(2))

    assert first != second


@pytest.mark.parametrize("name", ["blank", "fillable"])
def test_choices_can_be_sent_without_standing_in_an_address(client: FlaskClient, name: str) -> None:
    assert client.post(f"/mail-in/{name}.pdf", data={"kind": "access"}).mimetype == "application/pdf"


@pytest.mark.parametrize("name", ["blank", "fillable"])
def test_bad_choice_is_explained(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/mail-in/{name}.pdf?kind=nix")

    assert answer.status_code == 422
    assert "Tick only requests from this list" in answer.text


@pytest.mark.promise("P30")
def test_nothing_typed_ever_reaches_a_blank_form(client: FlaskClient) -> None:
    """P30: a link can't fill in somebody's form."""
    text = pdf.flat_text(client.get("/mail-in/blank.pdf?kind=access&name=Marked&details_access=Marked").data)

    assert "Marked" not in text


def test_fillable_form_has_a_labelled_field_for_all_that_is_asked(client: FlaskClient) -> None:
    answer = client.get("/mail-in/fillable.pdf?kind=access&kind=correct&residence=US-CA")

    with pikepdf.open(BytesIO(answer.data)) as document:
        fields = {str(field.T): str(field.TU) for field in document.Root.AcroForm.Fields}
    assert {"name", "address_lines", "member_last4", "details_access", "details_correct_right"} <= set(fields)
    assert all(label.strip() for label in fields.values())


def test_envelope_carries_the_address_and_the_sender(client: FlaskClient) -> None:
    typed = {"kind": "access", "name": "Ana Ruiz", "address_lines": "12 Elm Street\nSacramento CA 95814"}

    us = client.post("/mail-in/envelope.pdf", data=typed)
    german = client.post("/mail-in/envelope.pdf", data={**typed, "residence": "DE"})

    text = pdf.text_of(us.data)
    assert all(line in text for line in ("PO BOX 4100", "Ana Ruiz", "12 Elm Street"))
    assert "UNITED STATES" in pdf.text_of(german.data)


def test_envelope_faults_keep_what_was_typed(client: FlaskClient) -> None:
    answer = client.post("/mail-in/envelope.pdf", data={"kind": "access", "name": "中 Ruiz"})

    assert answer.status_code == 422
    assert "中 Ruiz" in answer.text


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_test_sheet_is_one_page_in_the_readers_language(client: FlaskClient, paper: str) -> None:
    (page,) = pages(client.get(f"/mail-in/test-sheet.pdf?paper={paper}&lang=es").data)

    assert "PO BOX 4100" in page
    assert "Hoja de prueba para impresoras y sobres" in page
    assert "Test sheet" not in page


def test_test_sheet_for_an_unknown_envelope_names_the_known_ones(client: FlaskClient) -> None:
    for query in ("paper=legal", "envelope=box", "paper=letter&envelope=window-dl"):
        answer = client.get(f"/mail-in/test-sheet.pdf?{query}")
        assert answer.status_code == 422
        assert "window-10" in answer.text


def test_model_form_is_there_only_where_the_organisation_gives_its_words(
    client: FlaskClient, instance: Path
) -> None:
    assert client.get("/mail-in/model-form.pdf").status_code == 404
    assert "model-form.pdf" not in client.get("/mail-in/").text

    with_own_form(instance, GLBA)
    app = create_app(instance)
    app.test_client_class = CheckingClient
    other = app.test_client()

    assert "model-form.pdf" in other.get("/mail-in/").text
    text = " ".join(pdf.text_of(other.get("/mail-in/model-form.pdf").data).split())
    assert "Tell your affiliates nothing of my credit." in text


def test_bad_model_form_stops_the_start(instance: Path) -> None:
    with_own_form(instance, GLBA.replace("fcra_share", "fcra_shere"))

    with pytest.raises(BadFile, match=r"glba\.toml.*fcra_shere"):
        create_app(instance)


def with_own_form(instance: Path, words: str) -> None:
    (instance / "data").mkdir()
    (instance / "data" / "glba.toml").write_text(words, "utf-8")


@pytest.mark.parametrize("name", ["blank", "fillable", "test-sheet"])
def test_other_sites_cannot_make_their_visitors_print(client: FlaskClient, name: str) -> None:
    address = f"/mail-in/{name}.pdf?kind=access"
    picture = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}

    assert client.get(address, headers=picture).status_code == 403
    assert client.get(address, headers={**picture, "Sec-Fetch-Mode": "navigate"}).status_code == 200


def test_crowd_at_the_printer_is_told_to_come_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "PATIENCE", 0.01)
    with ThreadPoolExecutor(1) as pool, typesetting.ONE_AT_A_TIME:
        for name in ("test-sheet", "blank", "fillable"):
            answer = pool.submit(app.test_client().get, f"/mail-in/{name}.pdf").result()
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "5"
            assert "Please try again in a few seconds" in answer.text


@pytest.mark.parametrize("name", ["blank", "fillable"])
def test_asking_for_the_head_alone_prints_nothing(
    client: FlaskClient, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "compile_page", None)

    assert client.head(f"/mail-in/{name}.pdf?kind=access").status_code == 200
