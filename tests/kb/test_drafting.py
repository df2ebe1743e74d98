"""A private draft beside the law: read by the worker, seen by its owner alone, gone when it is erased."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.source import source_document
from ingest.worker import Worker
from kb.errors import BadRequest, NotFound, SourceUnreadable
from kb.model.draft import Draft
from kb.model.people import Person
from kb.model.source import Declared
from kb.search.query import SearchQuery
from kb.services import KnowledgeBase, drafting, people, saving, searching

BILL = """PROJET DE LOI relatif à l'économie sociale et solidaire

Article 1er
La présente loi définit l'économie sociale et solidaire comme un mode d'entreprendre auquel adhèrent des personnes
morales de droit privé.

Article 2
La réserve légale des coopératives est impartageable : elle ne peut être distribuée aux associés, même en cas de
dissolution.
"""

LEY = """LEY 5/2011, de 29 de marzo, de Economía Social

Artículo 1. Fondo de reserva
La reserva legal de las cooperativas es irrepartible: no se distribuye entre los socios, ni en caso de disolución.

Artículo 2. Régimen tributario
Las cooperativas gozan de una exención del impuesto sobre sociedades y de bonificaciones fiscales.
"""


@pytest.fixture
def ana(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "ana@example.org", "Ana", "reader")


@pytest.fixture
def sol(knowledge_base: KnowledgeBase) -> Person:
    return people.add(knowledge_base, "sol@example.org", "Sol", "administrator")


def keep(kb: KnowledgeBase, person: Person, words: bytes = BILL.encode(), name: str = "bill.txt") -> Draft:
    return drafting.keep(kb, person, name, BytesIO(words))


def work(kb: KnowledgeBase) -> None:
    Worker(kb, "test", say=lambda said: None).run(once=True)


def test_a_draft_is_read_and_its_file_let_go_of(knowledge_base: KnowledgeBase, ana: Person) -> None:
    draft = keep(knowledge_base, ana)
    assert drafting.get(knowledge_base, ana, draft.id).state == "waiting"
    work(knowledge_base)
    read = drafting.get(knowledge_base, ana, draft.id)
    assert (read.state, read.language) == ("read", "fr")
    assert [p.num for p in read.provisions if p.type == "article"] == ["Article 1er", "Article 2"]
    reserve = next(p for p in read.provisions if p.num == "Article 2")
    assert "entities-profit-assets" in dict(reserve.themes)
    with knowledge_base.store.read() as session:
        assert session.drafts.unread(draft.id) is None
    assert drafting.mine(knowledge_base, ana) == (read,)


def test_nobody_else_sees_a_draft_and_nothing_public_holds_it(
    knowledge_base: KnowledgeBase, ana: Person, sol: Person
) -> None:
    draft = keep(knowledge_base, ana)
    work(knowledge_base)
    for verb in (drafting.get, drafting.erase):
        with pytest.raises(NotFound):
            verb(knowledge_base, sol, draft.id)
    with pytest.raises(NotFound):
        drafting.beside(knowledge_base, sol, draft.id, ["FR"])
    assert drafting.mine(knowledge_base, sol) == ()
    with knowledge_base.store.read() as session:
        assert session.works.find() == [] and session.texts.find() == []
    kept = [path for path in knowledge_base.settings.home.rglob("*") if path.is_file()]
    assert not any(BILL[:40].encode() in path.read_bytes() for path in kept if "sselex.db" not in path.name)


def test_what_is_erased_is_gone(knowledge_base: KnowledgeBase, ana: Person) -> None:
    draft = keep(knowledge_base, ana)
    drafting.erase(knowledge_base, ana, draft.id)
    work(knowledge_base)
    with pytest.raises(NotFound):
        drafting.get(knowledge_base, ana, draft.id)
    assert drafting.mine(knowledge_base, ana) == ()


def test_a_file_that_cannot_be_read_says_so(knowledge_base: KnowledgeBase, ana: Person) -> None:
    draft = keep(knowledge_base, ana, b"%PDF-1.7 and nothing more", "bill.pdf")
    work(knowledge_base)
    read = drafting.get(knowledge_base, ana, draft.id)
    assert read.state == "failed" and read.failure
    with pytest.raises(SourceUnreadable):
        keep(knowledge_base, ana, b"")


def test_so_many_drafts_and_no_more(knowledge_base: KnowledgeBase, ana: Person) -> None:
    for _ in range(drafting.MOST):
        keep(knowledge_base, ana)
    with pytest.raises(BadRequest):
        keep(knowledge_base, ana)


def test_a_draft_beside_a_law(knowledge_base: KnowledgeBase, ana: Person, tmp_path: Path) -> None:
    (tmp_path / "ley.txt").write_text(LEY, encoding="utf-8")
    source = source_document(tmp_path / "ley.txt", Declared(jurisdiction="ES", declared_by="test"))
    parsed = pipeline.parse(source, knowledge_base.settings)
    names = saving.save(knowledge_base, source, parsed, parser="test").expressions
    saving.index(knowledge_base, names)
    law = names[0].rpartition("/")[0]
    draft = keep(knowledge_base, ana)
    work(knowledge_base)
    found = drafting.beside(knowledge_base, ana, draft.id, ["ES", law])
    assert [p.num for p in found.on_theme("entities-profit-assets")][:1] == ["Article 2"]
    assert found.on_theme("support-tax") == ()
    for column in ("ES", law):
        assert found.themes.cell("support-tax", column).entries[0].num == "Artículo 2"
    assert [each.id for each in found.works] == [law]
    with pytest.raises(NotFound):
        drafting.beside(knowledge_base, ana, draft.id, ["/akn/xx/act/1/1"])
    reserve = found.on_theme("entities-profit-assets")[0]
    provision, hits = drafting.nearest(knowledge_base, ana, draft.id, reserve.eid)
    assert provision == reserve and [hit.eid for hit in hits][:1] == ["art_1"], "another language answers"
    hits = searching.search(knowledge_base, SearchQuery("impartageable")).hits
    assert {hit.work for hit in hits} <= {law}, "the index holds nothing of the draft"
