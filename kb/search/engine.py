"""The narrow seam below `SearchIndex`: what an engine itself must do. Everything else is done once, in `answering`."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from kb.errors import EngineUnavailable
from kb.search.clauses import NO_LIMITS, All, Clause
from kb.search.index import FreshIndex, IndexHealth, IndexRecord
from kb.search.query import Sort


class ViewLost(EngineUnavailable):
    """The state of the index that a question was put to went away; the question may be put again to a new one."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to the records of one language: the `size` first hits, their number, and counts by facet."""

    language: str
    clause: Clause
    limits: All = NO_LIMITS
    sort: Sort = "relevance"
    size: int = 0
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawHit:
    """A hit before its record is fetched: score or sort value, and numbers that are equal for hits of one work and of
    one country. `address` means something to the view that gave it and to nobody else."""

    language: str
    value: Any
    address: Any
    work_key: int
    country_key: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits in order, their whole number, and facet → value → count."""

    total: int
    hits: tuple[RawHit, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class View(Protocol):
    """One state of the index, held still while a question is answered. `state` is equal for views of one state, None
    where an engine does not tell states apart."""

    state: Hashable
    steady: bool
    """Whether a hit has the same value, and its place among the others, whatever the filters."""

    def held(self) -> Mapping[str, int]:
        """Language → number of records."""

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """The answers, in the order of the questions."""

    def fetch(self, hits: Sequence[RawHit]) -> list[IndexRecord]:
        """The records of these hits, in order."""

    def frequencies(self, tokens: Mapping[str, frozenset[str]]) -> Mapping[str, Mapping[str, int]]:
        """Language → stemmed token of a text → number of records that hold it; for a beginning of words, which ends in
        `*`, about how many."""

    def lacks(self, language: str, field: str, tokens: Sequence[str]) -> bool:
        """Whether no record of a language holds one of these tokens in a field, where that is known without asking."""


class Engine(Protocol):
    """What `embedded` and `elastic` are."""

    name: str

    def view(self) -> AbstractContextManager[View]:
        """The present state; raises `EngineUnavailable` or `IndexNotReady`."""

    def put(self, records: Iterable[IndexRecord]) -> int:
        """See `SearchIndex.put`."""

    def drop(self, ids: Iterable[str]) -> None:
        """See `SearchIndex.drop`."""

    def fresh(self, version: str) -> AbstractContextManager[FreshIndex]:
        """See `SearchIndex.fresh`."""

    def health(self) -> IndexHealth:
        """See `SearchIndex.health`."""

    def beginning(self, prefix: str, languages: Sequence[str], limit: int) -> Mapping[str, int]:
        """Words of the exact field that begin so (a folded prefix), with the number of records."""
