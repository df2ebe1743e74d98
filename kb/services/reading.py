"""What people read: one verb a page, each gives one frozen value from one state of the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kb import resources
from kb.compare import answer_matrix, countries_with_something, current_texts, theme_matrix
from kb.errors import NotFound
from kb.model.comparison import Matrix
from kb.model.law import DIVISIONS, Expression, Provision, Work
from kb.model.source import Manifestation
from kb.model.tags import Reading
from kb.model.vocabulary import Jurisdiction, Question, Theme
from kb.services.citing import Resolver, relations_to
from kb.services.knowledge_base import KnowledgeBase
from kb.services.withdrawing import look_for_stone
from kb.store import FileRecord, Session, StoredTag
from kb.store.overview import Addition, DatedWork, Overview, ThemeCount

SHOWN = ("theme", "definition", "citation", "answer")
"""Kinds of tag that stand beside a provision."""
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
class Cited:
    """A citation inside a provision; `target` is the lasting path of what it names, None where that is not known."""

    stored: StoredTag
    target: str | None


@dataclass(frozen=True, slots=True)
class ReadProvision:
    """A provision with what is said about it. `depth` counts the divisions above it."""

    provision: Provision
    depth: int
    themes: tuple[StoredTag, ...]
    definitions: tuple[StoredTag, ...]
    citations: tuple[Cited, ...]
    answers: tuple[StoredTag, ...]
    readings: tuple[Reading, ...]

    @property
    def division(self) -> bool:
        """Whether it only gathers others."""
        return self.provision.type in DIVISIONS


@dataclass(frozen=True, slots=True)
class Citation:
    """A text that cites this one: where it does, and its words."""

    work: Work
    expression: str
    eid: str
    words: str


@dataclass(frozen=True, slots=True)
class ReadText:
    """A work with the text that is shown of it; `expression`, `file` and `manifestation` are None where none is."""

    work: Work
    expression: Expression | None
    file: FileRecord | None
    manifestation: Manifestation | None
    others: tuple[Expression, ...]
    """Every text held of the work, this one too: languages and versions, newest version first."""
    provisions: tuple[ReadProvision, ...]
    readings: tuple[Reading, ...]
    """Readings that are attached to no provision of this text."""
    cited_by: tuple[Citation, ...]
    targets: tuple[Work, ...]
    """Works that its citations name and that are known here."""


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


def text(kb: KnowledgeBase, work_id: str, expression_id: str | None = None, *, language: str = "fr") -> ReadText:
    """A work with one text of it: the one that is asked for, else the current one in `language`, else in its own.

    Raises `NotFound` for a work or an expression that is not known, `Gone` or `Moved` where it stood there once.
    """
    with kb.store.read() as session:
        if not session.works.has(work_id):
            look_for_stone(session, expression_id, work_id)
        work = session.works.get(work_id)
        others = tuple(session.texts.find(work=work_id))
        if expression_id is None:
            expression = current_texts(session, [work], language).get(work_id)
        else:
            expression = next((held for held in others if held.id == expression_id), None)
            if expression is None:
                look_for_stone(session, expression_id)
                raise NotFound(f"No text {expression_id} is held.")
        readings = session.readings.find(work=work_id)
        cited = _cited_by(session, work)
        if expression is None:
            return ReadText(work, None, None, None, others, (), tuple(readings), cited, ())
        provisions, attached, named = _provisions(session, work, expression.id, readings)
        rest = tuple(reading for reading in readings if id(reading) not in attached)
        return ReadText(
            work, expression, session.texts.file(expression.sha256), session.texts.manifestation(expression.sha256),
            others, provisions, rest, cited, named,
        )  # fmt: skip


def known(kb: KnowledgeBase, work_id: str, expression_id: str | None = None) -> None:
    """Raises `Gone` or `Moved` where the work or text stood there once, nothing for one that was never known."""
    with kb.store.read() as session:
        look_for_stone(session, expression_id, work_id)


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


def _cited_by(session: Session, work: Work) -> tuple[Citation, ...]:
    return tuple(
        Citation(related.citing, related.expression, related.eid, related.words)
        for related in relations_to(session, work)
        if related.citing.id != work.id
    )


def _provisions(
    session: Session, work: Work, expression: str, readings: Sequence[Reading]
) -> tuple[tuple[ReadProvision, ...], set[int], tuple[Work, ...]]:
    """The provisions with their tags; the readings that found a place (by identity); works that are cited."""
    legal = session.texts.text(expression)
    tags: dict[tuple[str, str], list[StoredTag]] = defaultdict(list)
    named: dict[str, Work] = {}
    resolver = Resolver(session, places=False)
    for stored in session.texts.tags(expression, kinds=SHOWN):
        if stored.tag.status == "rejected":
            continue
        tags[stored.tag.kind, stored.tag.eid].append(stored)
    at: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        for eid in reading.matched:
            at[eid].append(reading)
    depth: dict[str, int] = {}
    found = []
    for provision in legal.provisions:
        depth[provision.eid] = depth.get(provision.parent or "", -1) + 1
        themes, definitions, answers = (tuple(tags[kind, provision.eid]) for kind in ("theme", "definition", "answer"))
        citations = tuple(_cited(resolver, work, tag, named) for tag in tags["citation", provision.eid])
        said = tuple(at[provision.eid])
        found.append(ReadProvision(provision, depth[provision.eid], themes, definitions, citations, answers, said))
    placed = {id(reading) for eid in depth for reading in at.get(eid, ())}
    return tuple(found), placed, tuple(named.values())


def _cited(resolver: Resolver, work: Work, stored: StoredTag, named: dict[str, Work]) -> Cited:
    """A citation with the lasting path of the work that it names."""
    target = resolver.target(stored, work)
    if target is not None:
        named[target.work.id] = target.work
    return Cited(stored, target.work.id if target else None)


def works(
    kb: KnowledgeBase, *, country: str | None, held: bool | None, after: str | None, limit: int
) -> tuple[tuple[Work, ...], bool]:
    """Works in order of id, those that follow `after`, and whether more follow."""
    with kb.store.read() as session:
        found = sorted(session.works.find(country=country, held=held), key=lambda work: work.id)
    rest = [work for work in found if after is None or work.id > after]
    return tuple(rest[:limit]), len(rest) > limit
