"""Review of tags: decisions with who and when, kept when a text is read again; the command that takes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.pipeline import parse
from ingest.source import source_document
from kb.cli import root
from kb.errors import BadRequest, Conflict, Forbidden, NotFound
from kb.model.people import Person
from kb.model.source import Declared
from kb.services import KnowledgeBase, people, reviewing, saving
from kb.services.reviewing import Wanted

LAW = """LEY 5/2020, de 2 de mayo, de cooperativas

Artículo 1. Definición
Se entiende por cooperativa la sociedad constituida por personas. Se rige por la Ley 27/1999, de 16 de julio.

Artículo 2. Reserva
Los excedentes se destinan al fondo de reserva obligatorio, que es irrepartible entre los socios.
"""


@pytest.fixture
def store(knowledge_base: KnowledgeBase, tmp_path: Path) -> Callable[[], str]:
    """Reads and stores the law; gives the id of its text."""

    def save() -> str:
        path = tmp_path / "ley.txt"
        path.write_text(LAW, encoding="utf-8")
        source = source_document(path, Declared(jurisdiction="ES"))
        return saving.save(knowledge_base, source, parse(source, knowledge_base.settings), parser="t").expressions[0]

    return save


@pytest.fixture
def eva(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "eva@example.org", "Eva", "expert")


def test_a_decision_is_kept_with_who_and_when_also_when_the_text_is_read_again(
    knowledge_base: KnowledgeBase, store: Callable[[], str], eva: Person
) -> None:
    expression = store()
    (shown, *_), count = reviewing.waiting(knowledge_base, Wanted(kinds=("definition",)))
    assert count == 1 and shown.quote == "cooperativa" and "Se entiende por" in shown.before
    stored = reviewing.decide(knowledge_base, eva, shown.stored.id, "rejected", seen="suggested")
    assert (stored.tag.status, stored.decided_by) == ("rejected", "eva@example.org") and stored.decided_at
    added = reviewing.add(knowledge_base, eva, expression, "art_2", "theme", "entities-profit-assets", quote="reserva")
    store()
    kept, _ = reviewing.waiting(knowledge_base, Wanted(statuses=("rejected", "added", "accepted")))
    assert {(one.stored.tag.kind, one.stored.tag.label, one.stored.decided_by) for one in kept} == {
        ("definition", "cooperativa", "eva@example.org"), ("theme", added.tag.label, "eva@example.org")
    }  # fmt: skip


def test_filters_and_pages(knowledge_base: KnowledgeBase, store: Callable[[], str]) -> None:
    store()
    everything, count = reviewing.waiting(knowledge_base, Wanted(), limit=1000)
    assert count == len(everything) > 3
    first, _ = reviewing.waiting(knowledge_base, Wanted(), limit=2)
    rest, _ = reviewing.waiting(knowledge_base, Wanted(), after=first[-1].stored.id, limit=1000)
    assert [one.stored.id for one in (*first, *rest)] == [one.stored.id for one in everything]
    assert reviewing.waiting(knowledge_base, Wanted(country="FR"))[1] == 0
    assert reviewing.waiting(knowledge_base, Wanted(country="ES"))[1] == count
    scored = [one.stored.tag.score for one in everything if one.stored.tag.kind == "theme"]
    high = reviewing.waiting(knowledge_base, Wanted(kinds=("theme",), minimum=max(s or 0 for s in scored)))[1]
    assert 1 <= high <= len(scored)
    with pytest.raises(BadRequest):
        reviewing.waiting(knowledge_base, Wanted(country="Atlantis"))


def test_who_may_not_decide_and_what_cannot_be_decided(
    knowledge_base: KnowledgeBase, store: Callable[[], str], eva: Person
) -> None:
    expression = store()
    (shown,), _ = reviewing.waiting(knowledge_base, Wanted(), limit=1)
    reader = people.add(knowledge_base, "rea@example.org", "Rea", "reader")
    with pytest.raises(Forbidden):
        reviewing.decide(knowledge_base, reader, shown.stored.id, "accepted")
    with pytest.raises(NotFound):
        reviewing.decide(knowledge_base, eva, 10**6, "accepted")
    reviewing.decide(knowledge_base, eva, shown.stored.id, "accepted", seen="suggested")
    with pytest.raises(Conflict, match="has decided"):
        reviewing.decide(knowledge_base, eva, shown.stored.id, "rejected", seen="suggested")
    for label, quote in (("no-such-theme", None), ("support-tax", "palabras que no están")):
        with pytest.raises(BadRequest):
            reviewing.add(knowledge_base, eva, expression, "art_1", "theme", label, quote=quote)


def test_the_command_one_key_a_tag(
    knowledge_base: KnowledgeBase, store: Callable[[], str], eva: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    store()
    monkeypatch.setenv("SSELEX_HOME", str(knowledge_base.settings.home))
    run = CliRunner().invoke
    definitions = ["--kind", "definition", "--by", eva.email]
    shown = run(root, ["tags", "review", *definitions], input="x\na\nu\nr\n")
    assert shown.exit_code == 0 and "definition: cooperativa" in shown.output and "1 rejected" in shown.output
    assert run(root, ["tags", "review", *definitions]).exit_code == 1
    listed = run(root, ["tags", "list", "--status", "rejected", "--json"])
    (row,) = json.loads(listed.output)["tags"]
    assert (row["label"], row["decided_by"]) == ("cooperativa", eva.email)
    undone = run(root, ["tags", "undo", str(row["id"]), "--by", eva.email])
    assert undone.exit_code == 0 and "is suggested" in undone.output
    accepted = run(root, ["tags", "accept", str(row["id"]), "--by", eva.email])
    assert "is accepted" in accepted.output
    assert run(root, ["tags", "accept", "1", "--by", "nobody@example.org"]).exception is not None


def test_every_decision_stays_in_the_history_also_when_the_text_is_read_again(
    knowledge_base: KnowledgeBase, store: Callable[[], str], eva: Person
) -> None:
    expression = store()
    sol = people.add(knowledge_base, "sol@example.org", "Sol", "secretariat")
    (shown,), _ = reviewing.waiting(knowledge_base, Wanted(kinds=("definition",)))
    assert shown.history == ()
    reviewing.decide(knowledge_base, eva, shown.stored.id, "accepted")
    reviewing.decide(knowledge_base, sol, shown.stored.id, "rejected")
    reviewing.decide(knowledge_base, sol, shown.stored.id, "suggested")
    store()
    (again,), _ = reviewing.waiting(knowledge_base, Wanted(kinds=("definition",)))
    assert [(step.before, step.status, step.person) for step in again.history] == [
        ("suggested", "accepted", "eva@example.org"), ("accepted", "rejected", "sol@example.org"),
        ("rejected", "suggested", "sol@example.org"),
    ]  # fmt: skip
    assert all(step.at and step.found_by.startswith("definitions") for step in again.history)
    assert again.stored.decided_by is None
    added = reviewing.add(knowledge_base, eva, expression, "art_2", "theme", "entities-profit-assets", quote="reserva")
    history = reviewing.show(knowledge_base, added.id).history
    assert [(step.status, step.person) for step in history] == [("added", "eva@example.org")] or (
        [step.status for step in history] == ["accepted"]
    )


def test_a_new_version_of_a_tagger_suggests_anew_and_touches_no_decision(
    knowledge_base: KnowledgeBase, store: Callable[[], str], eva: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.tag import citations, concepts, definitions

    store()
    everything, _ = reviewing.waiting(knowledge_base, Wanted(), limit=1000)
    (definition,) = (one for one in everything if one.stored.tag.kind == "definition")
    (citation,) = (one for one in everything if one.stored.tag.kind == "citation")
    reviewing.decide(knowledge_base, eva, definition.stored.id, "rejected")
    reviewing.decide(knowledge_base, eva, citation.stored.id, "accepted")
    for tagger in (concepts, definitions, citations):
        monkeypatch.setattr(tagger, "version", "99")
    store()
    after, _ = reviewing.waiting(knowledge_base, Wanted(statuses=()), limit=1000)
    kinds = {one.stored.tag.kind: one.stored for one in after if one.stored.tag.kind in ("definition", "citation")}
    assert (kinds["definition"].tag.status, kinds["definition"].decided_by) == ("rejected", "eva@example.org")
    assert (kinds["citation"].tag.status, kinds["citation"].decided_by) == ("accepted", "eva@example.org")
    suggested = [one.stored.tag for one in after if one.stored.tag.kind == "concept"]
    assert suggested and all(tag.status == "suggested" for tag in suggested)
    assert all(tag.evidence.found_by.startswith("concepts 99") for tag in suggested)
    assert len(after) == len(everything)
