"""Parallel texts: columns in several languages are several texts, each read in full."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from ingest.layout.columns import Gutter
from ingest.layout.lines import TextLine

_ALIKE = 0.8
"""Two columns of one language share their little words: cosine .93 and more on the gazettes held in two columns;
French beside Spanish, Kinyarwanda beside English stay under .7."""
_FEWEST_WORDS = 150


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
    return sum((line.x0 + line.x1) / 2 > cut for cut in cuts)


def _are_parallel(lines: Sequence[TextLine], columns: Sequence[int | None], count: int, pages: int) -> bool:
    words: list[Counter[str]] = [Counter() for _ in range(count)]
    on: list[set[int]] = [set() for _ in range(count)]
    for line, column in zip(lines, columns, strict=True):
        if column is not None and line.kind == "text":
            words[column].update(re.findall(r"[^\W\d_]+", line.text.lower()))
            on[column].add(line.page)
    if any(sum(counter.values()) < _FEWEST_WORDS for counter in words):
        return False
    if len(set.intersection(*on)) < 0.4 * pages:
        return False
    return all(_cosine(words[a], words[b]) < _ALIKE for a in range(count) for b in range(a))


def _cosine(first: Counter[str], second: Counter[str]) -> float:
    shared = sum(count * second[word] for word, count in first.items())
    norms = math.hypot(*first.values()) * math.hypot(*second.values())
    return shared / norms if norms else 0.0
