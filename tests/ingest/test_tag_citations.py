"""Citations: every form in the data has an example, and what a mention points at and does."""

import tomllib

import pytest

from ingest.tag.citation_patterns import languages
from ingest.tag.citations import citations
from kb import resources

EXAMPLES = [
    (language, example["text"], example["finds"])
    for language in languages()
    for example in tomllib.loads((resources.SCHEMAS / "citations" / f"{language}.toml").read_text())["examples"]
]


@pytest.mark.parametrize(("language", "text", "finds"), EXAMPLES)
def test_every_example_of_the_forms_is_found_as_printed(language: str, text: str, finds: list[str]) -> None:
    found = [mention.words for mention in citations(text, language)]
    assert found == finds


@pytest.mark.parametrize(
    ("language", "text", "relation", "whole"),
    [
        ("es", "Queda derogada la Ley 4/1993, de 24 de junio, así como lo que se oponga a ella.", "repeals", True),
        ("es", "Queda derogada la Ley 4/1993, de 24 de junio, en lo que se oponga a la presente.", "repeals", False),
        ("es", "Se modifica la Ley 5/2011, de 29 de marzo, en los siguientes términos", "amends", True),
        ("es", "la Ley 1/1990, derogada por la Ley 4/1993, de 24 de junio", "cites", True),
        ("es", "la Ley del Principado de Asturias 4/2010, de 29 de junio, queda derogada", "repeals", True),
        ("fr", "La loi n° 85-703 du 12 juillet 1985 est abrogée à l'exception de son article 3.", "repeals", False),
        ("fr", "La loi n° 85-703 du 12 juillet 1985 est abrogée.", "repeals", True),
        ("en", "Law n° 16/2008 of 11/06/2008 is repealed.", "repeals", True),
    ],
)
def test_what_a_sentence_does_to_the_text_that_it_cites(language: str, text: str, relation: str, whole: bool) -> None:
    mention = [found for found in citations(text, language) if found.target and found.target["number"]][-1]
    assert (mention.relation, mention.whole) == (relation, whole)


def test_whose_act_it_is_stands_between_kind_and_number() -> None:
    (mention,) = citations("la Ley del Principado de Asturias 4/2010, de 29 de junio, de Cooperativas", "es", "ES-AS")
    assert mention.target == {
        "act": "Ley", "number": "4/2010", "date": "2010-06-29", "jurisdiction": "ES-AS", "articles": []
    }  # fmt: skip


def test_a_footnote_in_a_repealing_provision_repeals_nothing() -> None:
    text = "Ley 4/1993, de 24 de junio.\n^46) Ley 27/1999, de 16 de julio."
    assert [m.relation for m in citations(text, "es", repealing=True)] == ["repeals", "cites"]
