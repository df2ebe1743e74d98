"""What people read beside texts: one verb a page, each gives one frozen value from one state of the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kb import resources
from kb.compare import answer_matrix, countries_with_something, current_texts, theme_matrix
from kb.errors import NotFound
from kb.model.comparison import Matrix
from kb.model.law import Expression, Work
from kb.model.vocabulary import Jurisdiction, Question, Theme
from kb.services.knowledge_base import KnowledgeBase
from kb.store import Session
from kb.store.overview import Addition, DatedWork, Overview, ThemeCount

PlaceState = Literal["held", "read", "known", "none"]


@dataclass(frozen=True, slots=True)
class Place:
    """A State or organisation: works known, works with a text held, works that a person read."""

    code: str
    known: int
    held: int
    read: int

    @property
    def state(self) -> PlaceState:
        """The best that is had of it."""
        if self.held:
            return "held"
        if self.read:
            return "read"
        return "known" if self.known else "none"


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is held. Specimens count among texts and provisions; `countries` are States and organisations
    with at least one known text that is not a specimen."""

    works: int
    works_held: int
    works_read: int
    texts: int
    provisions: int
    languages: int
    countries: int
    changed_at: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page shows."""

    holdings: Holdings
    places: tuple[Place, ...]
    additions: tuple[Addition, ...]
    timeline: tuple[DatedWork, ...]
    edition: tuple[str, int, str] | None
    """Guide, number and moment of the last edition."""


@dataclass(frozen=True, slots=True)
class HeldWork:
    """A work with its held texts, the one to open first in front, and whether a person read it."""

    work: Work
    texts: tuple[Expression, ...]
    read: bool


@dataclass(frozen=True, slots=True)
class Country:
    """Everything about one State or organisation. `above` are the organisations whose law binds it, `below` its
    subdivisions with known texts or, for an organisation, its members."""

    jurisdiction: Jurisdiction
    place: Place
    works: tuple[HeldWork, ...]
    themes: Matrix
    answers: Matrix
    above: tuple[tuple[Jurisdiction, tuple[HeldWork, ...]], ...]
    below: tuple[Jurisdiction, ...]


@dataclass(frozen=True, slots=True)
class ThemePage:
    """A theme with its questions, its provisions by country, and how many provisions each country has."""

    theme: Theme
    questions: tuple[Question, ...]
    provisions: Matrix
    answers: Matrix
    places: tuple[Place, ...]
    counts: tuple[ThemeCount, ...]


def home(kb: KnowledgeBase, *, additions: int = 10) -> Home:
    """What is here, what came last, and when the laws were made."""
    with kb.store.read() as session:
        overview = Overview(session.connection)
        places = _places(session)
        return Home(
            _holdings(session, places),
            places,
            tuple(overview.additions(additions)),
            tuple(work for work in overview.dated_works() if not work.specimen),
            overview.last_edition(),
        )


def holdings(kb: KnowledgeBase) -> Holdings:
    """How much is held."""
    with kb.store.read() as session:
        return _holdings(session, _places(session))


def additions(
    kb: KnowledgeBase, *, country: str | None = None, theme: str | None = None, limit: int
) -> tuple[Addition, ...]:
    """The texts that came last, newest first: of one State or organisation, with provisions on one theme, or all."""
    with kb.store.read() as session:
        return tuple(Overview(session.connection).additions(limit, country, theme))


def places(kb: KnowledgeBase) -> tuple[Place, ...]:
    """States and organisations of which something is known, in order of code."""
    with kb.store.read() as session:
        return _places(session)


def country(kb: KnowledgeBase, code: str, *, language: str = "fr") -> Country:
    """Everything about one State or organisation; raises `NotFound` for a code that is not listed."""
    jurisdiction = resources.jurisdictions().get(code)
    if jurisdiction is None:
        raise NotFound(f"No country or organisation has the code {code!r}.")
    with kb.store.read() as session:
        by_code = {place.code: place for place in _places(session)}
        works = _held_works(session, code, language)
        above = tuple(
            (resources.jurisdictions()[name], _held_works(session, name, language))
            for name in jurisdiction.member_of
            if name in resources.jurisdictions() and name in by_code
        )
        here = {held.work.jurisdiction for held in works}
        below = tuple(
            other
            for other in resources.jurisdictions().values()
            if (other.parent == code and other.code in here) or code in other.member_of
        )
        return Country(
            jurisdiction,
            by_code.get(code, Place(code, 0, 0, 0)),
            works,
            theme_matrix(session, [theme.id for theme in resources.leaf_themes()], [code], language=language, limit=4),
            answer_matrix(session, list(resources.questions()), [code], language=language, limit=2),
            above,
            below,
        )


def held_works(kb: KnowledgeBase, codes: Iterable[str], *, language: str = "fr") -> tuple[HeldWork, ...]:
    """The works of some States or organisations, one after the other."""
    with kb.store.read() as session:
        return tuple(held for code in codes for held in _held_works(session, code, language))


def theme(kb: KnowledgeBase, theme_id: str, *, language: str = "fr") -> ThemePage:
    """Everything about one theme; raises `NotFound` for an id that is not listed."""
    known = resources.themes().get(theme_id)
    if known is None:
        raise NotFound(f"No theme has the id {theme_id!r}.")
    leaves = [leaf.id for leaf in resources.leaf_themes() if theme_id in (leaf.id, leaf.parent)]
    questions = tuple(question for question in resources.questions().values() if question.theme in leaves)
    with kb.store.read() as session:
        countries = countries_with_something(session)
        shown = leaves if known.parent else []
        return ThemePage(
            known,
            questions,
            theme_matrix(session, shown, countries, language=language, limit=2),
            answer_matrix(session, [q.id for q in questions] if known.parent else [], countries, language=language),
            _places(session),
            tuple(Overview(session.connection).theme_counts(theme_id)),
        )


def theme_totals(kb: KnowledgeBase) -> dict[str, tuple[int, int]]:
    """Theme → (provisions of held texts that bear it, articles that people read on it)."""
    with kb.store.read() as session:
        held: dict[str, int] = defaultdict(int)
        for count in Overview(session.connection).theme_counts():
            held[count.theme] += count.provisions
        read: dict[str, int] = defaultdict(int)
        for reading in session.readings.find(kind="themes"):
            for label in reading.value:
                read[label] += 1
    return {leaf.id: (held[leaf.id], read[leaf.id]) for leaf in resources.leaf_themes()}


def comparison(
    kb: KnowledgeBase,
    kind: Literal["themes", "answers"],
    rows: Sequence[str],
    countries: Sequence[str],
    *,
    language: str,
) -> Matrix:
    """Countries beside each other on themes, or on questions."""
    make = theme_matrix if kind == "themes" else answer_matrix
    with kb.store.read() as session:
        return make(session, rows, countries, language=language)


def _holdings(session: Session, places: Iterable[Place]) -> Holdings:
    counts = session.texts.counts()
    specimen = {code for code, known in resources.jurisdictions().items() if known.specimen}
    real = [place for place in places if place.code not in specimen and place.known]
    return Holdings(
        counts["works"], counts["works_held"], sum(place.read for place in places), counts["texts"],
        counts["provisions"], counts["languages"], len(real), session.fact("changed_at"),
    )  # fmt: skip


def _places(session: Session) -> tuple[Place, ...]:
    read = Overview(session.connection).read_by_country()
    counted = session.works.count_by_country()
    return tuple(Place(code, known, held, read.get(code, 0)) for code, (known, held) in sorted(counted.items()))


def _held_works(session: Session, code: str, language: str) -> tuple[HeldWork, ...]:
    works = session.works.find(jurisdictions=[code])
    chosen = current_texts(session, works, language)
    texts: dict[str, list[Expression]] = defaultdict(list)
    for expression in session.texts.find(works_=[work.id for work in works]):
        texts[expression.work].append(expression)
    read = {reading.work for reading in session.readings.find(works=[work.id for work in works])}
    return tuple(
        HeldWork(
            work,
            tuple(sorted(texts[work.id], key=lambda held: held.id != chosen[work.id].id)) if work.id in chosen else (),
            work.id in read,
        )
        for work in works
    )


def works(
    kb: KnowledgeBase, *, country: str | None, held: bool | None, after: str | None, limit: int
) -> tuple[tuple[Work, ...], bool]:
    """Works in order of id, those that follow `after`, and whether more follow."""
    with kb.store.read() as session:
        found = sorted(session.works.find(country=country, held=held), key=lambda work: work.id)
    rest = [work for work in found if after is None or work.id > after]
    return tuple(rest[:limit]), len(rest) > limit
