"""Scores of different languages made comparable, so that no language drowns the others.

A score of one language says how rare its words are there; it is measured against the score that a good provision of
that language would get: one that holds every word of the query once or twice in a text of average length.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kb.search.analysis import Analyser, analyser
from kb.search.compiling import answering
from kb.search.engine import RawHit, View
from kb.search.tree import Node, Unit, Words, walk

GOOD = 1.4
"""BM25 of a word that stands twice in a text of average length, in units of its rarity (k1 1.2, b 0.75)."""
CARRIED = 0.9
"""What a hit in another language than the query's counts beside one in its own."""


def ideals(tree: Node | None, view: View, languages: Sequence[str]) -> Mapping[str, float]:
    """Language → score of a good provision; empty for a query without words."""
    units = [unit for node in walk(tree) if isinstance(node, Words) for unit in node.units] if tree else []
    if not units:
        return {}
    spoken = {node.language for node in walk(tree) if isinstance(node, Words)} if tree else set()
    wanted = {
        language: frozenset(t for unit in units for tokens, _ in _readings(unit, analyser(language)) for t in tokens)
        for language in languages
    }
    held, counts = view.held(), view.frequencies(wanted)
    found = {}
    for language in languages:
        total = held.get(language, 0)
        rarity = {token: _rarity(count, total) for token, count in counts.get(language, {}).items()}
        ideal = sum(_ideal(unit, analyser(language), rarity) for unit in units)
        found[language] = GOOD * ideal * (1.0 if language in spoken else 1 / CARRIED)
    return found


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


def _readings(unit: Unit, analysis: Analyser) -> Iterable[tuple[tuple[str, ...], float]]:
    for alternative, weight in answering(unit, analysis.language):
        tokens = analysis.stems(alternative.text)
        if tokens:
            yield tuple(tokens), weight
    for part in unit.parts:
        yield from _readings(part, analysis)


def _ideal(unit: Unit, analysis: Analyser, rarity: Mapping[str, float]) -> float:
    """The weight of a unit where the alternative that is met with is the usual one, not the rarest."""
    if unit.parts:
        return sum(_ideal(part, analysis, rarity) for part in unit.parts)
    found = [weight * sum(rarity.get(t, 0.0) for t in tokens) for tokens, weight in _readings(unit, analysis)]
    return max(found, default=0.0)


def _rarity(count: int, total: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5))
