"""The first hits weighed anew by how much of the question each of them holds, and where.

Scores add up over the words of a question, so that a provision which says one of them ten times comes near one that
holds them all. An engine cannot multiply by what is missing; for the hits that a reader sees first it is done here.
A provision says what it is about in its heading and in its first words. Provisions that say the same follow those that
say something new.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping, Sequence

from kb.search.analysis import Analyser, analyser, stems_of, table_of, words_of
from kb.search.figures import Rarity, kindred, rarity_of, readings
from kb.search.index import IndexRecord
from kb.search.tree import Node, Unit, Words, walk

FIRST = 40
"""Hits that are weighed anew, always the same ones whatever page is shown, so that pages follow one another."""
READ = 20_000
"""Characters of a provision that are looked at."""
POWER = 0.5
"""Power of the share of the question, in units of rarity, that a hit holds."""
HEADED = 0.25
LED = 0.4
"""What holding the whole question in the heading, or in the first words, adds to a hit. Of the values from 0 to 2 these
win on two sets of questions together."""
ASIDE = 0.8
"""What a preamble, or a provision after the articles, counts beside one of the law's body: it names what the law is
about and seldom rules it. Of the values from 0.6 to 1 this one is best on both sets of questions."""
_ASIDE = ("preamble", "preface", "recital", "additional", "transitional", "final", "repealing")
MANY = 0.1
"""Power by which a work counts less the more of the first hits are its own: a law that is long on a subject says it
everywhere, and a short one answers in one article."""
KINDRED = 0.5
"""What a word of the same family counts beside the word itself. Of 0, 0.3 and 0.5 the last is best on both sets."""
BEGINNING = 30
"""Stems of a text that are its first words. Of 15, 25, 30 and 40 this is best on both sets of questions."""


def weights(records: Sequence[IndexRecord], tree: Node | None, rarities: Mapping[str, Rarity]) -> list[float]:
    """For each record what its score is multiplied by: 1 where it holds every word of the question."""
    units = [unit for node in walk(tree) if isinstance(node, Words) for unit in node.units] if tree else []
    worth: dict[str, list[float]] = {}
    of_work = Counter(record.work for record in records)
    found = []
    for record in records:
        language = table_of(record.language)
        analysis = analyser(language)
        if language not in worth:
            worth[language] = [_worth(unit, analysis, rarities[language]) for unit in units]
        all_of_it = sum(worth[language])
        if not all_of_it:
            found.append(1.0)
            continue
        stems, headed, led = _stems(record, analysis)
        held, in_heading, at_first = 0.0, 0.0, 0.0
        for unit, value in zip(units, worth[language], strict=True):
            share = _held(unit, stems, analysis)
            if share:
                held += value * share
                in_heading += value * _held(unit, headed, analysis)
                at_first += value * _held(unit, led, analysis)
        whole = 1.0 if len(units) < 2 else (held / all_of_it) ** POWER if held else 0.1
        beside = ASIDE if (record.eid or "").startswith(_ASIDE) else 1.0
        beside *= (1 + of_work[record.work] / 5) ** -MANY
        found.append(beside * whole * (1 + (HEADED * in_heading + LED * at_first) / all_of_it))
    return found


def repeated(records: Sequence[IndexRecord]) -> list[bool]:
    """For each record whether one before it is the same provision in another language, or has the same words."""
    provisions: dict[tuple[str, str], str | None] = {}
    texts: set[str] = set()
    found = []
    for record in records:
        text = " ".join(words_of(record.text[:READ]))
        provision = (record.work, record.eid or "")
        known = record.eid is not None and provisions.setdefault(provision, record.language) != record.language
        found.append(known or text in texts)
        if text:
            texts.add(text)
    return found


def _stems(record: IndexRecord, analysis: Analyser) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The stems of a record, of its heading, and of heading and first words; titles that hits have in common are
    analysed once."""
    around = (_of_title(part, analysis.language) for part in (record.title, *record.path))
    headed = _of_title(record.heading or "", analysis.language)
    text = record.text[:READ]
    if analysis.pairs:
        words: Sequence[str] = analysis.stems(text)
        first = words[:BEGINNING]
    else:
        words = stems_of(text, analysis.language)
        first = [stem for stem in words[: 2 * BEGINNING] if stem][:BEGINNING]
    return headed.union(words, *around), headed, headed.union(first)


@functools.lru_cache(maxsize=2_000)
def _of_title(text: str, language: str) -> frozenset[str]:
    return frozenset(analyser(language).stems(text))


def _held(unit: Unit, stems: frozenset[str], analysis: Analyser) -> float:
    """1 where a unit is held, or all its words are; in part where only a word of its family is."""
    for reading in readings(unit, analysis):
        if reading.field == "begins":
            if any(stem.startswith(reading.tokens) for stem in stems):
                return 1.0
        elif reading.stems and stems.issuperset(reading.stems):
            return 1.0
    if unit.parts and all(_held(part, stems, analysis) == 1.0 for part in unit.parts):
        return 1.0
    found = (reading.weight for reading in kindred(unit, analysis) if stems.issuperset(reading.stems))
    return KINDRED * max(found, default=0.0)


def _worth(unit: Unit, analysis: Analyser, rarity: Rarity) -> float:
    """The rarity of a unit, that of its words together where there are several; 0 for words of grammar."""
    if unit.parts:
        return sum(_worth(part, analysis, rarity) for part in unit.parts)
    found = readings(unit, analysis)
    if not found:
        return 0.0
    rare = rarity_of(found, rarity)
    return rarity.of(0) if rare is None else rare
