"""Links to the Sustainable Development Goals, and the comparative glossary, on stored texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.pipeline import parse
from ingest.source import source_document
from kb.model.people import Person
from kb.model.source import Declared
from kb.services import KnowledgeBase, people, reviewing, saving, sdg
from kb.services.glossary import glossary

FRENCH = """LOI n° 7 du 2 mai 2019 sur les coopératives

Article 1
Au sens de la présente loi, on entend par « coopérative », la société dont les membres se regroupent. Elle est libre.

Article 2
La présente loi contribue à l'ODD 8 et aux objectifs de développement durable.
"""
SPANISH = """LEY 5/2020, de 2 de mayo, de cooperativas

Artículo 1. Definición
Se entiende por cooperativa la sociedad constituida por personas que se asocian en régimen de libre adhesión.
"""

Hold = Callable[[str, str, str], str]


@pytest.fixture
def hold(knowledge_base: KnowledgeBase, tmp_path: Path) -> Hold:
    """Stores a text of a country; gives its id."""

    def put(words: str, name: str, country: str) -> str:
        path = tmp_path / name
        path.write_text(words, encoding="utf-8")
        source = source_document(path, Declared(jurisdiction=country))
        return saving.save(knowledge_base, source, parse(source, knowledge_base.settings), parser="test").expressions[0]

    return put


@pytest.fixture
def eva(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "eva@example.org", "Eva", "expert")


def test_links_by_mention_and_by_theme_follow_the_decisions(
    knowledge_base: KnowledgeBase, hold: Hold, eva: Person
) -> None:
    text = hold(FRENCH, "loi.txt", "FR")
    added = reviewing.add(knowledge_base, eva, text, "art_1", "theme", "support-tax")
    found = sdg.of_text(knowledge_base, text)
    mentioned = [(link.eid, link.target) for link in found if link.basis == "mention"]
    assert mentioned == [("art_2", "8"), ("art_2", "agenda-2030")]
    by_theme = [link for link in found if link.theme == "support-tax" and link.eid == "art_1"]
    assert [link.target for link in by_theme] == ["10.4", "17.1"] and all(link.reviewed for link in by_theme)
    assert by_theme[0].address == "http://metadata.un.org/sdg/10.4"
    reviewing.decide(knowledge_base, eva, added.id, "rejected")
    assert not [
        link for link in sdg.of_text(knowledge_base, text) if link.theme == "support-tax" and link.eid == "art_1"
    ]
    totals = sdg.totals(knowledge_base, country="FR")
    assert totals[0].target == "agenda-2030" and totals[0].by_mention == 1
    numbers = [int(total.target.split(".")[0]) for total in totals[1:]]
    assert numbers == sorted(numbers)
    places, count = sdg.provisions_of(knowledge_base, "8", country="FR")
    assert count >= 1 and places[0].eid == "art_2"
    assert not any(total.by_mention for total in sdg.totals(knowledge_base, country="ES"))


def test_a_notion_is_defined_by_several_countries_side_by_side(
    knowledge_base: KnowledgeBase, hold: Hold, eva: Person
) -> None:
    hold(FRENCH, "loi.txt", "FR")
    hold(SPANISH, "ley.txt", "ES")
    (entry,) = glossary(knowledge_base, shared_only=True)
    assert (entry.concept, entry.name, entry.countries) == ("cooperative", "coopérative", ("ES", "FR"))
    spanish, french = entry.definitions
    assert spanish.words.startswith("cooperativa la sociedad") and spanish.num.startswith("Artículo 1")
    assert french.term == "coopérative" and "membres se regroupent" in french.words
    assert glossary(knowledge_base, ["FR"], shared_only=True) == ()
    assert [one.name for one in glossary(knowledge_base, ["ES"], language="es")] == ["cooperativa"]
    waiting, _ = reviewing.waiting(knowledge_base, reviewing.Wanted(kinds=("definition",), country="ES"))
    reviewing.decide(knowledge_base, eva, waiting[0].stored.id, "rejected")
    assert glossary(knowledge_base, ["ES"]) == ()
