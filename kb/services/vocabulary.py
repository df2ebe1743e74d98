"""Where the concepts of the thesaurus are named in the held texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.services.knowledge_base import KnowledgeBase
from kb.store.tallies import Tallies


@dataclass(frozen=True, slots=True)
class ConceptUse:
    """Provisions and works of one State or organisation, in their current texts, that name a concept."""

    country: str
    provisions: int
    works: int


def use_of(kb: KnowledgeBase, concepts: Iterable[str]) -> tuple[ConceptUse, ...]:
    """Where any of these concepts is named, most provisions first."""
    with kb.store.read() as session:
        works = [work.id for work in session.works.find(held=True)]
        current = [expression.id for expression in session.texts.current(works_=works)]
        tallies = Tallies(session.connection, current).by_country("concept", concepts)
    found = (ConceptUse(tally.country, tally.provisions, tally.works) for tally in tallies)
    return tuple(sorted(found, key=lambda use: (-use.provisions, use.country)))
