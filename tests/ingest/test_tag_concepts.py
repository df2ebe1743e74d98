"""Concepts in inflected languages: the forms of one word meet, and words that only begin alike do not."""

from __future__ import annotations

import tomllib

import pytest

from ingest.tag.mentions import mentions
from ingest.tag.words import met, stemmer
from kb import resources

TABLE = tomllib.loads((resources.SCHEMAS / "inflections.toml").read_text(encoding="utf-8"))
FORMS = [(language, forms) for language, row in TABLE.items() for forms in row["examples"]]


@pytest.mark.parametrize(("language", "forms"), FORMS)
def test_the_forms_of_a_word_meet(language: str, forms: list[str]) -> None:
    assert len({met((stemmer(language)(form),), language) for form in forms}) == 1


@pytest.mark.parametrize(
    ("language", "words", "concept"),
    [
        ("ro", "procedura de achiziție publică se încheie", "public-procurement"),
        ("sk", "členovia družstiev sa schádzajú", "cooperative"),
        ("sr", "члан задрузи уплаћује улог", "cooperative"),
        ("et", "toetuste maksmine", "subsidy"),
        ("fi", "julkisia hankintoja koskeva laki", "public-procurement"),
        ("ar", "تؤسس جمعيات محلية", "association"),
    ],
)
def test_a_concept_is_found_in_any_form(language: str, words: str, concept: str) -> None:
    assert concept in {mention.id for mention in mentions(words, language) if mention.kind == "concept"}


@pytest.mark.parametrize(("language", "words"), [("cs", "Pokud člen nezaplatí"), ("el", "το διοικητικό συμβουλίου")])
def test_words_that_begin_alike_are_not_one(language: str, words: str) -> None:
    found = {mention.id for mention in mentions(words, language) if mention.kind == "concept"}
    assert not found & {"sanction", "consultative-council"}
