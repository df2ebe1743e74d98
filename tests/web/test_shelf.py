"""Kept pages: the same as made ones, gone as soon as something is written, never those of people signed in."""

from __future__ import annotations

import gzip

import pytest

from kb.services import KnowledgeBase
from kb.store.state import State
from web import create_app


def test_the_mark_changes_with_each_commit_and_only_then(knowledge_base: KnowledgeBase) -> None:
    state = State(knowledge_base.store.database)
    first = state.mark()
    with knowledge_base.store.read() as session:
        session.fact("none")
    assert state.mark() == first
    with knowledge_base.store.write() as session:
        session.note_fact("one", "1")
    second = state.mark()
    assert second != first
    with pytest.raises(RuntimeError), knowledge_base.store.write() as session:
        session.note_fact("one", "2")
        raise RuntimeError
    assert state.mark() == second


@pytest.mark.postgres
def test_the_mark_changes_on_postgresql(postgres_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.store import Store
    from kb.store.database import Database

    database = Database(postgres_address)
    database.migrate()
    state = State(database)
    first = state.mark()
    with Store(database).write() as session:
        session.note_fact("one", "1")
    assert state.mark() != first
    database.close()


def test_a_kept_page_is_the_made_one_until_something_is_written(knowledge_base: KnowledgeBase) -> None:
    visitor = create_app(knowledge_base).test_client()
    made, kept = visitor.get("/fr/countries"), visitor.get("/fr/countries")
    assert kept.data == made.data and kept.headers["ETag"] == made.headers["ETag"]
    assert kept.headers["Content-Security-Policy"] == made.headers["Content-Security-Policy"]
    small = visitor.get("/fr/countries", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(small.data) == made.data
    assert visitor.get("/fr/countries", headers={"Accept": "application/json"}).is_json
    assert visitor.get("/en/countries").data != made.data
    from kb.catalogue import load_catalogue

    with knowledge_base.store.write() as session:
        load_catalogue(session)
    assert "Luxembourg" in visitor.get("/fr/countries").get_data(as_text=True)
    assert "Luxembourg" not in made.get_data(as_text=True)
