"""A question understood: the tree with every word's alternatives, the languages, the filters, and what was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kb.errors import BadQuery
from kb.search import syntax
from kb.search.expansion import Expander
from kb.search.query import SearchQuery
from kb.search.tree import Alternative, And, Node, Not, Or, Unit, Via, Words, printed, walk

if TYPE_CHECKING:
    from kb.search.lexicon import Lexicon
    from kb.thesaurus import Thesaurus


KEPT = 256
"""Questions whose words stay understood in memory."""


@dataclass(frozen=True, slots=True)
class PlannedTerm:
    """One term that is looked for: its language (None: as typed, in any), the way to it, and what was typed."""

    term: str
    language: str | None
    via: Via
    typed: str
    weight: float


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """What is asked of the engine. `tree` is None where only filters were given: then all they leave is listed.

    `languages` are those that the index holds; `expanded` says whether words were carried into other languages.
    """

    query: SearchQuery
    tree: Node | None
    languages: tuple[str, ...]
    notices: tuple[str, ...] = ()
    expanded: bool = False
    query_languages: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    terms: tuple[PlannedTerm, ...] = field(default=())

    def __str__(self) -> str:
        """The plan for people to read, a line a fact."""
        lines = [f"understood as: {printed(self.tree) if self.tree else 'everything that the filters leave'}"]
        lines += [f"{name}: {', '.join(values)}" for name, values in self.query.filters.chosen()]
        lines.append(f"versions: {self._versions()}")
        if self.query_languages:
            lines.append(f"words taken to be in: {', '.join(self.query_languages)}")
        lines += [f"{t.typed} → {t.term} ({t.language or 'any language'}, {t.via})" for t in self.terms]
        return "\n".join([*lines, *self.notices])

    def _versions(self) -> str:
        filters = self.query.filters
        return f"those of {filters.on}" if filters.on else "all" if filters.expression else filters.versions

    def as_json(self) -> dict[str, Any]:
        """The plan as the API and the command line show it."""
        return {
            "understood": printed(self.tree) if self.tree else None,
            "filters": {name: list(values) for name, values in self.query.filters.chosen()},
            "versions": self._versions(),
            "years": [self.query.filters.year_from, self.query.filters.year_to],
            "query_languages": list(self.query_languages),
            "languages": list(self.languages),
            "expanded": self.expanded,
            "concepts": list(self.concepts),
            "terms": [
                {"term": t.term, "language": t.language, "via": t.via, "typed": t.typed, "weight": round(t.weight, 3)}
                for t in self.terms
            ],
            "removed": sorted(self.query.without),
        }


def plan_query(query: SearchQuery, thesaurus: Thesaurus, lexicon: Lexicon, languages_held: Sequence[str]) -> SearchPlan:
    """Understand a question; raises `BadQuery` for one that asks for nothing at all."""
    tree, notices = syntax.parse(query.text)
    if tree is None and not query.filters:
        raise BadQuery("Nothing was asked: type a word or choose a facet.", position=0)
    understood = _remembered(tree, query, thesaurus, lexicon, tuple(languages_held)) if tree is not None else None
    units = list(_units(understood)) if understood is not None else []
    terms = tuple(dict.fromkeys(term for unit in units for term in _terms(unit)))
    return SearchPlan(
        query=query,
        tree=understood,
        languages=tuple(languages_held),
        notices=notices,
        expanded=any(term.via != "typed" for term in terms),
        query_languages=tuple(
            dict.fromkeys(n.language for n in walk(understood) if isinstance(n, Words) and n.language)
        )
        if understood is not None
        else (),
        concepts=tuple(dict.fromkeys(concept for unit in units for concept in unit.concepts)),
        terms=terms,
    )


_KEPT: dict[tuple[Any, ...], Node] = {}


def _remembered(
    tree: Node, query: SearchQuery, thesaurus: Thesaurus, lexicon: Lexicon, languages: tuple[str, ...]
) -> Node:
    """A tree understood; those of the last questions are kept, since each facet, page and view asks the same again."""
    key = (
        tree, query.expand, query.without, query.interface_language, thesaurus.version, id(lexicon), languages,
    )  # fmt: skip
    understood = _KEPT.get(key)
    if understood is None:
        understood = _KEPT[key] = _understood(tree, Expander(thesaurus, lexicon, languages, query))
        for old in list(_KEPT)[:-KEPT]:
            _KEPT.pop(old, None)
    return understood


def _understood(node: Node, expander: Expander) -> Node:
    match node:
        case Words():
            language, units = expander.units(node.words)
            return replace(node, units=units, language=language)
        case And(parts):
            return And(tuple(_understood(part, expander) for part in parts))
        case Or(parts):
            return Or(tuple(_understood(part, expander) for part in parts))
        case Not(part):
            return Not(_understood(part, expander))
        case _:
            return node


def _units(node: Node) -> Iterator[Unit]:
    for part in walk(node):
        if isinstance(part, Words):
            yield from part.units


def _terms(unit: Unit) -> Iterator[PlannedTerm]:
    for alternative in unit.alternatives:
        yield _term(unit, alternative)
    for part in unit.parts:
        yield from _terms(part)


def _term(unit: Unit, alternative: Alternative) -> PlannedTerm:
    return PlannedTerm(alternative.text, alternative.language, alternative.via, unit.typed, alternative.weight)
