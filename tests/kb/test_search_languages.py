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
     ("societate cooperativă", "ro"), ("διανομή κερδών", "el")],
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
