"""How much is had: provisions by State or organisation, theme and year, from held texts and from what people read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kb import resources
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session
from kb.store.overview import Overview


@dataclass(frozen=True, slots=True)
class Count:
    """Provisions of one theme: of held texts, and articles that a person read where the text is not held."""

    held: int
    read: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.held + self.read


@dataclass(frozen=True, slots=True)
class Indicator:
    """One State or organisation, one theme, the laws of one year (None: not known): so many laws say something on it,
    in so many provisions of held texts, of which a person has looked at some, and in so many articles that a person
    read where the text is not held."""

    country: str
    theme: str
    year: int | None
    laws: int
    held: int
    reviewed: int
    read: int


@dataclass(frozen=True, slots=True)
class CoveredPlace:
    """A State or organisation with its counts in the order of the themes."""

    code: str
    counts: tuple[Count, ...]

    @property
    def themes(self) -> int:
        """Themes on which something is had."""
        return sum(1 for count in self.counts if count.total)


@dataclass(frozen=True, slots=True)
class CoveredYear:
    """Laws of one year that are known, and of those, how many are held and how many a person read."""

    year: int
    known: int
    held: int
    read: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Themes × States and organisations; those of which nothing is had are left out and counted as `silent`."""

    themes: tuple[str, ...]
    places: tuple[CoveredPlace, ...]
    silent: int
    years: tuple[CoveredYear, ...] = ()
    """Years of the laws, oldest first."""
    indicators: tuple[Indicator, ...] = ()
    """What the counts are made of, by State or organisation, theme and year; where nothing is had there is none."""


def coverage(kb: KnowledgeBase, *, since: int | None = None, until: int | None = None) -> Coverage:
    """The whole grid, by code, of the laws of these years (both included; then laws without a date count nowhere).

    Of several versions and languages of a law one counts. A reading that was found again in a held text counts with
    that text alone.
    """
    themes = tuple(leaf.id for leaf in resources.leaf_themes())

    def wanted(year: int | None) -> bool:
        if since is None and until is None:
            return True
        return year is not None and (since or 0) <= year <= (until or 9999)

    with kb.store.read() as session:
        indicators = tuple(one for one in _indicators(session) if one.theme in set(themes) and wanted(one.year))
        known = set(session.works.count_by_country())
        years = [
            CoveredYear(int(year), count, held, read)
            for year, count, held, read in Overview(session.connection).years()
            if year.isdecimal()
        ]
    held: dict[tuple[str, str], int] = defaultdict(int)
    read_: dict[tuple[str, str], int] = defaultdict(int)
    for one in indicators:
        held[one.country, one.theme] += one.held
        read_[one.country, one.theme] += one.read
    covered = {one.country for one in indicators}
    places = tuple(
        CoveredPlace(code, tuple(Count(held[code, theme], read_[code, theme]) for theme in themes))
        for code in sorted(covered)
    )
    return Coverage(themes, places, len(known - covered), tuple(y for y in years if wanted(y.year)), indicators)


def _indicators(session: Session) -> list[Indicator]:
    laws: dict[tuple[str, str, int | None], set[str]] = defaultdict(set)
    counts: dict[tuple[str, str, int | None], list[int]] = defaultdict(lambda: [0, 0, 0])
    for law in Overview(session.connection).themed_laws():
        key = law.country, law.theme, _year(law.date)
        laws[key].add(law.work)
        counts[key][0] += law.provisions
        counts[key][1] += law.reviewed
    found = [reading for reading in session.readings.find(kind="themes") if not reading.matched]
    works = {work.id: work for work in session.works.find(ids={reading.work for reading in found})}
    for reading in found:
        work = works[reading.work]
        year = _year(work.date_adopted or work.date_published or work.date_in_force or "")
        for theme in reading.value:
            key = resources.country_of(work.jurisdiction), theme, year
            laws[key].add(work.id)
            counts[key][2] += 1
    return [
        Indicator(*key, len(laws[key]), *counts[key])
        for key in sorted(counts, key=lambda key: (key[0], key[1], key[2] or 0))
    ]


def _year(date: str) -> int | None:
    return int(date[:4]) if date[:4].isdecimal() else None
