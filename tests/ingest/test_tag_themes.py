"""Themes: a provision is read with those around it; what says nothing of its own gets none."""

from __future__ import annotations

import numpy
import pytest

from ingest.tag import theme_model, themes
from ingest.tag.mentions import marked
from ingest.tag.study import Study
from kb.model.law import LegalText, Provision

ARTICLES = {
    "es": (
        "La asamblea general está constituida por los socios debidamente reunidos para deliberar y tomar acuerdos. "
        "Cada socio tendrá un voto.",
        "La cooperativa se disolverá por acuerdo de la asamblea general y entrará en liquidación; los liquidadores "
        "adjudicarán el haber social.",
    ),
    "fr": (
        "L’assemblée générale est composée de tous les associés. Chaque associé dispose d’une voix. Le conseil "
        "d’administration est élu par l’assemblée.",
        "La dissolution de la coopérative entraîne sa liquidation ; l’actif net est dévolu par les liquidateurs.",
    ),
}


def law(language: str, *articles: str) -> LegalText:
    words, provisions = "", []
    for number, article in enumerate(articles, 1):
        start = len(words)
        words += article + "\n"
        provisions.append(
            Provision(f"art_{number}", "article", f"Art. {number}", None, article, start, start + len(article),
                      number, language=language)
        )  # fmt: skip
    return LegalText(language, words, tuple(provisions))


@pytest.mark.parametrize("language", ARTICLES)
def test_a_provision_gets_its_theme_with_words_that_show_it(language: str) -> None:
    text = law(language, *ARTICLES[language])
    found = list(themes.tags(Study(text, marked(text))))
    first = {eid: next(tag.label for tag in found if tag.eid == eid) for eid in ("art_1", "art_2")}
    assert first == {"art_1": "entities-governance", "art_2": "entities-life-cycle"}
    for tag in found:
        assert text.text[tag.evidence.start : tag.evidence.end] == tag.evidence.quote
        assert tag.score is not None and 0 <= tag.score <= 1
    assert all(sum(tag.eid == eid for tag in found) <= theme_model.MOST for eid in first)


def test_a_provision_without_words_gets_no_theme() -> None:
    text = law("es", ARTICLES["es"][0], " ")
    assert {tag.eid for tag in themes.tags(Study(text, marked(text)))} == {"art_1"}
    assert list(themes.tags(Study(LegalText("es", "", ()), ()))) == []


def test_each_provision_sees_the_one_before_and_the_one_after() -> None:
    sums = numpy.array([[0.1, 0.5], [0.9, 0.2], [0.3, 0.4]], dtype=numpy.float32)
    seen = theme_model.signs(sums)
    assert seen.shape == (theme_model.SIGNS, 3, 2)
    assert seen[0].tolist() == sums.tolist()
    assert seen[1][1].tolist() == sums[0].tolist() and seen[1][0].tolist() == [0, 0]
    assert seen[2][1].tolist() == sums[2].tolist() and seen[2][2].tolist() == [0, 0]
    lead = [[-0.4, 0.4], [0.7, -0.7], [-0.1, 0.1]]
    assert seen[6] == pytest.approx(numpy.array(lead), abs=1e-6)
    assert theme_model.signs(sums[:1]).shape == (theme_model.SIGNS, 1, 2)
