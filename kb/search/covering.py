"""The first hits weighed anew by how much of the question each of them holds.

Scores add up over the words of a question, so that a provision which says one of them ten times comes near one that
holds them all. An engine cannot multiply by what is missing; for the hits that a reader sees first it is done here.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from kb.search.analysis import Analyser, analyser, table_of, words_of
from kb.search.figures import Rarity, rarity_of, readings
from kb.search.index import IndexRecord
from kb.search.tree import Node, Unit, Words, walk

FIRST = 40
"""Hits that are weighed anew, always the same ones whatever page is shown, so that pages follow one another."""
READ = 20_000
"""Characters of a provision that are looked at."""
POWER = 0.5
"""Power of the share of the question, in units of rarity, that a hit holds."""


def weights(records: Sequence[IndexRecord], tree: Node | None, rarities: Mapping[str, Rarity]) -> list[float]:
    """For each record what its score is multiplied by: 1 where it holds every word of the question."""
    units = [unit for node in walk(tree) if isinstance(node, Words) for unit in node.units] if tree else []
    if len(units) < 2:
        return [1.0] * len(records)
    worth: dict[str, list[float]] = {}
    found = []
    for record in records:
        language = table_of(record.language)
        analysis = analyser(language)
        if language not in worth:
            worth[language] = [_worth(unit, analysis, rarities[language]) for unit in units]
        stems = _stems(record, analysis)
        all_of_it = sum(worth[language])
        held = sum(value for unit, value in zip(units, worth[language], strict=True) if _holds(unit, stems, analysis))
        found.append((held / all_of_it) ** POWER if all_of_it and held else 1.0 if not all_of_it else 0.1)
    return found


def _stems(record: IndexRecord, analysis: Analyser) -> frozenset[str]:
    """All stems of a record; of its words each is analysed once, and of titles that hits have in common, the whole."""
    around = (_of_title(part, analysis.language) for part in (record.title, *record.path, record.heading or ""))
    text = record.text[:READ]
    words = analysis.stems(text) if analysis.pairs else analysis.each("stems", set(words_of(text)))
    return frozenset(words).union(*around)


@functools.lru_cache(maxsize=2_000)
def _of_title(text: str, language: str) -> frozenset[str]:
    return frozenset(analyser(language).stems(text))


def _holds(unit: Unit, stems: frozenset[str], analysis: Analyser) -> bool:
    if any(stems.issuperset(reading.stems) for reading in readings(unit, analysis) if reading.stems):
        return True
    return bool(unit.parts) and all(_holds(part, stems, analysis) for part in unit.parts)


def _worth(unit: Unit, analysis: Analyser, rarity: Rarity) -> float:
    """The rarity of a unit, that of its words together where there are several; 0 for words of grammar."""
    if unit.parts:
        return sum(_worth(part, analysis, rarity) for part in unit.parts)
    found = readings(unit, analysis)
    if not found:
        return 0.0
    rare = rarity_of(found, rarity)
    return rarity.of(0) if rare is None else rare
