"""Thesaurus, glossary, goals, backlog and notices as visitors see them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from rdflib import SKOS, Graph, URIRef

from kb import thesaurus

LANGUAGES = ("fr", "en", "es")
PAGES = (
    "thesaurus", "thesaurus?q=cooperativa", "thesaurus?q=zzxqv", "thesaurus/social-enterprise", "glossary",
    "glossary?terms=all&q=a", "glossary?country=XA", "sdg", "sdg?country=XA", "sdg/8.3", "sdg/8", "backlog",
    "backlog?country=XA", "notices",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_in_each_language_and_as_data(reader: FlaskClient, path: str) -> None:
    for language in LANGUAGES:
        answer = reader.get(f"/{language}/{path}")
        assert answer.status_code == 200, (language, path)
        html = answer.get_data(as_text=True)
        assert f'<html lang="{language}">' in html and html.count("<h1") == 1
        assert "style=" not in html and "onclick" not in html
    mark = "&" if "?" in path else "?"
    assert isinstance(reader.get(f"/fr/{path}{mark}format=json").get_json(), dict)


@pytest.mark.parametrize("path", ["thesaurus/none", "sdg/99.9", "thesaurus/none.ttl"])
def test_what_does_not_exist(reader: FlaskClient, path: str) -> None:
    assert reader.get(f"/fr/{path}").status_code == 404


@pytest.mark.parametrize("path", ["sdg?country=QQ", "backlog?country=QQ", "glossary?country=QQ", "glossary?terms=x"])
def test_what_is_refused(reader: FlaskClient, path: str) -> None:
    assert reader.get(f"/fr/{path}").status_code == 400


def test_a_concept_with_its_names_its_neighbours_and_national_terms(reader: FlaskClient) -> None:
    page = reader.get("/fr/thesaurus/social-enterprise?format=json").get_json()
    assert page["definition"].startswith("Entreprise dont")
    assert {"fr", "en", "es", "ar", "el"} <= {name["language"] for name in page["names"]}
    assert "societal-impact-company" in {term["id"] for term in page["close"]}
    assert ("IT", "impresa sociale") in {(term["country"], term["term"]) for term in page["national"]}
    recovered = reader.get("/es/thesaurus/recovered-enterprise").get_data(as_text=True)
    assert "empresa social" in recovered and "Ley 1055" in recovered


def test_a_search_in_the_thesaurus_takes_a_name_of_any_language(reader: FlaskClient) -> None:
    page = reader.get("/fr/thesaurus?q=genossenschaft&format=json").get_json()
    found = {term["id"] for group in page["groups"] for term in group["terms"]}
    assert "cooperative" in found and page["count"] == len(found) < 40


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_downloads_of_the_whole_and_of_one_concept(reader: FlaskClient) -> None:
    whole = reader.get("/thesaurus.ttl")
    assert whole.mimetype == "text/turtle"
    assert len(Graph().parse(whole.data, format="turtle")) == len(thesaurus.graph())
    linked = reader.get("/thesaurus.jsonld")
    assert linked.mimetype == "application/ld+json" and json.loads(linked.data)
    node = URIRef(f"{thesaurus.BASE}concept:cooperative")
    for address, form, accept in (
        ("/thesaurus/cooperative.ttl", "turtle", None),
        ("/thesaurus/cooperative.jsonld", "json-ld", None),
        ("/thesaurus/cooperative", "turtle", "text/turtle"),
    ):
        answer = reader.get(address, headers={"Accept": accept} if accept else {})
        one = Graph().parse(answer.data, format=form)
        assert set(one.subjects()) == {node} and len(set(one.objects(node, SKOS.definition))) == 3
    assert reader.get("/thesaurus/cooperative").headers["Location"].endswith("/thesaurus/cooperative")


def test_the_use_of_a_concept_and_the_links_of_a_goal_lead_to_provisions(reader: FlaskClient) -> None:
    use = reader.get("/fr/thesaurus/cooperative?format=json").get_json()["use"]
    assert {"XA", "XB"} <= {line["country"] for line in use} and all(line["provisions"] > 0 for line in use)
    goals = reader.get("/fr/sdg?format=json").get_json()["goals"]
    totals = {total["target"]: total for goal in goals for total in goal["totals"]}
    assert totals["8.3"]["by_theme"] > 0 and "XA" in totals["8.3"]["countries"]
    page = reader.get("/fr/sdg/8.3?country=XA&format=json").get_json()
    assert page["count"] >= len(page["places"]) > 0 and {place["country"] for place in page["places"]} == {"XA"}


def test_the_backlog_ranks_what_most_texts_cite(reader: FlaskClient) -> None:
    page = reader.get("/fr/backlog?format=json").get_json()
    ranks = [len(line["texts"]) for line in page["lines"]]
    assert ranks and ranks == sorted(ranks, reverse=True)
    rows = list(
        csv.DictReader(io.StringIO(reader.get("/fr/backlog?format=csv").get_data(as_text=True).lstrip("\ufeff")))
    )
    assert len(rows) == page["count"] and rows[0]["rank"] == "1"
