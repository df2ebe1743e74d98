"""Texts and references to take away, and what machines read in a page."""

from __future__ import annotations

import json
import re

from flask.testing import FlaskClient
from lxml import etree

LAW = "akn/xa/act/2021-06-09/2021-47"
NEW = f"{LAW}/fra@2025-04-01"
RESERVE = "Les réserves obligatoires sont impartageables."


def test_a_text_in_each_format(reader: FlaskClient) -> None:
    for address in (f"/{NEW}.xml", f"/{LAW}.xml"):
        akn = reader.get(address)
        assert akn.mimetype == "application/akn+xml"
        root = etree.fromstring(akn.data)
        assert root.tag == "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}akomaNtoso"
        assert RESERVE in " ".join("".join(root.itertext()).split())
    markdown = reader.get(f"/{NEW}.md").get_data(as_text=True)
    assert markdown.startswith("# Loi-cadre n° 2021-47") and "Article 16 — Réserves impartageables" in markdown
    assert "SPECIMEN" in markdown and RESERVE in " ".join(markdown.split())
    assert RESERVE in " ".join(reader.get(f"/{NEW}.txt").get_data(as_text=True).split())
    pdf = reader.get(f"/{NEW}.pdf", follow_redirects=True, buffered=True)
    assert pdf.data.startswith(b"%PDF")
    assert reader.get(f"/{NEW}.json", follow_redirects=True).get_json()["articles"] > 40
    asked = reader.get(f"/{NEW}", headers={"Accept": "application/akn+xml"})
    assert asked.mimetype == "application/akn+xml" and "Accept" in asked.headers["Vary"]
    for ending in ("xml", "md", "txt", "pdf"):
        assert reader.get(f"/akn/fr/act/2014-07-31/2014-856.{ending}").status_code == 404
    assert reader.get(f"/{NEW}.exe").status_code in (302, 404)


def test_a_reference_names_the_provision_and_the_version(reader: FlaskClient) -> None:
    ris = reader.get(f"/{NEW}~art_16.ris").get_data(as_text=True)
    lines = dict(line.split("  - ", 1) for line in ris.splitlines())
    assert next(iter(lines)) == "TY" and lines["TY"] == "STAT" and list(lines)[-1] == "ER"
    assert lines["SE"] == "Article 16" and lines["M1"] == "2021-47" and lines["DA"] == "2021/06/09"
    assert lines["UR"].endswith(f"/{NEW}~art_16") and lines["ET"] == "2025-04-01"
    item = json.loads(reader.get(f"/{NEW}~art_16.csl").data)[0]
    assert item["type"] == "legislation" and item["section"] == "Article 16"
    assert item["issued"] == {"date-parts": [[2021, 6, 9]]}
    bibtex = reader.get("/akn/fr/act/2014-07-31/2014-856.bib").get_data(as_text=True)
    assert bibtex.startswith("@misc{") and "number = {2014-856}" in bibtex and bibtex.count("{") == bibtex.count("}")


def test_machines_read_the_page_as_a_statute(reader: FlaskClient) -> None:
    html = reader.get(f"/fr/{NEW}").get_data(as_text=True)
    assert '<meta name="z:itemType" content="statute">' in html and 'name="z:nameOfAct"' in html
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, flags=re.DOTALL)
    assert block
    data = json.loads(block[1])
    assert data["@type"] == "Legislation" and data["legislationIdentifier"] == "2021-47"
    assert data["legislationDateVersion"] == "2025-04-01" and "specimen" in data["creativeWorkStatus"]
    bill = reader.get("/fr/akn/fr/act/2014-07-31/2014-856").get_data(as_text=True)
    assert '"legislationLegalForce": "https://schema.org/InForce"' in bill
