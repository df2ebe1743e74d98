"""Scores of different languages made comparable, so that no language drowns the others.

A score of one language says how rare its words are there; it is measured against the score that a good provision of
that language would get: one that holds every word of the query once or twice in a text of average length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kb.search.analysis import Analyser, analyser
from kb.search.compiling import PRESENT
from kb.search.engine import RawHit, View
from kb.search.figures import Rarity, counted, rarity_of, readings
from kb.search.tree import Node, Unit, Words, walk

GOOD = 1.4
"""BM25 of a word that stands twice in a text of average length, in units of its rarity (k1 1.2, b 0.75)."""
CARRIED = 0.8
"""What a hit in another language than the query's counts beside one in its own."""


def figures_of(tree: Node | None, view: View, languages: Sequence[str]) -> Mapping[str, Rarity]:
    """Language → the figures that the words of a query have there."""
    units = _units(tree)
    wanted = {
        language: frozenset(token for unit in units for token in _tokens(unit, analyser(language)))
        for language in languages
    }
    held, counts = view.held(), view.frequencies({name: tokens for name, tokens in wanted.items() if tokens})
    return {language: Rarity(held.get(language, 0), counts.get(language, {})) for language in languages}


def ideals(tree: Node | None, rarities: Mapping[str, Rarity]) -> Mapping[str, float]:
    """Language → score of a good provision; empty for a query without words."""
    units = _units(tree)
    spoken = {node.language for node in walk(tree) if isinstance(node, Words)} if tree else set()
    return {
        language: sum(_ideal(unit, analyser(language), rarity) for unit in units)
        * (1.0 if language in spoken else 1 / CARRIED)
        for language, rarity in rarities.items()
        if units
    }


def merged(answers: Iterable[Sequence[RawHit]], scale: Mapping[str, float], *, rising: bool = False) -> list[RawHit]:
    """Hits of all languages in one order: by score against the ideal, or by the value they were sorted by.

    Hits of one language keep their order, so that pages follow one another without gap or repetition; those without
    a value (no date is known) come last.
    """
    rows = [(_sortable(hit, scale), place, hit) for hits in answers for place, hit in enumerate(hits)]
    known = sorted((row for row in rows if row[0] is not None), key=lambda row: (row[1], row[2].language))
    known.sort(key=lambda row: row[0], reverse=not rising)
    unknown = sorted((row for row in rows if row[0] is None), key=lambda row: (row[1], row[2].language))
    return [hit for _, _, hit in known + unknown]


def comparable(hit: RawHit, scale: Mapping[str, float]) -> float:
    """The score that is shown and sorted by."""
    ideal = scale.get(hit.language)
    return float(hit.value) / ideal if ideal else float(hit.value)


def _sortable(hit: RawHit, scale: Mapping[str, float]) -> Any:
    return comparable(hit, scale) if isinstance(hit.value, float) else hit.value


def _units(tree: Node | None) -> list[Unit]:
    return [unit for node in walk(tree) if isinstance(node, Words) for unit in node.units] if tree else []


def _tokens(unit: Unit, analysis: Analyser) -> Iterator[str]:
    for reading in readings(unit, analysis):
        if reading.field != "exact":
            yield from counted(reading)
    for part in unit.parts:
        yield from _tokens(part, analysis)


def _ideal(unit: Unit, analysis: Analyser, rarity: Rarity) -> float:
    """A word that no record of the language holds counts as the rarest: what lacks it is not a good provision."""
    if unit.parts:
        return sum(_ideal(part, analysis, rarity) for part in unit.parts)
    found = readings(unit, analysis)
    if not found:
        return 0.0
    rare = rarity_of(found, rarity)
    return (GOOD + PRESENT) * (rarity.of(0) if rare is None else rare)
