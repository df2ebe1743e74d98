"""The thesaurus, its concepts, the comparative glossary and the Sustainable Development Goals as pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb import names, resources
from kb.services.glossary import Entry
from kb.services.sdg import SdgTotal
from kb.services.vocabulary import ConceptUse
from kb.store.tallies import Tagged
from kb.thesaurus import BASE, Concept, NationalTerm, Thesaurus, fold
from web.messages import _, once_a_language

ENTRIES = 40
"""Entries on one page of the glossary."""
PLACES = 50
"""Provisions on one page of a goal."""


@dataclass(frozen=True, slots=True)
class Term:
    """A concept in a list, with what it means; `depth` counts the concepts above it."""

    id: str
    name: str
    definition: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Concepts filed together, each under the one above it."""

    id: str
    name: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class ThesaurusPage:
    """All concepts by group, or those whose names in any language hold the words asked for."""

    version: str
    query: str
    groups: tuple[Group, ...]
    count: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """What a concept is called in a language."""

    language: str
    preferred: str | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """One concept. `path` leads to it from the widest; `close` and `national` are concepts and national terms that come
    near without being the same; `use` says in which countries' texts it is named."""

    id: str
    uri: str
    version: str
    group: str
    name: str
    definition: str
    note: str | None
    names: tuple[Name, ...]
    path: tuple[Term, ...]
    narrower: tuple[Term, ...]
    related: tuple[Term, ...]
    close: tuple[Term, ...]
    national: tuple[NationalTerm, ...]
    use: tuple[ConceptUse, ...]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """Notions that laws define, those that most countries define first."""

    query: str
    shared: bool
    chosen: tuple[str, ...]
    countries: tuple[str, ...]
    entries: tuple[Entry, ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class GoalLines:
    """A goal with its targets."""

    goal: str
    totals: tuple[SdgTotal, ...]


@dataclass(frozen=True, slots=True)
class SdgPage:
    """The goals and targets to which provisions are linked; `agenda` is what names all of them together."""

    country: str | None
    countries: tuple[str, ...]
    goals: tuple[GoalLines, ...]
    agenda: SdgTotal | None


@dataclass(frozen=True, slots=True)
class TargetPage:
    """One goal or target: the themes that lead to it and the provisions."""

    target: str
    address: str | None
    themes: tuple[str, ...]
    country: str | None
    countries: tuple[str, ...]
    places: tuple[Tagged, ...]
    count: int
    page: int
    pages: int


def thesaurus_page(thesaurus: Thesaurus, query: str, language: str) -> ThesaurusPage:
    """The list; with words, the concepts one of whose names holds them."""
    wanted = fold(query)
    fitting = {
        concept.id
        for concept in thesaurus.concepts.values()
        if not wanted or any(wanted in fold(name) for labels in concept.labels.values() for name in labels)
    }
    groups: dict[str, list[Concept]] = {}
    for concept in thesaurus.concepts.values():
        if concept.id in fitting:
            groups.setdefault(concept.theme, []).append(concept)
    listed = tuple(
        Group(name, group_words(name), _tree(thesaurus, concepts, language)) for name, concepts in groups.items()
    )
    return ThesaurusPage(
        thesaurus.version, query, tuple(sorted(listed, key=lambda group: names.sort_key(group.name))), len(fitting),
        thesaurus.languages,
    )  # fmt: skip


def concept_page(thesaurus: Thesaurus, concept: Concept, use: Sequence[ConceptUse], language: str) -> ConceptPage:
    """The page of one concept."""

    def terms(ids: Sequence[str]) -> tuple[Term, ...]:
        found = (term(thesaurus.concepts[one], language) for one in ids)
        return tuple(sorted(found, key=lambda one: names.sort_key(one.name)))

    path: list[Term] = []
    above = concept.broader
    while above:
        path.insert(0, term(thesaurus.concepts[above], language))
        above = thesaurus.concepts[above].broader
    order = sorted(concept.labels, key=lambda code: (code not in resources.INTERFACE_LANGUAGES, code))
    return ConceptPage(
        concept.id,
        f"{BASE}concept:{concept.id}",
        thesaurus.version,
        group_words(concept.theme),
        concept.name(language),
        concept.meaning(language),
        concept.note,
        tuple(Name(code, concept.labels[code].preferred, concept.labels[code].alternatives) for code in order),
        tuple(path),
        terms(thesaurus.narrower(concept.id)),
        terms(concept.related),
        terms(concept.close),
        concept.national,
        tuple(use),
    )


def glossary_page(
    entries: Sequence[Entry], query: str, chosen: tuple[str, ...], shared: bool, page: int
) -> GlossaryPage:
    """One page of the glossary; `query` leaves the entries whose name or terms hold it."""
    wanted = fold(query)
    fitting = [
        entry
        for entry in entries
        if not wanted or any(wanted in fold(word) for word in (entry.name, *(d.term for d in entry.definitions)))
    ]
    pages = max(1, -(-len(fitting) // ENTRIES))
    page = min(page, pages)
    known = sorted({country for entry in entries for country in entry.countries} | set(chosen))
    return GlossaryPage(
        query, shared, chosen, tuple(known), tuple(fitting[(page - 1) * ENTRIES : page * ENTRIES]), len(fitting), page,
        pages,
    )  # fmt: skip


def sdg_page(totals: Sequence[SdgTotal], country: str | None) -> SdgPage:
    """The goals with their targets."""
    goals: dict[str, list[SdgTotal]] = {}
    for total in totals:
        if total.target[0].isdecimal():
            goals.setdefault(total.target.split(".")[0], []).append(total)
    return SdgPage(
        country,
        tuple(sorted({code for total in totals for code in total.countries})),
        tuple(GoalLines(goal, tuple(found)) for goal, found in goals.items()),
        next((total for total in totals if not total.target[0].isdecimal()), None),
    )


def term(concept: Concept, language: str, depth: int = 0) -> Term:
    """A concept in a list."""
    return Term(concept.id, concept.name(language), concept.meaning(language), depth)


def _tree(thesaurus: Thesaurus, concepts: Sequence[Concept], language: str) -> tuple[Term, ...]:
    """The concepts of a group, each after the one above it where that is of the group too."""
    here = {concept.id for concept in concepts}
    found: list[Term] = []

    def add(concept: Concept, depth: int) -> None:
        found.append(term(concept, language, depth))
        below = [thesaurus.concepts[one] for one in thesaurus.narrower(concept.id) if one in here]
        for child in sorted(below, key=lambda one: names.sort_key(one.name(language))):
            add(child, depth + 1)

    for top in sorted(concepts, key=lambda one: names.sort_key(one.name(language))):
        if top.broader not in here:
            add(top, 0)
    return tuple(found)


@once_a_language
def group_words(group: str) -> str:
    """The name of a group of concepts."""
    return {
        "scope": _("Champ de l’ESS"),
        "principles": _("Principes"),
        "forms": _("Formes et statuts"),
        "governance": _("Gouvernance"),
        "institutions": _("Institutions"),
        "measures": _("Mesures de soutien"),
        "finance": _("Financement"),
        "partnership": _("Partenariat public-ESS"),
        "beneficiaries": _("Publics"),
        "sectors": _("Secteurs d’activité"),
        "sdg": _("Développement durable"),
        "instruments": _("Instruments juridiques"),
    }.get(group, group)


@once_a_language
def goal_words(goal: str) -> str:
    """The short title of one of the seventeen goals."""
    titles = (
        _("Pas de pauvreté"), _("Faim « zéro »"), _("Bonne santé et bien-être"), _("Éducation de qualité"),
        _("Égalité entre les sexes"), _("Eau propre et assainissement"), _("Énergie propre et d’un coût abordable"),
        _("Travail décent et croissance économique"), _("Industrie, innovation et infrastructure"),
        _("Inégalités réduites"), _("Villes et communautés durables"), _("Consommation et production responsables"),
        _("Mesures relatives à la lutte contre les changements climatiques"), _("Vie aquatique"), _("Vie terrestre"),
        _("Paix, justice et institutions efficaces"), _("Partenariats pour la réalisation des objectifs"),
    )  # fmt: skip
    return titles[int(goal) - 1] if goal.isdecimal() and 1 <= int(goal) <= len(titles) else goal
