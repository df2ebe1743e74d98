"""The thesaurus: what a name leads to, how concepts hang together, and that the file is made from the tables."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import SKOS, Graph
from rdflib.compare import isomorphic

from ingest.training.thesaurus_file import thesaurus as made
from kb import resources, thesaurus


@pytest.fixture(scope="module")
def loaded() -> thesaurus.Thesaurus:
    return thesaurus.load()


@pytest.mark.parametrize(
    ("phrase", "language", "concept"),
    [
        ("Économie sociale et solidaire", "fr", "social-and-solidarity-economy"),
        ("economia social", "es", "social-economy"),
        ("société coopérative d’intérêt collectif", "fr", "collective-interest-cooperative"),
        ("ΣΥΝΕΤΑΙΡΙΣΜΟΣ", "el", "cooperative"),
    ],
)
def test_a_name_leads_to_its_concept(loaded: thesaurus.Thesaurus, phrase: str, language: str, concept: str) -> None:
    assert concept in loaded.find(phrase, language)


def test_a_name_of_another_language_is_found_only_without_a_language(loaded: thesaurus.Thesaurus) -> None:
    assert loaded.find("Genossenschaft", "fr") == ()
    assert loaded.find("Genossenschaft") == ("cooperative",)


def test_every_concept_is_named_in_the_languages_of_the_pages(loaded: thesaurus.Thesaurus) -> None:
    assert len(loaded.concepts) == 186
    for concept in loaded.concepts.values():
        for language in resources.INTERFACE_LANGUAGES:
            assert concept.labels[language].preferred, (concept.id, language)


def test_broader_and_narrower_agree_and_have_no_circle(loaded: thesaurus.Thesaurus) -> None:
    for concept in loaded.concepts.values():
        if concept.broader:
            assert concept.id in loaded.narrower(concept.broader)
        assert concept.id not in set(loaded.below(concept.id))


def test_national_terms_are_near_but_not_the_same(loaded: thesaurus.Thesaurus) -> None:
    assert "societal-impact-company" in loaded.concepts["social-enterprise"].close
    assert "social-enterprise" in loaded.concepts["societal-impact-company"].close
    for concept in loaded.concepts.values():
        assert {*concept.related, *concept.close} <= set(loaded.concepts)


def test_fold_parts_at_apostrophes_and_keeps_the_catalan_dot_together() -> None:
    assert thesaurus.fold("L’Économie  COL·LECTIVA") == "l economie collectiva"


def test_the_file_holds_three_schemes_and_is_made_from_the_tables() -> None:
    held = thesaurus.graph()
    sizes = {str(scheme): 0 for scheme in held.objects(None, SKOS.inScheme)}
    for scheme in held.objects(None, SKOS.inScheme):
        sizes[str(scheme)] += 1
    assert sizes == {
        f"{thesaurus.BASE}scheme:concepts": 186,
        f"{thesaurus.BASE}scheme:themes": len(resources.themes()),
        f"{thesaurus.BASE}scheme:instruments": len(resources.instruments()),
    }
    assert isomorphic(held, Graph() + made())


def test_the_form_read_at_the_start_says_what_the_turtle_file_says(loaded: thesaurus.Thesaurus) -> None:
    assert (resources.SCHEMAS / "thesaurus.json").read_text(encoding="utf-8") == thesaurus.kept_form()
    assert loaded == thesaurus.read_turtle()


def test_the_start_needs_no_rdf_library_and_a_changed_turtle_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import sys; from kb import thesaurus; thesaurus.load(); sys.exit('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    for name in ("thesaurus.ttl", "thesaurus.json"):
        (tmp_path / name).write_bytes((resources.SCHEMAS / name).read_bytes())
    turtle = tmp_path / "thesaurus.ttl"
    turtle.write_text(turtle.read_text(encoding="utf-8").replace('"coopérative"@fr', '"coopé"@fr'), encoding="utf-8")
    monkeypatch.setattr(resources, "SCHEMAS", tmp_path)
    changed = thesaurus.load.__wrapped__()
    assert changed.find("coopé", "fr") == ("cooperative",)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_both_downloads_are_the_same_graph() -> None:
    turtle, media = thesaurus.serialised("turtle")
    linked, linked_media = thesaurus.serialised("json-ld")
    assert (media, linked_media) == ("text/turtle", "application/ld+json")
    assert isomorphic(Graph().parse(turtle, format="turtle"), Graph().parse(linked, format="json-ld"))
