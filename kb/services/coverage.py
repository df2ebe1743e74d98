"""How much is had: provisions by State or organisation and theme, from held texts and from what people read."""

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


def coverage(kb: KnowledgeBase) -> Coverage:
    """The whole grid, by code. A reading that was found again in a held text counts with that text alone."""
    themes = tuple(leaf.id for leaf in resources.leaf_themes())
    held: dict[tuple[str, str], int] = defaultdict(int)
    read: dict[tuple[str, str], int] = defaultdict(int)
    with kb.store.read() as session:
        for count in Overview(session.connection).theme_counts():
            held[count.country, count.theme] += count.provisions
        found = [reading for reading in session.readings.find(kind="themes") if not reading.matched]
        works = session.works.find(ids={reading.work for reading in found})
        country = {work.id: work.jurisdiction.split("-")[0] for work in works}
        for reading in found:
            for theme in reading.value:
                read[country[reading.work], theme] += 1
        known = set(session.works.count_by_country())
        years = _years(session)
    covered = {place for place, _ in (*held, *read)}
    places = tuple(
        CoveredPlace(code, tuple(Count(held[code, theme], read[code, theme]) for theme in themes))
        for code in sorted(covered)
    )
    return Coverage(themes, places, len(known - covered), years)


def _years(session: Session) -> tuple[CoveredYear, ...]:
    """Laws by the year of their date; specimens and laws without a date count nowhere."""
    held = {text.work for text in session.texts.find()}
    read = {reading.work for reading in session.readings.find()}
    found: dict[int, list[str]] = defaultdict(list)
    for work in Overview(session.connection).dated_works():
        if not work.specimen and work.date[:4].isdecimal():
            found[int(work.date[:4])].append(work.id)
    return tuple(
        CoveredYear(year, len(ids), sum(each in held for each in ids), sum(each in read for each in ids))
        for year, ids in sorted(found.items())
    )
