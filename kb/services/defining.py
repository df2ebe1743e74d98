"""Terms that laws define in the provisions of one theme, each with the countries that define it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kb import resources
from kb.compare import current_texts
from kb.services.knowledge_base import KnowledgeBase
from kb.store.defined import defined_on

MOST = 24
"""Terms of a theme that are given, those that most countries define first."""


@dataclass(frozen=True, slots=True)
class DefinedHere:
    """A term in the words of one law, with the provision that defines it."""

    term: str
    language: str | None
    country: str
    expression: str
    eid: str
    num: str


@dataclass(frozen=True, slots=True)
class Term:
    """A notion under its name in the language of the page, or a term that the thesaurus does not know under itself."""

    name: str
    concept: str | None
    places: tuple[DefinedHere, ...]


def terms_on(kb: KnowledgeBase, theme: str, *, language: str = "fr") -> tuple[Term, ...]:
    """The terms that current texts define in provisions of a theme; one place a country for each."""
    groups: dict[tuple[str | None, str], dict[str, DefinedHere]] = defaultdict(dict)
    with kb.store.read() as session:
        rows = defined_on(session.connection, theme)
        works = {work.id: work for work in session.works.find(ids={row.expression.rpartition("/")[0] for row in rows})}
        shown = {text.id: text for text in current_texts(session, works.values(), language).values()}
    for row in rows:
        text = shown.get(row.expression)
        if text is None:
            continue
        country = resources.country_of(works[text.work].jurisdiction)
        found = kb.thesaurus.find(row.term, text.language)
        concept = found[0] if len(found) == 1 else None
        key = (concept, "" if concept else f"{text.language} {row.term.casefold()}")
        place = DefinedHere(row.term, text.language, country, text.id, row.eid, row.num)
        groups[key].setdefault(country, place)
    terms = [
        Term(
            kb.thesaurus.concepts[concept].name(language) if concept else next(iter(places.values())).term,
            concept, tuple(sorted(places.values(), key=lambda place: place.country)),
        )
        for (concept, _), places in groups.items()
    ]  # fmt: skip
    return tuple(sorted(terms, key=lambda term: (-len(term.places), term.concept is None, term.name.casefold())))[:MOST]
