"""Tree → clauses of one language: which tokens, in which fields, with which weights."""

from __future__ import annotations

from collections.abc import Callable

from kb.search import figures
from kb.search.analysis import Analyser, number_tokens, table_of
from kb.search.clauses import (
    All,
    Begins,
    Clause,
    Constant,
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
from kb.search.documents import day_number
from kb.search.figures import NO_FIGURES, Rarity, Reading
from kb.search.query import Filters
from kb.search.tree import Among, And, Fuzzy, Node, Not, Number, Or, Phrase, Prefix, Unit, Words, Years

HEADING = 0.5
TITLE = 0.6
NAMES = 0.3
"""What a word in the headings above, in the title of the work, or in its other names counts beside one in the text."""
EXPRESSION = 0.5
"""What a whole expression counts beside its single words."""
OTHERS = 0.1
"""What the weaker alternatives of a word add to the best one."""

PRESENT = 0.5
"""What holding a word at all counts, in units of its rarity, beside how often it stands there: a provision that holds
three of the words goes before one that holds one of them ten times."""

WantsAll = Callable[[Words], bool]
"""Whether all words of a node must be there, or most of them."""


def filtering(filters: Filters, *, besides: str | None = None) -> All:
    """The filters as a clause, one facet left out where `besides` names it. Languages are not in it: a question is
    put to the records of one language at a time."""
    parts: list[Clause] = [
        Keyword(name, values) for name, values in filters.chosen() if name not in (besides, "language")
    ]
    if besides != "year" and (filters.year_from is not None or filters.year_to is not None):
        parts.append(Span(filters.year_from, filters.year_to))
    if filters.on is not None:
        day = day_number(filters.on)
        return All((*parts, Span(None, day, "since"), Span(day + 1, None, "until")))
    if filters.expression or filters.versions == "all":
        return All(tuple(parts))
    return All(tuple(parts), (Keyword("current", ("no",)),))


Lacks = Callable[[TextField, tuple[str, ...]], bool]
"""Whether a token is in no record's field."""


class Compiler:
    """Turns trees into clauses of one language; `rarity` are the figures of that language, and what `lacks` says that
    no record holds is left out."""

    def __init__(self, analysis: Analyser, rarity: Rarity = NO_FIGURES, lacks: Lacks | None = None) -> None:
        self._analysis = analysis
        self._rarity = rarity
        self._lacks = lacks
        self._units: dict[tuple[int, str], tuple[Unit, Clause]] = {}

    def clause(self, node: Node, wants_all: WantsAll) -> Clause:
        """What a tree looks for."""
        match node:
            case Words():
                if wants_all(node):
                    return every(self._known(unit, node.place) for unit in node.units)
                return some((self._loosely(unit, node.place) for unit in node.units), least_of(len(node.units)))
            case Phrase(text, slop, place):
                return _phrase(text, slop, place, self._analysis)
            case Prefix(start, place):
                fields: tuple[TextField, ...] = ("names",) if place else ("exact", "names")
                return best(
                    Begins(field, begun) for field in fields for begun in self._analysis.exact(start)[:1] if begun
                )
            case Fuzzy(word, distance, place):
                fields = ("names",) if place else ("exact", "names")
                return best(
                    Near(field, near, distance) for field in fields for near in self._analysis.exact(word)[:1] if near
                )
            case Number(text):
                wanted = number_tokens(text)
                return every(Match("num", (token,)) for token in wanted) if wanted else Nothing()
            case Among("language", values):
                return Everything() if self._analysis.language in map(table_of, values) else Nothing()
            case Among(facet, values):
                return Keyword(facet, values)
            case Years(first, last):
                return Span(first, last)
            case Or(parts):
                return some(self.clause(part, wants_all) for part in parts)
            case And(parts):
                wanted_parts = [self.clause(part, wants_all) for part in parts if not isinstance(part, Not)]
                refused = [self.clause(part.part, wants_all) for part in parts if isinstance(part, Not)]
                return every(wanted_parts or [Everything()], refused)
            case Not(part):
                return every([Everything()], [self.clause(part, wants_all)])

    def _known(self, unit: Unit, place: str) -> Clause:
        """What stands for a unit, made once: it is the same whether all words are wanted or most."""
        kept = self._units.get((id(unit), place))
        if kept is None:
            kept = self._units[id(unit), place] = unit, self._unit(unit, place)
        return kept[1]

    def _loosely(self, unit: Unit, place: str) -> Clause:
        """What stands for a unit where not all words are wanted: for an expression, its single words too."""
        if not unit.parts:
            return self._known(unit, place)
        parts = [self._loosely(part, place) for part in unit.parts]
        whole, _ = self._whole(unit, place)
        return some(parts if isinstance(whole, Nothing) else [Weighted(whole, EXPRESSION), *parts])

    def _whole(self, unit: Unit, place: str) -> tuple[Clause, float | None]:
        """What stands for a unit itself, without its parts, and its rarity."""
        readings = figures.readings(unit, self._analysis)
        rare = figures.rarity_of(readings, self._rarity)
        return best((self._reading(reading, place, rare) for reading in readings), OTHERS), rare

    def _unit(self, unit: Unit, place: str) -> Clause:
        """What stands for one word or expression; nothing where all its words are of grammar in this language."""
        whole, rare = self._whole(unit, place)
        if not unit.parts:
            return self._present(whole, rare)
        words = every(self._unit(part, place) for part in unit.parts)
        if isinstance(whole, Nothing):
            return words
        return some([Weighted(whole, EXPRESSION), words])

    def _present(self, clause: Clause, rare: float | None) -> Clause:
        if rare is None or isinstance(clause, Nothing) or not PRESENT:
            return clause
        return every([clause, Constant(PRESENT * rare)])

    def _reading(self, reading: Reading, place: str, rare: float | None) -> Clause:
        """One alternative. Its own rarity is not what counts: a seldom translation of a common word is no rare find,
        so all alternatives of a unit are brought to the rarity of the unit (as one word with several spellings)."""
        weight = reading.weight
        if rare is not None:
            own = figures.own_rarity(reading, self._rarity)
            weight *= min(1.0, rare / own) if own else 1.0
        if reading.field == "begins":
            # Engines give every word that begins so the same score: a word of this rarity that stands there once.
            started = some(Begins("names" if place else "exact", start) for start in reading.tokens)
            return started if isinstance(started, Nothing) else Weighted(started, weight * (rare or 1.0))
        fields: tuple[tuple[TextField, tuple[str, ...], float], ...] = (
            (reading.field, reading.tokens, 1.0),
            ("heading", reading.stems, HEADING),
            ("title", reading.stems, TITLE),
        )
        if reading.field == "exact":
            fields = (*fields, ("names", reading.tokens, NAMES))
        if place:
            fields = fields[2:]
        return some(
            Match(field, tokens, weight=weight * part)
            for field, tokens, part in fields
            if tokens and not (self._lacks and self._lacks(field, tokens))
        )


def least_of(units: int) -> int:
    """How many of the words a provision must hold where not all are wanted: one of two or three, then a third."""
    return max(1, round(units / 3))


def _phrase(text: str, slop: int, place: str, analysis: Analyser) -> Clause:
    plain, accented = tuple(analysis.exact(text)), tuple(analysis.verbatim(text))
    if place:
        return Match("names", plain, slop)
    inside = Match("exact", plain, slop) if plain == accented else Match("verbatim", accented, slop)
    # Titles and other names are held without accents only.
    return some([inside, Match("names", plain, slop, NAMES)])
