"""The thesaurus: what a name leads to, how concepts hang together, and that the file is made from the tables."""

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
