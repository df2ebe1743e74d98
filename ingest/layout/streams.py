"""Parallel texts: columns in several languages are several texts, each read in full."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise

from ingest.language import languages_of
from ingest.layout.columns import Gutter
from ingest.layout.lines import TextLine
from kb.model.layout import Block

_SHARED_WORDS, _SHARED_PAIRS = 0.8, 0.955
"""Cosines of the words and of the letter pairs under which two columns are in two languages. Columns of one language:
.90 and .98 on the gazettes held, .72 and .97 on three pages of Arabic; French beside Spanish .47 and .79."""
_FEWEST_WORDS = 150
_SAMPLE = 20_000
"""Letters of each column that its language is told from."""


def part_streams(lines: Sequence[TextLine], gutters: Sequence[Gutter], pages: int) -> list[TextLine]:
    """The lines, stream after stream where the columns part the languages, else as they came."""
    for cuts in _choices(gutters):
        columns = [_column(line, cuts) for line in lines]
        if not _are_parallel(lines, columns, len(cuts) + 1, pages):
            continue
        for line, column in zip(lines, columns, strict=True):
            line.stream = column or 0
        return sorted(lines, key=lambda line: line.stream)
    return list(lines)


def _choices(gutters: Sequence[Gutter]) -> list[list[float]]:
    xs = [gutter.x for gutter in gutters]
    return [sorted(xs[:count]) for count in (2, 1) if len(xs) >= count]


def _column(line: TextLine, cuts: Sequence[float]) -> int | None:
    """The column that the line lies in, None where it spans a gutter."""
    if any(line.x0 < cut - 4 and line.x1 > cut + 4 for cut in cuts):
        return None
    return sum(1 for cut in cuts if (line.x0 + line.x1) / 2 > cut)


def _are_parallel(lines: Sequence[TextLine], columns: Sequence[int | None], count: int, pages: int) -> bool:
    words: list[Counter[str]] = [Counter() for _ in range(count)]
    pairs: list[Counter[str]] = [Counter() for _ in range(count)]
    on: list[set[int]] = [set() for _ in range(count)]
    for line, column in zip(lines, columns, strict=True):
        if column is not None and line.kind == "text":
            found = re.findall(r"[^\W\d_]+", line.text.lower())
            words[column].update(found)
            pairs[column].update(a + b for a, b in pairwise(" ".join(found)))
            on[column].add(line.page)
    if any(sum(counter.values()) < _FEWEST_WORDS for counter in words):
        return False
    if len(set.intersection(*on)) < 0.4 * pages:
        return False
    apart = all(
        _cosine(words[a], words[b]) < _SHARED_WORDS and _cosine(pairs[a], pairs[b]) < _SHARED_PAIRS
        for a, b in combinations(range(count), 2)
    )
    return apart and _differ(lines, columns, count)


def _differ(lines: Sequence[TextLine], columns: Sequence[int | None], count: int) -> bool:
    """Whether no two columns are in the same language; where none can be told, their words have shown it."""
    said: list[list[str]] = [[] for _ in range(count)]
    for line, column in zip(lines, columns, strict=True):
        if column is not None and line.kind == "text":
            said[column].append(line.text)
    named = [languages[0] for text in said if (languages := languages_of([Block(" ".join(text)[:_SAMPLE])]))]
    return len(named) < count or len(set(named)) == count


def _cosine(first: Counter[str], second: Counter[str]) -> float:
    shared = sum(count * second[word] for word, count in first.items())
    norms = math.hypot(*first.values()) * math.hypot(*second.values())
    return shared / norms if norms else 0.0
