"""The page of a text: words searched for inside it, citations, evidence, what machines read in its head."""

from __future__ import annotations

import json
import re

from flask.testing import FlaskClient

LAW = "/akn/xa/act/2021-06-09/2021-47"
NEW = f"{LAW}/fra@2025-04-01"


def page(reader: FlaskClient, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_what_is_sought_is_marked_inside_the_text(reader: FlaskClient) -> None:
    results = page(reader, "/fr/search?q=impartageable&country=XA")
    link = re.search(r'<h3 lang="fr"[^>]*><a href="(/fr/akn/[^"]+\?q=impartageable#[^"]+)"', results)
    assert link, "a hit leads to the text with its words marked"
    marked = page(reader, link[1].partition("#")[0])
    assert re.search(r"<mark>impartageables?</mark>", marked)
    assert "contient ce qui est cherché" in marked or "contiennent ce qui est cherché" in marked
    assert "<mark>" not in page(reader, f"/fr{NEW}")
    assert "Rien de ce qui est cherché" in page(reader, f"/fr{NEW}?q=zzxqv")
    foreign = page(reader, f"/es{NEW}?q=reservas+irrepartibles")
    assert re.search(r"<mark>[^<]*impartageable", foreign), "a question in another language marks the words of the law"
    assert "<mark>" not in page(reader, f"/fr{NEW}?q=%22")


def test_a_provision_is_cited_in_three_manners(reader: FlaskClient) -> None:
    html = page(reader, f"/fr{NEW}~art_16?cite=1")
    cited = dict(re.findall(r'<span id="citation-(\w\w)" lang="\w\w">([^<]+)</span>', html))
    assert set(cited) == {"fr", "en", "es"} and '<details class="cite" id="cite" open>' in html
    for words in cited.values():
        assert f"{NEW}~art_16" in words and "16" in words and words.endswith(".")
    assert "version du 1er avril 2025" in cited["fr"]
    assert "version of 1 April 2025" in cited["en"] and "versión de 1 de abril de 2025" in cited["es"]
    assert html.index('id="citation-fr"') < html.index('id="citation-en"')
    english = page(reader, f"/en{NEW}~art_16")
    assert english.index('id="citation-en"') < english.index('id="citation-fr"')


def test_the_head_tells_machines_what_the_text_is(reader: FlaskClient) -> None:
    html = page(reader, f"/fr{NEW}~art_16")
    metas = dict(re.findall(r'<meta name="([^"]+)"(?: lang="\w+" dir="\w+")? content="([^"]*)"', html))
    assert metas["z:itemType"] == "statute" and metas["z:publicLawNumber"] and metas["z:section"]
    assert metas["DC.title"] and metas["citation_pdf_url"].endswith(".pdf") and "citation_title" not in metas
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert block
    data = json.loads(block[1])
    assert data["@type"][0] == "Legislation" and data["@context"][1]["eli"].startswith("http://data.europa.eu/eli/")
    text = data["eli:is_realized_by"]
    assert text["eli:language"]["@id"].endswith("/FRA") and text["eli:version_date"]["@value"] == "2025-04-01"
    assert all(one["eli:legal_value"]["@id"].endswith("LegalValue-unofficial") for one in text["eli:is_embodied_by"])
    assert "/eli/" not in data["@id"], "only publishers of law give ELIs"


def test_facts_stand_with_the_words_that_show_them(reader: FlaskClient) -> None:
    html = page(reader, f"/fr{NEW}")
    assert 'id="evidence"' in html and 'class="quote" lang="fr"' in html
    data = reader.get(f"/fr{NEW}?format=json").get_json()
    assert {fact["field"] for fact in data["evidence"]} >= {"date_adopted", "text_state"}
    assert all(fact["quote"] for fact in data["evidence"])


def test_a_search_is_limited_by_version_and_taken_away(reader: FlaskClient) -> None:
    plain = reader.get("/fr/search?q=soci%C3%A9t%C3%A9&country=XA&format=json").get_json()
    every = reader.get("/fr/search?q=soci%C3%A9t%C3%A9&country=XA&versions=all&format=json").get_json()
    assert every["found"]["total"] > plain["found"]["total"]
    assert {"facet": "versions", "value": "all"}.items() <= every["chips"][-1].items()
    then = reader.get("/fr/search?q=soci%C3%A9t%C3%A9&country=XA&on=2022-01-01&format=json").get_json()
    assert {hit["version"] for hit in then["found"]["hits"]} == {"2021-06-18"}
    html = page(reader, "/fr/search?q=soci%C3%A9t%C3%A9&country=XA&on=2022-01-01")
    assert "1er janvier 2022" in html and "version ancienne" in html
    one = reader.get("/fr/search", query_string={"q": "société", "expression": NEW, "format": "json"}).get_json()
    assert {hit["expression"] for hit in one["found"]["hits"]} == {NEW}
    for name, start in (("csv", b"jurisdiction"), ("ris", b"TY  - "), ("json", b"["), ("bibtex", b"@")):
        answer = reader.get(f"/fr/search/export.{name}?q=soci%C3%A9t%C3%A9&country=XA")
        assert answer.status_code == 200 and start in answer.data[:200], name
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert reader.get("/fr/search/export.exe?q=a").status_code == 400
    assert reader.get("/fr/search/export.csv").status_code == 400
    assert reader.get("/fr/search?q=a&on=yesterday").status_code == 400
