"""The order of the first hits, what stays prepared between questions, and marks over words of grammar."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import thesaurus
from kb.search import lexicon
from kb.search.answering import Answering
from kb.search.covering import repeated, weights
from kb.search.embedded import Embedded
from kb.search.figures import Rarity
from kb.search.highlighting import marks
from kb.search.index import IndexRecord, SearchPage
from kb.search.plan import plan_query
from kb.search.query import Filters, SearchQuery


def provision(law: str, number: int, text: str, language: str = "fr", heading: str | None = None) -> IndexRecord:
    """A provision of an invented law of France."""
    work = f"/akn/fr/act/2014/{law}"
    expression = f"{work}/{language}@1"
    return IndexRecord(
        id=f"{expression}~art_{number}", work=work, title=f"Loi {law}", jurisdiction="FR", country="FR",
        expression=expression, eid=f"art_{number}", num=f"Art. {number}", text=text, heading=heading, language=language,
    )  # fmt: skip


@pytest.fixture
def index(tmp_path: Path) -> Answering:
    """An empty index in a folder."""
    return Answering(Embedded(tmp_path / "index"))


def asked(index: Answering, text: str, filters: Filters | None = None) -> SearchPage:
    """The answer to a question in French."""
    query = SearchQuery(text, filters=filters or Filters())
    return index.search(plan_query(query, thesaurus.load(), lexicon.load(), index.languages()))


def test_what_a_heading_names_goes_before_what_a_text_says_in_passing(index: Answering) -> None:
    passing = "Le conseil se réunit deux fois. " * 12 + "La dissolution de la coopérative lui est soumise."
    named = "Elle est décidée par l'assemblée. " * 12 + "La coopérative le publie."
    index.put(
        [provision("a", 1, passing), provision("b", 1, named, heading="Dissolution de la coopérative")]
    )  # fmt: skip
    assert [hit.work[-1] for hit in asked(index, "dissolution de la coopérative").hits] == ["b", "a"]


def test_the_same_provision_in_another_language_follows_what_is_new_and_none_is_lost(index: Answering) -> None:
    index.put([
        provision("a", 1, "La réserve de la coopérative est impartageable entre les associés."),
        provision("a", 1, "The reserve of the cooperative is indivisible among its members.", "en"),
        provision("b", 1, "La réserve de la coopérative est impartageable entre les associés."),
        provision("c", 1, "Une réserve est faite par la coopérative chaque année, puis contrôlée, puis publiée."),
    ])  # fmt: skip
    found = asked(index, "réserve coopérative")
    assert found.total == len(found.hits) == len({hit.id for hit in found.hits}) == 4
    assert {hit.work[-1] for hit in found.hits[:2]} & {"c"}
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)


def test_a_word_of_the_family_counts_for_the_order_is_named_and_finds_nothing_by_itself(index: Answering) -> None:
    index.put([
        provision("a", 1, "La cooperativa aprueba los gastos y las cuentas, y las publica cada vez.", "es"),
        provision("b", 1, "La cooperativa decide cada año sobre su transformación y sobre otros asuntos.", "es"),
        provision("c", 1, "La transformación de otras cosas que nadie quiere saber ahora.", "es"),
    ])  # fmt: skip
    found = asked(index, "fusion de la coopérative")
    assert [hit.work[-1] for hit in found.hits] == ["b", "a"]
    assert [(term.term, term.language) for term in found.hits[0].matched if term.typed == "fusion"] == [
        ("transformación", "es")
    ]
    removed = SearchQuery("fusion de la coopérative", without=frozenset({"transformación", "transformar"}))
    again = index.search(plan_query(removed, thesaurus.load(), lexicon.load(), index.languages()))
    assert [term for hit in again.hits for term in hit.matched if term.typed == "fusion"] == []


def test_where_not_all_words_are_wanted_an_expression_is_found_by_its_words(index: Answering) -> None:
    index.put([provision("a", 1, "Les membres signent. Leur nombre figure au registre.")])
    found = asked(index, "nombre minimum de membres fondateurs")
    assert found.total == 1 and found.notices


def test_a_work_that_is_everywhere_leaves_room_for_another() -> None:
    text = "La réserve de la coopérative"
    many = [provision("a", number, text) for number in range(8)]
    plan = plan_query(SearchQuery("réserve coopérative"), thesaurus.load(), lexicon.load(), ["fr"])
    first, *_, last = weights([*many, provision("b", 1, text)], plan.tree, {"fr": Rarity(100, {"reserv": 9})})
    assert first < last


def test_families_and_expressions_name_what_the_lexicon_has() -> None:
    held = lexicon.load()
    ((merger, _),) = held.senses(["fusión"], "es")[:1]
    kin = {name for sense in held.kindred(merger) for name in held.names(sense, "fr")}
    assert {"scission", "transformation"} <= kin and "fusion" not in kin
    plan = plan_query(SearchQuery("governing bodies"), thesaurus.load(), held, ["es", "fr", "ro"])
    assert {"órgano de gobierno", "organe de direction", "organ de conducere"} <= {term.term for term in plan.terms}


def test_only_texts_that_say_the_same_are_repetitions() -> None:
    said = provision("a", 1, "Les réserves sont impartageables.")
    work = IndexRecord(id="x", work="x", title="x", jurisdiction="FR", country="FR")
    others = [provision("b", 2, "Les réserves  sont impartageables"), provision("a", 2, "Autre chose."), work, work]
    assert repeated([said, *others]) == [False, True, False, False, False]


def test_a_question_asked_again_sees_what_was_indexed_since(index: Answering) -> None:
    index.put([provision("a", 1, "La coopérative tient un registre.")])
    assert asked(index, "zoologiste coopérative").total == 1
    index.put([provision("b", 1, "Le zoologiste de la coopérative est élu.")])
    again = asked(index, "zoologiste coopérative")
    assert again.total == 2
    assert again.hits[0].work.endswith("b")


def test_many_chosen_values_and_values_that_nothing_has(index: Answering) -> None:
    index.put([provision("a", 1, "La coopérative tient un registre."), provision("b", 1, "La coopérative vote.")])
    works = tuple(f"/akn/fr/act/2014/{n}" for n in range(100))
    assert asked(index, "coopérative", Filters(work=(*works, "/akn/fr/act/2014/b"))).total == 1
    assert asked(index, "coopérative", Filters(work=works)).total == 0
    assert asked(index, "coopérative", Filters(country=("ES",))).total == 0
    assert asked(index, "coopérative", Filters(country=("ES", "FR"))).total == 2


@pytest.mark.parametrize(
    "text,expected",
    [("La distribution des bénéfices est close ; distribution annuelle, bénéfices.", ["distribution des bénéfices"]),
     ("Bénéfices : la distribution de ces bénéfices !", ["distribution de ces bénéfices"])],
)  # fmt: skip
def test_an_expression_is_marked_with_its_words_of_grammar(text: str, expected: list[str]) -> None:
    tree = plan_query(SearchQuery("distribution des bénéfices"), thesaurus.load(), lexicon.load(), ("fr",)).tree
    found = [text[mark.start : mark.end] for mark in marks(text, "fr", tree)]
    assert [words for words in found if " " in words] == expected


def test_a_question_finds_languages_of_which_only_beginnings_of_words_are_known(index: Answering) -> None:
    index.put([
        provision("a", 1, "Ühistu kapitali suurus on vähemalt kaks tuhat eurot.", "et"),
        provision("b", 1, "Juhatuse liige valitakse kolmeks aastaks.", "et"),
    ])  # fmt: skip
    found = asked(index, "capital")
    assert [hit.work[-1] for hit in found.hits] == ["a"]
    assert ("kapitali", True) in found.hits[0].snippet
    assert {(term.language, term.via) for term in found.hits[0].matched} == {("et", "lexicon")}


def test_a_word_that_no_table_knows_is_found_in_other_forms_of_its_own_language(index: Answering) -> None:
    index.put([provision("a", 1, "Les zoologistes de la coopérative votent.")])
    assert asked(index, "le zoologiste de la coopérative").total == 1


@pytest.mark.parametrize(
    ("text", "held", "term"),
    [
        ("term of office", "cs", "funkční období"),
        ("contenu du rapport annuel", "bg", "годишен доклад"),
        ("plural voting", "de", "Mehrstimmrecht"),
        ("personnes âgées", "sk", "starší človek"),
        ("compensation for damage", "fi", "korvau*"),
        ("número mínimo", "no", "minst*"),
    ],
)
def test_usual_words_of_questions_are_carried(text: str, held: str, term: str) -> None:
    plan = plan_query(SearchQuery(text), thesaurus.load(), lexicon.load(), (held,))
    assert (term, held) in {(found.term, found.language) for found in plan.terms}


@pytest.mark.parametrize(
    ("text", "words"),
    [("¿Qué debe decir el reglamento?", ["reglamento"]), ("Que dit la loi des statuts ?", ["loi", "statuts"])],
)
def test_words_that_only_ask_are_left_out(text: str, words: list[str]) -> None:
    plan = plan_query(SearchQuery(text), thesaurus.load(), lexicon.load(), ("es", "fr"))
    assert list(dict.fromkeys(term.typed for term in plan.terms)) == words
