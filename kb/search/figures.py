"""What a unit of the query reads as in one language, and how rare that is there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.search.analysis import Analyser, fold
from kb.search.tree import Alternative, Unit


@dataclass(frozen=True, slots=True)
class Rarity:
    """Figures of one language: the number of records, and token → number of records that hold it."""

    records: int
    counts: Mapping[str, int]

    def of(self, count: float) -> float:
        """The rarity (inverse document frequency of BM25) of what so many records hold."""
        return math.log(1 + (self.records - count + 0.5) / (count + 0.5))


MOST_KINDRED = 10
"""Words of its families that are looked for beside one word."""

NO_FIGURES = Rarity(0, {})
"""Where the engine's own figures are left to do their work."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An alternative in one language: the tokens looked for in a field of the text, and the stems for headings.

    Where only the beginning of words is known, `field` is "begins" and the one token is that beginning."""

    alternative: Alternative
    field: Literal["words", "exact", "begins"]
    tokens: tuple[str, ...]
    stems: tuple[str, ...]
    weight: float


def answering(unit: Unit, language: str) -> Iterator[tuple[Alternative, float]]:
    """The alternatives that count in a language, with their weight there."""
    carried = any(a.language == language for a in unit.alternatives)
    for alternative in unit.alternatives:
        if alternative.language == language:
            yield alternative, alternative.weight
        elif alternative.language is None:
            yield alternative, alternative.weight if carried else 1.0


def readings(unit: Unit, analysis: Analyser) -> tuple[Reading, ...]:
    """The alternatives of a unit as tokens; those that are only grammar in the language are left out."""
    if analysis.language not in unit.read:
        unit.read[analysis.language] = tuple(_readings(unit, analysis))
    found: tuple[Reading, ...] = unit.read[analysis.language]
    return found


def _readings(unit: Unit, analysis: Analyser) -> Iterator[Reading]:
    for alternative, weight in answering(unit, analysis.language):
        if alternative.text.endswith("*") and alternative.via == "lexicon":
            yield Reading(alternative, "begins", tuple(analysis.exact(alternative.text)[:1]), (), weight)
            continue
        stems = tuple(analysis.stems(alternative.text))
        if alternative.language is not None:
            if stems:
                yield Reading(alternative, "words", stems, stems, weight)
            continue
        # Typed in another language, or in none that is known: compared letter by letter, the stemmer is not its own.
        plain = tuple(map(fold, analysis.exact(alternative.text)))
        if not analysis.stop.issuperset(plain):
            yield Reading(alternative, "exact", plain, stems, weight)


def kindred(unit: Unit, analysis: Analyser) -> tuple[Reading, ...]:
    """The usual words of the unit's family in a language; they say nothing of how rare the unit is."""
    key = f"{analysis.language} kindred"
    if key not in unit.read:
        unit.read[key] = tuple(_kindred(unit, analysis))[:MOST_KINDRED]
    found: tuple[Reading, ...] = unit.read[key]
    return found


def _kindred(unit: Unit, analysis: Analyser) -> Iterator[Reading]:
    seen = {reading.stems for reading in readings(unit, analysis)}
    for sense, weight in unit.kindred.senses if unit.kindred else ():
        for name in unit.kindred.names(sense, analysis.language)[:1] if unit.kindred else ():
            stems = tuple(analysis.stems(name))
            if stems and stems not in seen and not name.endswith("*"):
                seen.add(stems)
                yield Reading(Alternative(name, analysis.language, "lexicon", weight), "words", stems, stems, weight)


def counted(reading: Reading) -> tuple[str, ...]:
    """The tokens whose records `View.frequencies` counts for a reading; a beginning ends in `*` there."""
    return tuple(f"{token}*" for token in reading.tokens) if reading.field == "begins" else reading.tokens


def rarity_of(found: Sequence[Reading], rarity: Rarity) -> float | None:
    """The rarity of a unit: that of its most frequent reading, the doubtful ones counted in part.

    None where no figures are given, or the unit is only looked for letter by letter.
    """
    if not rarity.records:
        return None
    counts = [
        reading.weight * min(rarity.counts.get(token, 0) for token in counted(reading))
        for reading in found
        if reading.field != "exact"
    ]
    return rarity.of(max(counts)) if counts and max(counts) > 0 else None


def own_rarity(reading: Reading, rarity: Rarity) -> float:
    """What the engine gives a reading by itself: the rarities of its tokens, added up; 0 where it is not known."""
    if reading.field != "words":
        return 0.0
    return sum(rarity.of(rarity.counts.get(token, 0)) for token in reading.tokens)
