"""Which languages the words of a query may be in, and that a short query is read in all of them."""

from __future__ import annotations

import pytest

from kb import thesaurus
from kb.search import lexicon
from kb.search.plan import plan_query
from kb.search.query import SearchQuery


def likely(text: str, preferred: str = "fr") -> dict[str, float]:
    return dict(lexicon.languages_of(tuple(text.split()), lexicon.load(), preferred))


@pytest.mark.parametrize(
    "text,language",
    [("indivisible reserves", "en"), ("réserves impartageables", "fr"), ("reservas irrepartibles", "es"),
     ("comisión paritaria de coordinación", "es"), ("cedência de terrenos municipais", "pt"),
     ("societate cooperativă", "ro"), ("διανομή κερδών", "el"), ("principiile voluntariatului", "ro"),
     ("sihtasutuse põhikiri", "et"), ("stiftelsens vedtekter", "no"), ("osuuskunnan jäsenten oikeudet", "fi"),
     ("anëtarët e kooperativës", "sq"), ("rapport om opphevelse av stiftelsen", "no"),
     ("fusion et scission", "fr"), ("criteria for selection", "en")],
)  # fmt: skip
def test_the_likeliest_language(text: str, language: str) -> None:
    assert next(iter(likely(text))) == language


def test_one_word_may_be_of_several_languages_and_the_readers_own_goes_first() -> None:
    assert list(likely("cooperativas", "pt"))[:2] == ["pt", "es"]
    assert list(likely("cooperativas", "es"))[:2] == ["es", "pt"]
    assert likely("XZ-4471") == {}


@pytest.mark.parametrize("held", [("fr",), ("fr", "es")])
def test_an_english_query_is_carried_into_french_when_only_french_is_held(held: tuple[str, ...]) -> None:
    plan = plan_query(SearchQuery("indivisible reserves"), thesaurus.load(), lexicon.load(), held)
    assert plan.expanded
    assert ("réserves impartageables", "fr", "translation") in {(t.term, t.language, t.via) for t in plan.terms}


@pytest.mark.parametrize(
    "text,language,held,wanted",
    [("الإعفاء من الضرائب", "ar", "en", {"remission", "tax"}),
     ("دعم التعاونيات والمؤسسات", "ar", "fr", {"coopérative", "établissement"}),
     ("حقوق المتطوع", "ar", "es", {"derecho", "voluntario"}),
     ("audiitori tähtaeg", "et", "en", {"auditor", "deadline"}),
     ("styrets ansvar", "no", "fr", {"responsabilité"}),
     ("medlemmenes rettigheter", "no", "es", {"socio", "derecho"})],
)  # fmt: skip
def test_questions_with_joined_articles_plurals_and_endings_are_carried(
    text: str, language: str, held: str, wanted: set[str]
) -> None:
    plan = plan_query(SearchQuery(text), thesaurus.load(), lexicon.load(), (held, language))
    assert plan.query_languages == (language,)
    assert wanted <= {term.term for term in plan.terms if term.language == held and term.via != "typed"}


def test_a_word_reaches_the_plural_that_changes_within() -> None:
    terms = plan_query(SearchQuery("droits des membres"), thesaurus.load(), lexicon.load(), ("fr", "ar")).terms
    assert {"حقوق", "أعضاء"} <= {term.term for term in terms if term.language == "ar"}
