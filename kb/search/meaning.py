"""Nearness of meaning beside words: the ranks of both are fused, language by language, before languages are merged.

Vectors change the order of what the words find; they add nothing and take nothing away. So totals, facets, NOT and
deep pages are the same with and without them. They take part only where a question is plain words: what a person wrote
with operators, phrases or fields is answered to the letter.

Models of sentences put texts in the language of the question first, whatever these say; within one language their
order is worth something. That is why ranks are taken per language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from kb.search.answering import Answering
from kb.search.clauses import All, Constant, Everything, Keyword, Nothing, every, some
from kb.search.embedding import Embedder
from kb.search.engine import Answer, Ask, Engine, RawHit, View
from kb.search.index import FreshIndex, IndexHealth, IndexRecord, SearchHit, SearchPage
from kb.search.plan import SearchPlan
from kb.search.tree import Words
from kb.search.vectors import Neighbours, Vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW = 200
"""Hits by words, per language, whose rank counts; what lies deeper keeps its place unless its meaning is near."""
NEAREST = 200
"""Provisions of a language, nearest in meaning, that are looked for among the hits."""
SLOW = 60
"""The constant of reciprocal rank fusion: how slowly a rank loses worth (the value of its authors)."""
MEANING = 1.0
"""What a rank by meaning counts beside one by words."""
FEWEST = 2
"""Words that a question must have: one word by itself has no context to be near to."""


class Hybrid:
    """A `SearchIndex` in whose order nearness of meaning takes part where vectors are there."""

    def __init__(self, index: Answering, embedder: Embedder, vectors: Vectors) -> None:
        self._index = index
        self.embedder = embedder
        self.vectors = vectors

    def search(self, plan: SearchPlan) -> SearchPage:
        """See `SearchIndex.search`."""
        near = self._near(plan)
        if near is None:
            return self._index.search(plan)
        page = near.search(plan)
        return replace(page, notices=(*page.notices, f"Nearness of meaning took part ({self.embedder.name})."))

    def every(self, plan: SearchPlan) -> Iterator[SearchHit]:
        """See `SearchIndex.every`."""
        return (self._near(plan) or self._index).every(plan)

    def _near(self, plan: SearchPlan) -> Answering | None:
        """The index for this question; None where meaning takes no part in it."""
        plain = isinstance(plan.tree, Words) and len(plan.tree.units) >= FEWEST
        if not plain or plan.query.sort != "relevance" or not plan.query.expand:
            return None
        held = self.vectors.by_language()
        if not held:
            return None
        return Answering(_NearEngine(self._index.engine, held, self.embedder.query(plan.query.text)))

    def put(self, records: Iterable[IndexRecord]) -> int:
        """See `SearchIndex.put`."""
        return self._index.put(records)

    def drop(self, ids: Iterable[str]) -> None:
        """See `SearchIndex.drop`."""
        self._index.drop(ids)

    def suggest(self, prefix: str, language: str | None = None, limit: int = 10) -> tuple[str, ...]:
        """See `SearchIndex.suggest`."""
        return self._index.suggest(prefix, language, limit)

    def telling(self, record: IndexRecord) -> tuple[str, ...]:
        """See `SearchIndex.telling`."""
        return self._index.telling(record)

    def languages(self) -> tuple[str, ...]:
        """See `SearchIndex.languages`."""
        return self._index.languages()

    def fresh(self, version: str) -> AbstractContextManager[FreshIndex]:
        """See `SearchIndex.fresh`."""
        return self._index.fresh(version)

    def health(self) -> IndexHealth:
        """See `SearchIndex.health`."""
        return self._index.health()


class _NearEngine:
    """The engine for one question: it reads as the other does, with nearness in the order."""

    def __init__(self, engine: Engine, held: Mapping[str, Neighbours], vector: NDArray[np.float32]) -> None:
        self._engine = engine
        self.name = engine.name
        self._held = held
        self._vector = vector
        self.put, self.drop, self.fresh = engine.put, engine.drop, engine.fresh
        self.health, self.beginning = engine.health, engine.beginning

    @contextmanager
    def view(self) -> Iterator[View]:
        """See `Engine.view`."""
        with self._engine.view() as view:
            yield NearView(view, self._held, self._vector)


class NearView:
    """A view whose hits are ordered by the ranks of words and of meaning together, of those that the filters leave."""

    steady = False

    def __init__(self, view: View, held: Mapping[str, Neighbours], vector: NDArray[np.float32]) -> None:
        self._view = view
        self._held_vectors = held
        self._vector = vector
        self.held, self.fetch, self.frequencies = view.held, view.fetch, view.frequencies
        self.state, self.lacks = view.state, view.lacks

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """See `View.ask`."""
        nears = {place: near for place, ask in enumerate(asks) if (near := self._near(ask)) is not None}
        wider = [replace(ask, size=max(ask.size, WINDOW)) if place in nears else ask for place, ask in enumerate(asks)]
        answers = self._view.ask([*wider, *nears.values()])
        found = answers[: len(asks)]
        beside = dict(zip(nears, answers[len(asks) :], strict=True))
        return [
            replace(answer, hits=fused(answer.hits, beside[place].hits)[: asks[place].size])
            if place in beside
            else answer
            for place, answer in enumerate(found)
        ]

    def _near(self, ask: Ask) -> Ask | None:
        """What finds, among the hits of an ask, those that are near in meaning, the nearest first."""
        neighbours = self._held_vectors.get(ask.language)
        if neighbours is None or ask.size < 2 or isinstance(ask.clause, Everything | Nothing):
            return None
        countries = [part.values for part in ask.limits.parts if isinstance(part, Keyword) and part.field == "country"]
        # The narrowest choice: grouping by country asks for each one inside those that were chosen.
        chosen = min(countries, key=len, default=())
        nearest = neighbours.nearest(self._vector, tuple({code.split("-")[0] for code in chosen}), NEAREST)
        clause = some(
            every((Keyword("id", (name,)), Constant(float(NEAREST - rank)))) for rank, (name, _) in enumerate(nearest)
        )
        if isinstance(clause, Nothing):
            return None
        limits = All((*ask.limits.parts, ask.clause), ask.limits.without)
        return Ask(ask.language, clause, limits, size=NEAREST)


def fused(by_words: Sequence[RawHit], by_meaning: Sequence[RawHit]) -> tuple[RawHit, ...]:
    """The hits by words in the order of both ranks; each place keeps its value, so that languages merge as before.

    Windows are fixed, so that a page and the one after it see the same order.
    """
    worth: dict[Any, float] = {}
    hits: dict[Any, RawHit] = {}
    ranked = [(hit, 1.0) for hit in by_words[:WINDOW]], [(hit, MEANING) for hit in by_meaning]
    for place, (hit, weight) in chain.from_iterable(map(enumerate, ranked)):
        hits.setdefault(_key(hit), hit)
        worth[_key(hit)] = worth.get(_key(hit), 0.0) + weight / (SLOW + place + 1)
    order = [hits[key] for key in sorted(worth, key=lambda key: -worth[key])]
    order += [hit for hit in by_words[WINDOW:] if _key(hit) not in hits]
    return tuple(replace(hit, value=there.value) for hit, there in zip(order, by_words, strict=False))


def _key(hit: RawHit) -> Any:
    address = hit.address
    return address if isinstance(address, str) else (address.segment_ord, address.doc)
