"""The outline changes under the hands of people, and only as they were allowed to change it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from kb.errors import BadRequest, Conflict, Forbidden, NotFound
from kb.guide.draft import draft
from kb.guide.editions import freeze
from kb.guide.verify import verify_outline
from kb.model.guide import Bibliography, Commentary, GoodPractice, Guide, Quotation, Table, TextList
from kb.model.people import Person
from kb.services import KnowledgeBase, outlining, people, writing
from kb.store import Store

LAW = "/akn/xa/act/2023-05-04/12/fra@2023-05-04"


@pytest.fixture(name="knowledge_base")
def filled_knowledge_base(knowledge_base: KnowledgeBase, store: Store) -> KnowledgeBase:
    return dataclasses.replace(knowledge_base, store=store)


@pytest.fixture
def guide(store: Store) -> Guide:
    return draft(store, "first", person="sol@example.org").guide


@pytest.fixture
def sol(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "sol@example.org", "Sol", "secretariat")


def chapters(guide: Guide) -> list[list[str]]:
    return [[chapter.id for chapter in part.chapters] for part in guide.outline.parts]


def test_parts_and_chapters_are_added_named_moved_and_taken_out(
    knowledge_base: KnowledgeBase, guide: Guide, sol: Person
) -> None:
    one = outlining.add_part(knowledge_base, sol, "first", "fr", "  Études de cas ", revision=1)
    part = one.outline.parts[-1]
    assert (part.title, part.chapters, one.revision) == ({"fr": "Études de cas"}, (), 2)
    two = outlining.add_chapter(knowledge_base, sol, "first", part.id, "fr", "La commande publique", revision=2)
    chapter = two.outline.parts[-1].chapters[0].id
    three = outlining.rename(knowledge_base, sol, "first", chapter, "en", "Public procurement", revision=3)
    assert three.outline.parts[-1].chapters[0].title == {"fr": "La commande publique", "en": "Public procurement"}
    before = chapters(three)[-2]
    four = outlining.move(knowledge_base, sol, "first", chapter, -1, revision=4)
    assert chapters(four)[-2:] == [[*before, chapter], []], "beyond the end of its part it goes into the one before"
    five = outlining.move(knowledge_base, sol, "first", part.id, -1, revision=5)
    assert [p.id for p in five.outline.parts][-2] == part.id
    six = outlining.remove(knowledge_base, sol, "first", part.id, revision=6)
    assert part.id not in [p.id for p in six.outline.parts]
    with knowledge_base.store.read() as session:
        told = [(c.what, c.section) for c in session.guides.changes("first")][:2]
    assert told == [("removed", part.id), ("moved", part.id)]


def test_what_holds_something_is_not_taken_out_and_what_is_not_there_is_named(
    knowledge_base: KnowledgeBase, guide: Guide, sol: Person
) -> None:
    with pytest.raises(Conflict, match="still holds"):
        outlining.remove(knowledge_base, sol, "first", "themes", revision=1)
    with pytest.raises(NotFound, match="nowhere"):
        outlining.move(knowledge_base, sol, "first", "nowhere", 1, revision=1)
    with pytest.raises(BadRequest, match="title"):
        outlining.add_part(knowledge_base, sol, "first", "fr", "  ", revision=1)
    with pytest.raises(Conflict, match="has its chapter already"):
        outlining.add_chapter(knowledge_base, sol, "first", "themes", "fr", "", revision=1, theme="scope-definition")
    expert = people.add(knowledge_base, "ex@example.org", "Ex", "expert")
    with pytest.raises(Forbidden):
        outlining.add_part(knowledge_base, expert, "first", "fr", "Mienne", revision=1)


def test_two_people_who_change_the_outline_do_not_lose_each_other_s_work(
    knowledge_base: KnowledgeBase, guide: Guide, sol: Person
) -> None:
    lea = people.add(knowledge_base, "lea@example.org", "Léa", "secretariat")
    outlining.add_part(knowledge_base, sol, "first", "fr", "La partie de Sol", revision=1)
    with pytest.raises(Conflict, match=r"changed by sol@example\.org meanwhile"):
        outlining.rename(knowledge_base, lea, "first", "themes", "fr", "Les sujets", revision=1)
    after = outlining.rename(knowledge_base, lea, "first", "themes", "fr", "Les sujets", revision=2)
    titles = [part.title["fr"] for part in after.outline.parts]
    assert "La partie de Sol" in titles and "Les sujets" in titles


def test_sections_of_every_kind_are_added_and_an_edition_is_made_of_them(
    knowledge_base: KnowledgeBase, guide: Guide, sol: Person
) -> None:
    kb = knowledge_base
    outlining.add_chapter(kb, sol, "first", "partnerships", "fr", "Pratiques", revision=1)
    with kb.store.read() as session:
        part = next(p for p in session.guides.get("first").outline.parts if p.id == "partnerships")
    at = part.chapters[-1].id
    outlining.add_commentary(kb, sol, "first", at, "fr", "Ce que l’on voit", "Un *texte*.", revision=2)
    outlining.add_table(
        kb, sol, "first", at, "fr", "Réserves", revision=3, questions=("entities-profit-assets.q2",), countries=("XA",)
    )
    facts = (("parties", "la ville et une coopérative"), ("duration", "trois ans"), ("amount", " "))
    outlining.add_practice(kb, sol, "first", at, "fr", "Une convention", LAW, "art_3", revision=4, facts=facts)
    outlining.add_texts(kb, sol, "first", at, "fr", "Résolutions", revision=5)
    outlining.add_reference(
        kb, sol, "first", at, revision=6, title="Étude comparée", authors="A. B.; C. D.", year="2021"
    )
    after = outlining.add_reference(kb, sol, "first", at, revision=7, title="Autre étude", address="https://x.org/1")
    found = next(c for p in after.outline.parts for c in p.chapters if c.id == at).sections
    assert [type(s) for s in found] == [Commentary, Table, GoodPractice, TextList, Bibliography]
    practice, works = found[2], found[4]
    assert isinstance(practice, GoodPractice) and isinstance(works, Bibliography)
    assert [(f.label, f.words) for f in practice.facts] == [
        ("parties", "la ville et une coopérative"), ("duration", "trois ans"),
    ]  # fmt: skip
    assert practice.pin.quote.startswith("Les collectivités publiques") and len(practice.pin.sha256) == 64
    assert [item["title"] for item in works.items] == ["Étude comparée", "Autre étude"]
    edition = freeze(kb.store, "first", person="sol@example.org", public_url="http://here")
    rows = next(table for table in edition.tables if table.section == found[1].id).rows
    assert [row.country for row in rows] == ["XA"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"questions": ("nothing.q1",)}, "nothing.q1"),
        ({"countries": ("QQ",), "theme": "scope-definition"}, "QQ"),
        ({}, "needs a question or a theme"),
        ({"questions": (*(f"entities-profit-assets.q{n}" for n in range(1, 6)), "scope-definition.q1")}, "most"),
    ],
)
def test_a_table_that_cannot_be_built_is_refused(
    knowledge_base: KnowledgeBase, guide: Guide, sol: Person, change: dict[str, tuple[str, ...]], said: str
) -> None:
    with pytest.raises(BadRequest, match=said):
        outlining.add_table(
            knowledge_base,
            sol,
            "first",
            "scope-definition",
            "fr",
            "Un tableau",
            revision=1,
            **change,  # type: ignore[arg-type]
        )


def test_a_pin_whose_text_was_amended_or_repealed_is_flagged_until_it_is_kept(
    knowledge_base: KnowledgeBase, guide: Guide, sol: Person, hold_newer: Callable[[str, str, str], None]
) -> None:
    kb = knowledge_base
    quoted = next(
        s for _, s in guide.outline.sections()
        if isinstance(s, Quotation) and s.pin.expression == LAW and s.pin.eid == "art_2"
    )  # fmt: skip
    hold_newer("2030-01-01", "vingt pour cent", "trente pour cent")
    with kb.store.write() as session:
        work = session.works.get("/akn/xa/act/2023-05-04/12")
        session.works.put(dataclasses.replace(work, status="repealed"))

    def codes() -> set[str]:
        with kb.store.read() as session:
            found = verify_outline(session, session.guides.get("first").outline)
        return {finding.code for finding in found if finding.section == quoted.id}

    assert codes() == {"amended-since", "status-changed"}
    kept = outlining.keep_pin(kb, sol, "first", quoted.id, revision=1)
    assert codes() == set()
    same = next(s for _, s in kept.outline.sections() if s.id == quoted.id)
    assert isinstance(same, Quotation) and same.pin.quote == quoted.pin.quote
    writing.renew_pin(kb, sol, "first", quoted.id, revision=2)
    assert codes() == set()
