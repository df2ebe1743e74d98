"""Collections: gathered by several people, ordered, noted, told when the law changes, quoted in a chapter."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from kb.errors import BadRequest, Conflict, Forbidden, NotFound
from kb.guide.draft import draft
from kb.model.guide import Quotation
from kb.model.guide_collections import CollectedPin
from kb.model.people import Person
from kb.services import KnowledgeBase, collecting, people
from kb.store import Store

LAW = "/akn/xa/act/2023-05-04/12/fra@2023-05-04"
ARABIC = "/akn/xf/act/2021-02-01/7/ara@2021-02-01"


@pytest.fixture(name="knowledge_base")
def filled_knowledge_base(knowledge_base: KnowledgeBase, store: Store) -> KnowledgeBase:
    return dataclasses.replace(knowledge_base, store=store)


@pytest.fixture
def staff(knowledge_base: KnowledgeBase) -> dict[str, Person]:
    roles = ("secretariat", "expert", "reader")
    return {role: people.add(knowledge_base, f"{role}@example.org", role.title(), role) for role in roles}


def pins(knowledge_base: KnowledgeBase, person: Person, collection: int) -> list[CollectedPin]:
    return collecting.opened(knowledge_base, person, collection)[1]


@pytest.fixture
def reserves(knowledge_base: KnowledgeBase, staff: dict[str, Person]) -> int:
    """A collection of three pins by two people."""
    made = collecting.make(knowledge_base, staff["expert"], " Réserves  impartageables ", "Pour la séance de mars")
    collecting.collect(knowledge_base, staff["expert"], made.id, LAW, "art_2", note="le plus clair")
    collecting.collect(knowledge_base, staff["secretariat"], made.id, ARABIC, "art_2")
    collecting.collect(knowledge_base, staff["secretariat"], made.id, LAW, "art_3")
    return made.id


def test_a_pin_holds_version_span_words_hash_and_page(
    knowledge_base: KnowledgeBase, staff: dict[str, Person], reserves: int
) -> None:
    found, held, told = collecting.opened(knowledge_base, staff["expert"], reserves)
    assert (found.name, found.revision, found.changed_by) == ("Réserves impartageables", 4, "secretariat@example.org")
    first = held[0]
    assert (first.country, first.note, first.added_by) == ("XA", "le plus clair", "expert@example.org")
    pin = first.pin
    assert (pin.expression, pin.eid, pin.page, pin.status) == (LAW, "art_2", 1, "in-force")
    assert pin.quote.startswith("Les excédents") and pin.end - pin.start == len(pin.quote) and len(pin.sha256) == 64
    assert told == {}


def test_pins_are_ordered_noted_and_dropped_and_nobody_overwrites_another(
    knowledge_base: KnowledgeBase, staff: dict[str, Person], reserves: int
) -> None:
    expert, sol = staff["expert"], staff["secretariat"]
    one, two, three = pins(knowledge_base, expert, reserves)
    collecting.move(knowledge_base, expert, reserves, three.id, -2, revision=4)
    assert [p.id for p in pins(knowledge_base, expert, reserves)] == [three.id, one.id, two.id]
    with pytest.raises(Conflict, match=r"changed by expert@example\.org meanwhile"):
        collecting.annotate(knowledge_base, sol, reserves, two.id, "Tard", revision=4)
    collecting.annotate(knowledge_base, sol, reserves, two.id, " À traduire ", revision=5)
    collecting.drop(knowledge_base, sol, reserves, one.id, revision=6)
    assert [(p.id, p.note) for p in pins(knowledge_base, expert, reserves)] == [(three.id, ""), (two.id, "À traduire")]
    with pytest.raises(NotFound, match="no pin"):
        collecting.drop(knowledge_base, sol, reserves, one.id, revision=7)
    described = collecting.describe(knowledge_base, sol, reserves, "Réserves", "", revision=7)
    assert (described.name, described.revision) == ("Réserves", 8)


def test_what_cannot_be_is_refused(knowledge_base: KnowledgeBase, staff: dict[str, Person], reserves: int) -> None:
    expert = staff["expert"]
    with pytest.raises(Conflict, match="already"):
        collecting.collect(knowledge_base, expert, reserves, LAW, "art_2")
    with pytest.raises(Conflict, match="exists already"):
        collecting.make(knowledge_base, expert, "Réserves impartageables")
    with pytest.raises(BadRequest, match="name"):
        collecting.make(knowledge_base, expert, " ")
    with pytest.raises(NotFound, match="art_99"):
        collecting.collect(knowledge_base, expert, reserves, LAW, "art_99")
    with pytest.raises(Forbidden):
        collecting.shelf(knowledge_base, staff["reader"])
    assert [(c.name, count) for c, count in collecting.shelf(knowledge_base, expert)] == [
        ("Réserves impartageables", 3)
    ]


def test_an_amended_text_is_told_on_its_pins_and_accepted_or_kept(
    knowledge_base: KnowledgeBase, staff: dict[str, Person], reserves: int,
    hold_newer: Callable[[str, str, str], None],
) -> None:  # fmt: skip
    expert = staff["expert"]
    hold_newer("2030-01-01", "vingt pour cent", "trente pour cent")
    _, held, told = collecting.opened(knowledge_base, expert, reserves)
    assert {pin: [f.code for f in findings] for pin, findings in told.items()} == {held[0].id: ["amended-since"]}
    collecting.keep(knowledge_base, expert, reserves, held[0].id, revision=4)
    found, held, told = collecting.opened(knowledge_base, expert, reserves)
    assert told == {} and "vingt" in held[0].pin.quote
    hold_newer("2031-01-01", "vingt pour cent", "quarante pour cent")
    _, held, told = collecting.opened(knowledge_base, expert, reserves)
    assert [f.code for f in told[held[0].id]] == ["amended-since"], "another version is told again"
    collecting.renew(knowledge_base, expert, reserves, held[0].id, revision=found.revision)
    _, held, told = collecting.opened(knowledge_base, expert, reserves)
    assert told == {} and "quarante" in held[0].pin.quote


def test_a_collection_is_quoted_in_a_chapter_once(
    knowledge_base: KnowledgeBase, staff: dict[str, Person], reserves: int
) -> None:
    draft(knowledge_base.store, "first")
    sol, chapter = staff["secretariat"], "entities-life-cycle"
    with pytest.raises(Forbidden):
        collecting.into_chapter(knowledge_base, staff["expert"], reserves, "first", chapter, revision=1)
    guide = collecting.into_chapter(knowledge_base, sol, reserves, "first", chapter, revision=1)
    quoted = [s for c, s in guide.outline.sections() if c.id == chapter and isinstance(s, Quotation)]
    assert [q.pin for q in quoted] == [p.pin for p in pins(knowledge_base, sol, reserves)]
    assert len({q.id for q in quoted}) == 3
    with pytest.raises(Conflict, match="everything"):
        collecting.into_chapter(knowledge_base, sol, reserves, "first", chapter, revision=2)
