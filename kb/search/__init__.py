"""Search: one question over all languages held, two engines behind one seam."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.search.index import SearchIndex, SearchPage
    from kb.search.query import SearchQuery
    from kb.settings import Settings
    from kb.store import Store
    from kb.thesaurus import Thesaurus


def open_index(settings: Settings) -> SearchIndex:
    """The index that the settings name; nothing is opened before it is asked for something. Nearness of meaning takes
    part where a model is switched on; raises `BadSettings` for one that is not there."""
    from kb.search.answering import Answering

    if settings.search == "embedded":
        from kb.search.embedded import Embedded

        index = Answering(Embedded(settings.home / "index"))
    else:
        from kb.search.elastic import Elastic

        index = Answering(Elastic(settings))
    if settings.semantic == "off":
        return index
    from kb.search.embedding import open_embedder
    from kb.search.meaning import Hybrid
    from kb.search.vectors import Vectors

    embedder = open_embedder(settings.semantic)
    return index if embedder is None else Hybrid(index, embedder, Vectors(settings.home / "vectors", embedder.name))


def search(store: Store, index: SearchIndex, thesaurus: Thesaurus, query: SearchQuery) -> SearchPage:
    """Understand a question and answer it; raises `BadQuery`, `EngineUnavailable` or `IndexNotReady`.

    The page says when texts wait to be indexed.
    """
    from dataclasses import replace

    from kb.search import lexicon
    from kb.search.plan import plan_query

    plan = plan_query(query, thesaurus, lexicon.load(), index.languages())
    page = index.search(plan)
    with store.read() as session:
        waiting = session.texts.waiting()
    if waiting:
        texts = "1 text is" if waiting == 1 else f"{waiting} texts are"
        page = replace(page, notices=(*page.notices, f"{texts} stored and not indexed yet: run `sselex rebuild`."))
    return page
