"""Searching: the question goes to the engine in use, with the thesaurus beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.services.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from kb.search.index import SearchPage
    from kb.search.query import SearchQuery


def search(kb: KnowledgeBase, query: SearchQuery) -> SearchPage:
    """Answer a question; raises `BadQuery` for one that cannot be repaired, `EngineUnavailable` without engine."""
    from kb.search import search as run

    return run(kb.store, kb.index, kb.thesaurus, query)
