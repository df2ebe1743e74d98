"""Tree → clauses of one language: which tokens, in which fields, with which weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kb.search.analysis import Analyser, analyser, fold, number_tokens, table_of
from kb.search.clauses import (
    Begins,
    Clause,
    Everything,
    Keyword,
    Match,
    Near,
    Nothing,
    Span,
    TextField,
    Weighted,
    best,
    every,
    some,
)
from kb.search.query import Filters
from kb.search.tree import Alternative, Among, And, Fuzzy, Node, Not, Number, Or, Phrase, Prefix, Unit, Words, Years

HEADING = 0.6
TITLE = 0.3
NAMES = 0.3
"""What a word in the headings above, in the title of the work, or in its other names counts beside one in the text."""
EXPRESSION = 1.0
"""What a whole expression counts beside its single words."""
OTHERS = 0.1
"""What the weaker alternatives of a word add to the best one."""

WantsAll = Callable[[Words], bool]
"""Whether all words of a node must be there, or most of them."""


def compiled(node: Node | None, language: str, wants_all: WantsAll) -> Clause:
    """What this tree looks for in texts of a language."""
    return Everything() if node is None else _clause(node, analyser(language), wants_all)


def filtering(filters: Filters, *, besides: str | None = None) -> Clause | None:
    """The filters as a clause, one facet left out where `besides` names it; None where nothing is limited. Languages
    are not in it: a question is put to the records of one language at a time."""
    parts: list[Clause] = [
        Keyword(name, values) for name, values in filters.chosen() if name not in (besides, "language")
    ]
    if besides != "year" and (filters.year_from is not None or filters.year_to is not None):
        parts.append(Span(filters.year_from, filters.year_to))
    return every(parts) if parts else None


def _clause(node: Node, analysis: Analyser, wants_all: WantsAll) -> Clause:
    match node:
        case Words():
            units = [unit_clause(unit, analysis, node.place) for unit in node.units]
            if node.units and all(isinstance(unit, Nothing) for unit in units):
                return Nothing()
            return every(units) if wants_all(node) else some(units, least_of(len(units)))
        case Phrase(text, slop, place):
            return _phrase(text, slop, place, analysis)
        case Prefix(start, place):
            fields: tuple[TextField, ...] = ("names",) if place else ("exact", "names")
            return best(Begins(field, analysis.exact(start)[0]) for field in fields)
        case Fuzzy(word, distance, place):
            fields = ("names",) if place else ("exact", "names")
            return best(Near(field, analysis.exact(word)[0], distance) for field in fields)
        case Number(text):
            return every(Match("num", (token,)) for token in number_tokens(text)) if number_tokens(text) else Nothing()
        case Among("language", values):
            return Everything() if analysis.language in map(table_of, values) else Nothing()
        case Among(facet, values):
            return Keyword(facet, values)
        case Years(first, last):
            return Span(first, last)
        case Or(parts):
            return some(_clause(part, analysis, wants_all) for part in parts)
        case And(parts):
            wanted = [_clause(part, analysis, wants_all) for part in parts if not isinstance(part, Not)]
            refused = [_clause(part.part, analysis, wants_all) for part in parts if isinstance(part, Not)]
            return every(wanted or [Everything()], refused)
        case Not(part):
            return every([Everything()], [_clause(part, analysis, wants_all)])


def least_of(units: int) -> int:
    """How many of the words a provision must hold where not all are wanted: one of two or three, then a third."""
    return max(1, round(units / 3))


def unit_clause(unit: Unit, analysis: Analyser, place: str = "") -> Clause:
    """What stands for one word or expression in this language; nothing where all its words are of grammar here."""
    own = list(answering(unit, analysis.language))
    whole = best((_alternative(a, analysis, place, weight) for a, weight in own), OTHERS)
    if not unit.parts:
        return whole
    words = every(unit_clause(part, analysis, place) for part in unit.parts)
    if isinstance(whole, Nothing):
        return words
    return some([Weighted(whole, EXPRESSION), words])


def answering(unit: Unit, language: str) -> Iterator[tuple[Alternative, float]]:
    """The alternatives that count in a language, with their weight there."""
    carried = any(a.language == language for a in unit.alternatives)
    for alternative in unit.alternatives:
        if alternative.language == language:
            yield alternative, alternative.weight
        elif alternative.language is None:
            yield alternative, alternative.weight if carried else 1.0


def _alternative(alternative: Alternative, analysis: Analyser, place: str, weight: float) -> Clause:
    if alternative.language is None:
        # Typed in another language, or in none that is known: compared letter by letter, the stemmer is not its own.
        plain = tuple(map(fold, analysis.exact(alternative.text)))
        stems = tuple(analysis.stems(alternative.text))
        fields: tuple[tuple[TextField, tuple[str, ...], float], ...] = (
            ("exact", plain, 1.0), ("names", plain, NAMES), ("title", stems, TITLE),
        )  # fmt: skip
        if place:
            fields = fields[1:]
        if analysis.stop.issuperset(plain):
            return Nothing()
    else:
        stems = tuple(analysis.stems(alternative.text))
        fields = (("words", stems, 1.0), ("heading", stems, HEADING), ("title", stems, TITLE))
        if place:
            fields = fields[1:]
    return some(Match(field, tokens, weight=weight * part) for field, tokens, part in fields if tokens)


def _phrase(text: str, slop: int, place: str, analysis: Analyser) -> Clause:
    plain, accented = tuple(analysis.exact(text)), tuple(analysis.verbatim(text))
    if place:
        return Match("names", plain, slop)
    if plain == accented:
        return some([Match("exact", plain, slop), Match("names", plain, slop, NAMES)])
    return Match("verbatim", accented, slop)
