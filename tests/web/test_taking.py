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
    for address in (f"/{NEW}.xml", f"/{LAW}.xml", f"/{NEW}.akn"):
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
    assert reader.get(f"/{NEW}.html", follow_redirects=True).mimetype == "text/html"
    for media_type in (
        "application/akn+xml", "text/markdown", "text/plain", "application/json", "application/pdf",
        "application/x-research-info-systems", "application/x-bibtex", "application/vnd.citationstyles.csl+json",
    ):  # fmt: skip
        asked = reader.get(f"/{NEW}", headers={"Accept": media_type}, follow_redirects=True, buffered=True)
        assert asked.mimetype == media_type, media_type
        first = reader.get(f"/{NEW}", headers={"Accept": media_type})
        assert "Accept" in first.headers["Vary"], media_type
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert reader.get(f"/{NEW}", headers={"Accept": browser}).status_code == 302
    for ending in ("xml", "md", "txt", "pdf"):
        assert reader.get(f"/akn/fr/act/2014-07-31/2014-856.{ending}").status_code == 404
    assert reader.get(f"/{NEW}.exe").status_code in (302, 404)


def test_a_reference_names_the_provision_and_the_version(reader: FlaskClient) -> None:
    ris = reader.get(f"/{NEW}~art_16.ris").get_data(as_text=True)
    lines = dict(line.split("  - ", 1) for line in ris.splitlines())
    assert next(iter(lines)) == "TY" and lines["TY"] == "STAT" and list(lines)[-1] == "ER"
    assert lines["SE"] == "Article 16" and lines["M1"] == "2021-47" and lines["DA"] == "2021/06/09/"
    assert lines["UR"].endswith(f"/{NEW}~art_16") and lines["OP"] == "consolidated 2025-04-01"
    assert lines["L1"].endswith(f"/{NEW}.pdf") and ris.endswith("ER  - \r\n") and "T1" not in lines
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
    assert data["@type"][0] == "Legislation" and data["legislationIdentifier"] == "2021-47"
    assert data["eli:is_realized_by"]["legislationDateVersion"] == "2025-04-01"
    assert "specimen" in data["creativeWorkStatus"]
    bill = reader.get("/fr/akn/fr/act/2014-07-31/2014-856").get_data(as_text=True)
    assert '"legislationLegalForce": {"@id": "https://schema.org/InForce"}' in bill


def test_zotero_takes_the_page_as_a_statute_with_its_fields(reader: FlaskClient) -> None:
    """What its translator reads: `z:itemType` decides; titles, dates and the rest come from Dublin Core and `z:`;
    a Highwire title or an Open Graph type would make the law a web page or an article."""
    html = reader.get(f"/fr/{NEW}~art_16").get_data(as_text=True)
    told = dict(re.findall(r'<meta (?:name|property)="([^"]+)"[^>]*? content="([^"]*)"', html))
    assert told["z:itemType"] == "statute" and told["DC.title"].startswith("Loi-cadre")
    assert told["z:publicLawNumber"] == "2021-47" and told["z:dateEnacted"] == told["DC.date"] == "2021-06-09"
    assert told["DC.language"] == "fr" and told["DC.identifier"].endswith(f"/{NEW}~art_16")
    for name in ("citation_title", "citation_journal_title", "citation_book_title", "og:type", "generator"):
        assert name not in told
    assert not [name for name in told if name.startswith(("prism", "eprints"))]


def test_bibtex_takes_who_made_the_law_as_one_name(reader: FlaskClient) -> None:
    made = reader.get(f"/{NEW}.bib").get_data(as_text=True)
    assert re.search(r"author = \{\{[^{}]+\}\},", made) and "\0" not in made
    assert "~art_16}" in reader.get(f"/{NEW}~art_16.bib").get_data(as_text=True)
