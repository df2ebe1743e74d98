"""Searching: the question goes to the engine in use, with the thesaurus beside it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.errors import NotFound
from kb.search.query import Filters, SearchQuery
from kb.services.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from kb.search.index import SearchHit, SearchPage
    from kb.search.plan import SearchPlan


PAUSES = (0.1, 0.5, 2.0)
"""Seconds before a question is put again whose state of the index went away."""


def search(kb: KnowledgeBase, query: SearchQuery) -> SearchPage:
    """Answer a question; raises `BadQuery` for one that cannot be repaired, `EngineUnavailable` without engine."""
    from kb.search import search as run
    from kb.search.engine import ViewLost

    for pause in PAUSES:
        try:
            return run(kb.store, kb.index, kb.thesaurus, query)
        except ViewLost:
            # A server of the cluster went away under the question; the others answer it as soon as they know.
            time.sleep(pause)
    return run(kb.store, kb.index, kb.thesaurus, query)


def every_hit(kb: KnowledgeBase, query: SearchQuery) -> Iterator[SearchHit]:
    """All hits of a question in their order, whatever page it asks for; raises as `search` does, before the first."""
    return kb.index.every(_plan(kb, query))


def suggest(kb: KnowledgeBase, typed: str, language: str | None = None, limit: int = 8) -> tuple[str, ...]:
    """Ways to go on with what is being typed, its last word completed from the words of the index, the most frequent
    first; empty where that word has fewer than two letters."""
    from kb.search.analysis import WORD

    words = WORD.findall(typed)
    if not words or len(words[-1]) < 2 or not typed.endswith(words[-1]):
        return ()
    before = typed.removesuffix(words[-1])
    return tuple(before + word for word in kb.index.suggest(words[-1], language, limit))


def more_like(
    kb: KnowledgeBase,
    provision: str,
    *,
    filters: Filters | None = None,
    limit: int = 10,
    interface_language: str = "fr",
) -> SearchPage:
    """Provisions of any language that say what this one says, by its telling words; itself and its other versions are
    left out. `provision` is its permalink. Raises `NotFound` and `EngineUnavailable`."""
    from kb.search.records import records_of_texts

    expression = provision.partition("~")[0]
    with kb.store.read() as session:
        record = next((r for r in records_of_texts(session, (expression,)) if r.id == provision), None)
    if record is None:
        raise NotFound(f"No provision {provision} is held.")
    words = kb.index.telling(record)
    query = SearchQuery(
        " ".join(word.casefold() for word in words), Filters() if filters is None else filters, limit=limit + 1,
        interface_language=record.language or interface_language,
    )  # fmt: skip
    if not words:
        query = replace(query, text=f'"{record.num or record.title}"')
    page = search(kb, query)
    others = tuple(hit for hit in page.hits if (hit.work, hit.eid) != (record.work, record.eid))[:limit]
    return replace(page, hits=others, total=max(len(others), page.total - 1), notices=(), did_you_mean=None)


def _plan(kb: KnowledgeBase, query: SearchQuery) -> SearchPlan:
    from kb.search import lexicon
    from kb.search.plan import plan_query

    return plan_query(query, kb.thesaurus, lexicon.load(), kb.index.languages())
