"""The page of a comparison: order, the table alone, organisations beside their members, files to take away."""

from __future__ import annotations

import html
import io
import re
import zipfile

from flask.testing import FlaskClient

QUESTION = "entities-profit-assets.q1"


def columns(reader: FlaskClient, address: str) -> list[str]:
    data = reader.get(f"/fr/compare?{address}&format=json").get_json()
    return [column["code"] for column in data["matrix"]["columns"]]


def test_countries_stand_in_the_order_that_is_asked_for(reader: FlaskClient) -> None:
    chosen = "country=XA&country=FR&country=ES&theme=entities-profit-assets"
    assert columns(reader, chosen) == ["XA", "FR", "ES"]
    assert columns(reader, f"{chosen}&order=name") == ["ES", "FR", "XA"]
    assert columns(reader, f"{chosen}&order=held")[0] == "XA", "the only one of which a text is held"
    assert reader.get(f"/fr/compare?{chosen}&order=other").status_code == 400


def test_countries_are_sorted_by_their_answers(reader: FlaskClient) -> None:
    everywhere = "view=answers&question=entities-profit-assets.q3&country=JP&country=ES&country=FR&country=CO"
    data = reader.get(f"/fr/compare?{everywhere}&by=entities-profit-assets.q3&format=json").get_json()
    values = [cell["entries"][0]["value"] if cell["entries"] else None for cell in data["matrix"]["cells"][0]]
    numbers = [value for value in values if value is not None]
    assert numbers == sorted(numbers) and values[len(numbers) :] == [None] * (len(values) - len(numbers))
    shown = reader.get(f"/fr/compare?{everywhere}").get_data(as_text=True)
    assert "by=entities-profit-assets.q3" in shown


def test_the_table_stands_alone_without_script(reader: FlaskClient) -> None:
    shown = reader.get("/fr/compare?country=XA&alone=yes").get_data(as_text=True)
    assert 'class="compare-page alone"' in shown and "Revenir à la page entière" in shown


def test_organisations_are_offered_beside_their_members(reader: FlaskClient) -> None:
    data = reader.get("/fr/compare?country=FR&country=SN&theme=entities-profit-assets&format=json").get_json()
    offered = dict(data["above"])
    assert "eu" in offered and offered.keys() & {"ohada", "uemoa"}
    assert columns(reader, offered["eu"].partition("?")[2]) == ["FR", "SN", "eu"]
    assert dict(reader.get("/fr/compare?country=XA&format=json").get_json()["above"]) == {}


def test_provisions_of_the_table_can_be_put_side_by_side(reader: FlaskClient) -> None:
    shown = reader.get("/fr/compare?country=XA&country=XB&theme=entities-profit-assets").get_data(as_text=True)
    ticked = re.findall(r'name="p" value="([^"]+)" form="pick"', shown)
    assert len(ticked) > 1 and 'id="pick"' in shown
    assert reader.get("/fr/beside", query_string={"p": ticked[:2]}).status_code == 200


def test_a_comparison_is_a_word_document(reader: FlaskClient) -> None:
    themes = "country=XA&country=JP&theme=entities-profit-assets"
    for address in (themes, f"view=answers&country=XA&question={QUESTION}"):
        answer = reader.get(f"/es/compare?{address}&format=docx")
        assert answer.status_code == 200 and "wordprocessingml" in answer.content_type
        matrix = reader.get(f"/es/compare?{address}&format=json").get_json()["matrix"]
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            xml = archive.read("word/document.xml").decode()
            links = archive.read("word/_rels/document.xml.rels").decode()
        words = " ".join(html.unescape(re.sub(r"<[^>]+>", "", xml)).split())
        for entry in matrix["cells"][0][0]["entries"]:
            assert " ".join(entry["text"].split("\n")[0].split()) in words, "the law's words, none left out"
            assert f"{entry['expression']}~{entry['eid']}" in links
        assert re.search(r'<w:lang [^>]*w:val="fr', xml), "the quotations are told to be French"
