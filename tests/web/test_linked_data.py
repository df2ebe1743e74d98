"""The linked data of a text, read by a parser that is not ours and held to what ELI and schema.org ask."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
"""rdflib's own reader of JSON-LD still goes through the class that it calls old."""
ELI = Namespace("http://data.europa.eu/eli/ontology#")
SCHEMA = Namespace("https://schema.org/")
SITE = "http://127.0.0.1:8000"
LAW = f"{SITE}/akn/xa/act/2021-06-09/2021-47"
TEXT = f"{LAW}/fra@2025-04-01"
DOMAINS = {
    ELI.LegalResource: {
        "id_local", "type_document", "jurisdiction", "date_document", "date_publication", "first_date_entry_in_force",
        "date_no_longer_in_force", "passed_by", "in_force", "is_about", "cites", "cited_by", "amended_by",
        "repealed_by", "related_to", "is_realized_by", "version_date",
    },
    ELI.LegalExpression: {"title", "language", "realizes", "is_embodied_by", "version_date"},
    ELI.Format: {"format", "legal_value", "embodies"},
    ELI.LegalResourceSubdivision: {"type_subdivision", "is_part_of"},
}  # fmt: skip
"""Class → the properties that the ontology gives it and that the site writes."""


def graph_of(reader: FlaskClient, address: str) -> Graph:
    html = reader.get(address).get_data(as_text=True)
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, flags=re.DOTALL)
    assert block, address
    data: dict[str, Any] = json.loads(block[1])
    # schema.org's own context is a file of the web; what of it matters here is the namespace.
    data["@context"] = [{"@vocab": str(SCHEMA)}, *data["@context"][1:]]
    return Graph().parse(data=json.dumps(data), format="json-ld")


@pytest.fixture
def graph(reader: FlaskClient) -> Graph:
    return graph_of(reader, "/fr/akn/xa/act/2021-06-09/2021-47/fra@2025-04-01~art_16")


def test_work_text_files_and_provision_are_what_eli_names_them(graph: Graph) -> None:
    work, text = URIRef(LAW), URIRef(TEXT)
    assert (work, RDF.type, ELI.LegalResource) in graph and (work, RDF.type, SCHEMA.Legislation) in graph
    assert (work, ELI.is_realized_by, text) in graph and (text, RDF.type, ELI.LegalExpression) in graph
    assert (text, ELI.realizes, work) in graph
    files = set(graph.objects(text, ELI.is_embodied_by))
    assert {str(one) for one in files} == {f"{TEXT}.xml", f"{TEXT}.md", f"{TEXT}.pdf"}
    for one in files:
        assert (one, RDF.type, ELI.Format) in graph and (one, RDF.type, SCHEMA.LegislationObject) in graph
        assert (one, ELI.legal_value, ELI["LegalValue-unofficial"]) in graph and (one, ELI.embodies, text) in graph
        assert str(graph.value(one, ELI["format"])).startswith("http://www.iana.org/assignments/media-types/")
        assert graph.value(one, SCHEMA.contentUrl) == one
    provision = URIRef(f"{TEXT}~art_16")
    assert (provision, RDF.type, ELI.LegalResourceSubdivision) in graph
    assert (provision, ELI.is_part_of, work) in graph and (work, SCHEMA.hasPart, provision) in graph


def test_the_three_levels_are_named_and_hold_only_their_own_properties(graph: Graph) -> None:
    for kind, allowed in DOMAINS.items():
        subjects = set(graph.subjects(RDF.type, kind))
        assert subjects, kind
        for subject in subjects:
            assert isinstance(subject, URIRef), "ELI wants addresses and not blank nodes"
            own = {str(p).removeprefix(str(ELI)) for p in graph.predicates(subject) if str(p).startswith(str(ELI))}
            assert own <= allowed, (kind, own - allowed)


def test_days_languages_and_force_are_values_of_their_lists(graph: Graph) -> None:
    work, text = URIRef(LAW), URIRef(TEXT)
    assert graph.value(work, ELI.date_document) == Literal("2021-06-09", datatype=XSD.date)
    assert graph.value(text, ELI.version_date) == Literal("2025-04-01", datatype=XSD.date)
    assert graph.value(text, ELI.language) == URIRef("http://publications.europa.eu/resource/authority/language/FRA")
    assert graph.value(work, ELI.in_force) == ELI["InForce-inForce"]
    assert graph.value(work, SCHEMA.legislationLegalForce) == SCHEMA.InForce
    assert str(graph.value(text, SCHEMA.legislationDateVersion)) == "2025-04-01"
    assert set(graph.objects(work, ELI.is_about)) == set(graph.objects(work, SCHEMA.about)) != set()
    place = graph.value(work, SCHEMA.legislationJurisdiction)
    assert str(graph.value(place, SCHEMA.identifier)) == "XA"


def test_official_identifiers_are_aliases_and_none_is_made_up(reader: FlaskClient) -> None:
    known = graph_of(reader, "/fr/akn/es/act/2011-03-29/5-2011")
    work, official = URIRef(f"{SITE}/akn/es/act/2011-03-29/5-2011"), URIRef("https://www.boe.es/eli/es/l/2011/03/29/5")
    assert set(known.subjects(RDF.type, ELI.LegalResource)) == {work} and "/eli/" not in str(work)
    assert not set(known.subjects(RDF.type, ELI.LegalExpression)), "its text is not held"
    assert known.value(work, SCHEMA.isBasedOn) == official == known.value(work, SCHEMA.sameAs)
    assert known.value(work, ELI.related_to) == official
    assert str(known.value(work, SCHEMA.legislationIdentifier)) == "5/2011"
