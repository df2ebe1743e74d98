"""What goes into an index and what comes out: records, hits, facets, pages, and the seam that engines fill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kb.search.tree import Via

if TYPE_CHECKING:
    from kb.search.plan import SearchPlan
    from kb.search.query import SearchQuery

Snippet = tuple[tuple[str, bool], ...]
"""Segments of text in order, each with whether it is marked; joined they are the words of the law unchanged."""

FACETS = (
    "country", "region", "language", "instrument", "theme", "year", "status", "kind", "reviewed", "specimen", "held",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndexRecord:
    """One provision with its work, or one work without text (`expression` and `eid` None, `held` False).

    `id` is the permalink: `{expression}~{eid}`, or the work's URI. `path` holds the headings above the provision.
    `date` is the work's ISO date (day, month or year) and `year` its year, None where it is not known.
    """

    id: str
    work: str
    title: str
    jurisdiction: str
    country: str
    expression: str | None = None
    eid: str | None = None
    num: str = ""
    heading: str | None = None
    path: tuple[str, ...] = ()
    text: str = ""
    region: str = ""
    language: str | None = None
    page: int | None = None
    instrument: str | None = None
    kind: str = "other"
    status: str = "unknown"
    number: str | None = None
    date: str | None = None
    year: int | None = None
    themes: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Other names under which the work is looked for: English title, official identifiers, the country's names."""
    reviewed: bool = False
    specimen: bool = False
    held: bool = True
    poor_text: bool = False
    source_name: str | None = None
    version: str | None = None
    current: bool = True
    """Whether this is the newest version held of the work in its language."""
    since: str | None = None
    until: str | None = None
    """Days between which this is the version of the work, the second one excluded; None where no day is known."""


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """A term that a hit holds, in the language of the hit, and the way from the query to it."""

    term: str
    language: str
    via: Via
    typed: str = ""
    """The words of the query that it stands for."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A provision or a work without text that answers. `parts` says what the score is made of, best first."""

    id: str
    work: str
    expression: str | None
    eid: str | None
    num: str
    heading: str | None
    title: str
    jurisdiction: str
    language: str | None
    page: int | None
    score: float
    snippet: Snippet
    matched: tuple[MatchedTerm, ...]
    themes: tuple[str, ...]
    held: bool
    source_name: str | None
    specimen: bool
    instrument: str | None = None
    status: str = "unknown"
    date: str | None = None
    number: str | None = None
    reviewed: bool = False
    poor_text: bool = False
    heading_marked: Snippet = ()
    title_marked: Snippet = ()
    version: str | None = None
    current: bool = True


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value with the number of provisions that choosing it (alone in its facet) would show."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet; its values by count, most first (years: newest first)."""

    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The best hits of one work or one country; `total` counts all of them."""

    key: str
    total: int
    hits: tuple[SearchHit, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of an answer. `total`, `works` and `countries` count the whole answer, not the page.

    `groups` is filled when hits are grouped; `hits` then holds the hits of the groups one after the other.
    `notices` are sentences for people; `took_ms` is the time in the engine and the merging, in milliseconds.
    """

    engine: str
    query: SearchQuery
    plan: SearchPlan
    total: int
    works: int
    countries: int
    hits: tuple[SearchHit, ...]
    facets: tuple[Facet, ...]
    groups: tuple[HitGroup, ...] = ()
    notices: tuple[str, ...] = ()
    took_ms: float = 0.0
    did_you_mean: str | None = None


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """The state of an index: `fresh` is whether it can be searched and was made by this version of SSELEX."""

    engine: str
    place: str
    documents: int
    version: str | None
    fresh: bool
    languages: Mapping[str, int]


class SearchIndex(Protocol):
    """The seam: two engines fill it and one contract suite runs over both."""

    def put(self, records: Iterable[IndexRecord]) -> int:
        """Bring records in, all those of a work in one call; what was there of it goes first. Gives how many."""

    def drop(self, ids: Iterable[str]) -> None:
        """Take out everything of these expressions or works."""

    def search(self, plan: SearchPlan) -> SearchPage:
        """Answer a plan; raises `EngineUnavailable` or `IndexNotReady`."""

    def suggest(self, prefix: str, language: str | None = None, limit: int = 10) -> tuple[str, ...]:
        """Words of the index that begin so, most frequent first."""

    def every(self, plan: SearchPlan) -> Iterator[SearchHit]:
        """All hits of a plan in their order, whatever page it asks for; raises as `search` does, before the first."""

    def telling(self, record: IndexRecord) -> tuple[str, ...]:
        """The words that tell a provision from others."""

    def languages(self) -> tuple[str, ...]:
        """Languages that the index holds, most records first."""

    def fresh(self, version: str) -> AbstractContextManager[FreshIndex]:
        """Build a new index aside; on a clean exit its count is checked and it takes the place of the old one."""

    def health(self) -> IndexHealth:
        """The state of the index; raises `EngineUnavailable` for an engine that is down."""


class FreshIndex(Protocol):
    """An index being built aside."""

    def put(self, records: Iterable[IndexRecord]) -> int:
        """Bring records in; gives how many."""
