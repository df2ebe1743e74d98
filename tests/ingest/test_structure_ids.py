"""Ids come from legal numbering: they do not move when text elsewhere changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.structure import structure
from kb.model.layout import Block, Extraction, PageFacts

WORDS = {
    "fr": ("Article {n}. – ", "Les coopératives tiennent un registre de leurs membres. ", "CHAPITRE {r}"),
    "es": ("Artículo {n}. ", "Las cooperativas llevan un libro de socios y de actas. ", "CAPÍTULO {r}"),
    "pt": ("Artigo {n}.º ", "As cooperativas mantêm um registo dos seus membros. ", "CAPÍTULO {r}"),
    "el": ("Άρθρο {n} ", "Οι συνεταιρισμοί τηρούν μητρώο των μελών τους. ", "ΚΕΦΑΛΑΙΟ {r}"),
    "ro": ("Articolul {n}. ", "Cooperativele țin un registru al membrilor lor. ", "CAPITOLUL {r}"),
    "pl": ("Art. {n}. ", "Spółdzielnie prowadzą rejestr swoich członków. ", "Rozdział {r}"),
}
ROMAN = ("I", "II", "III", "IV", "V")


def _ids(language: str, laws: list[str]) -> list[str]:
    blocks = tuple(Block(words, language=language) for words in laws)
    (text,) = structure(Extraction((PageFacts(1, 0.0, 0.0, 1, text=True),), blocks, ()))
    return [provision.eid for provision in text.provisions]


@st.composite
def laws(draw: st.DrawFn) -> tuple[str, list[list[str]], int]:
    """A language, articles by chapter, each as its paragraphs, and which article changes."""
    language = draw(st.sampled_from(sorted(WORDS)))
    number, words, _ = WORDS[language]
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    articles = [
        [number.format(n=n) + words, *([words * draw(st.integers(1, 3))] * draw(st.integers(0, 2)))]
        for n in range(1, sum(sizes) + 1)
    ]
    return language, articles, draw(st.integers(0, len(articles) - 1))


@settings(max_examples=60, deadline=None)
@given(law=laws(), more=st.integers(1, 4))
def test_ids_stay_when_the_words_of_an_article_change(law: tuple[str, list[list[str]], int], more: int) -> None:
    language, articles, changed = law
    before = _ids(language, [paragraph for article in articles for paragraph in article])
    words = WORDS[language][1]
    articles[changed] = [articles[changed][0] + words * more, words, f"a) {words}", f"b) {words}"]
    assert _ids(language, [paragraph for article in articles for paragraph in article]) == before
    assert before == [f"art_{n}" for n in range(1, len(articles) + 1)]


@settings(max_examples=40, deadline=None)
@given(law=laws())
def test_an_inserted_article_leaves_the_others_theirs(law: tuple[str, list[list[str]], int]) -> None:
    language, articles, place = law
    number, words, _ = WORDS[language]
    before = _ids(language, [paragraph for article in articles for paragraph in article])
    inserted = [number.format(n=f"{place + 1} bis").replace("bis.º", "bis.") + words]
    articles.insert(place + 1, inserted)
    after = _ids(language, [paragraph for article in articles for paragraph in article])
    assert [eid for eid in after if eid != f"art_{place + 1}-bis"] == before
    assert len(after) == len(before) + 1


@settings(max_examples=40, deadline=None)
@given(law=laws())
def test_articles_keep_their_ids_when_chapters_are_put_around_them(law: tuple[str, list[list[str]], int]) -> None:
    language, articles, cut = law
    plain = [paragraph for article in articles for paragraph in article]
    chapter = WORDS[language][2]
    divided = [chapter.format(r="I"), *(p for a in articles[: cut + 1] for p in a)]
    if cut + 1 < len(articles):
        divided += [chapter.format(r="II"), *(p for a in articles[cut + 1 :] for p in a)]
    assert [eid for eid in _ids(language, divided) if eid.startswith("art_")] == _ids(language, plain)


@pytest.mark.parametrize("count", [2, 3])
def test_an_annex_that_comes_leaves_the_law_s_ids(count: int) -> None:
    law = [f"Article {n}. – Les mutuelles sont libres de leur objet." for n in range(1, 5)]
    annex = ["ANNEXE", *(f"Article {n}. – Le modèle de statuts dit ceci." for n in range(1, count + 1))]
    before = _ids("fr", law)
    after = _ids("fr", [*law, *annex])
    assert after[: len(before)] == before
    assert after[len(before) :] == ["att_1", *(f"att_1__art_{n}" for n in range(1, count + 1))]


def test_a_chapter_that_numbers_anew_carries_its_chapter() -> None:
    law = [
        "CHAPITRE I", *(f"Article {n}. – Les mutuelles sont libres." for n in (1, 2, 4)),
        "CHAPITRE II", *(f"Article {n}. – Les unions sont libres." for n in (1, 2, 3)),
    ]  # fmt: skip
    assert _ids("fr", law) == [
        "chp_i", "art_1", "art_2", "art_4", "chp_ii", "chp_ii__art_1", "chp_ii__art_2", "chp_ii__art_3",
    ]  # fmt: skip


def test_the_decree_that_approves_a_law_does_not_take_its_numbers() -> None:
    decree = ["Article unique. – Est approuvé le code annexé au présent décret."]
    law = ["TITRE I", *(f"Article {n}. – Les mutuelles sont libres." for n in range(1, 8))]
    assert _ids("fr", [*decree, *law]) == ["art_1-2", "title_i", *(f"art_{n}" for n in range(1, 8))]


def test_reforms_that_come_leave_the_transitional_provisions_their_ids() -> None:
    law = [
        *(f"Artículo {n}. Las cooperativas son libres de su objeto." for n in range(1, 6)),
        "TRANSITORIOS", "PRIMERO. La ley entra en vigor mañana.", "SEGUNDO. El Instituto se instalará.",
    ]  # fmt: skip
    reform = ["TRANSITORIOS", *(f"{word}. El decreto entra en vigor." for word in ("PRIMERO", "SEGUNDO", "TERCERO"))]
    before = _ids("es", law)
    assert before[-2:] == ["transitional_1", "transitional_2"]
    assert _ids("es", [*law, *reform])[: len(before)] == before


def test_a_division_and_a_section_of_the_same_short_name_do_not_meet() -> None:
    law = [
        "Abschnitt 1",
        "§ 1 Zweck",
        "Die Genossenschaft fördert ihre Mitglieder.",
        "§ 2 Name",
        "Sie führt einen Namen.",
    ]
    assert _ids("de", law) == ["subchp_1", "sec_1", "sec_2"]
