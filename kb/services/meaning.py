"""Vectors for the search by meaning, where a model is switched on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kb.services.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from kb.search.meaning import Hybrid


def waiting(kb: KnowledgeBase) -> int:
    """Texts whose vectors are missing or old; 0 where no model is switched on."""
    from kb.search import encoding

    hybrid = _hybrid(kb)
    return 0 if hybrid is None else len(encoding.waiting(kb.store, hybrid.vectors))


def encode(kb: KnowledgeBase, tell: Callable[[str], None] = lambda _: None) -> int:
    """Make the vectors that are missing; gives how many texts were done, 0 where no model is switched on."""
    from kb.search import encoding

    hybrid = _hybrid(kb)
    return 0 if hybrid is None else encoding.encode(kb.store, hybrid.vectors, hybrid.embedder, tell=tell)


def _hybrid(kb: KnowledgeBase) -> Hybrid | None:
    if kb.settings.semantic == "off":
        return None
    from kb.search.meaning import Hybrid

    return kb.index if isinstance(kb.index, Hybrid) else None
