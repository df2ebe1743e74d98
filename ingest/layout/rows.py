"""Rows: words that stand on one baseline, from left to right, from the top of the page down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from ingest.layout.words import Words

Row: TypeAlias = list[int]
"""Places of words in the page's `Words`, by x."""


def rows_of(words: Words, places: Iterable[int] | None = None) -> list[Row]:
    """The rows of these words; superscripts belong to the row that they stand on and are marked `raised`."""
    chosen = list(range(len(words))) if places is None else list(places)
    base, size = words.base.tolist(), words.size.tolist()
    x0, raised, table = words.x0.tolist(), words.raised.tolist(), words.table.tolist()
    low = sorted((place for place in chosen if not raised[place]), key=lambda place: (base[place], x0[place]))
    rows: list[Row] = []
    anchor = height = 0.0
    for place in low:
        near = rows and base[place] - anchor < max(0.38 * min(size[place], height), 1.2)
        if near:
            rows[-1].append(place)
        else:
            rows.append([place])
            anchor, height = base[place], size[place]
    kept: list[Row] = []
    high = [place for place in chosen if raised[place]]
    following: list[Row] = [*rows[1:], []]
    for row, below in zip(rows, following, strict=False):
        # Set apart from the word that it marks, a note's figure makes a row of its own just above the line.
        small = below and all(
            table[place] < 0
            and len(words.text[place]) <= 4
            and size[place] < 0.8 * size[below[0]]
            and base[below[0]] - base[place] < 0.75 * size[below[0]]
            for place in row
        )
        if small:
            high += row
        else:
            kept.append(row)
    rows = kept
    for place in high:
        home = _home(place, rows, base, size, words)
        if home is None:
            rows.append([place])
        else:
            home.append(place)
            if not words.raised[place]:
                words.raised[place] = True
                words.glued[place] = any(
                    abs(words.x1[other] - words.x0[place]) < 0.2 * size[home[0]] for other in home[:-1]
                )
    for row in rows:
        row.sort(key=lambda place: x0[place])
    rows.sort(key=lambda row: base[row[0]] if not raised[row[0]] else base[row[-1]])
    return rows


def _home(place: int, rows: Sequence[Row], base: list[float], size: list[float], words: Words) -> Row | None:
    """The nearest row below whose words reach to the superscript."""
    best, least = None, 0.0
    for row in rows:
        drop = base[row[0]] - base[place]
        if -0.1 * size[row[0]] < drop < 0.95 * size[row[0]]:
            left, right = min(words.x0[other] for other in row), max(words.x1[other] for other in row)
            reaches = left - 15 < words.x0[place] < right + 12
            if reaches and (best is None or drop < least):
                best, least = row, drop
    return best


def row_text(words: Words, row: Row) -> str:
    """The row's words from left to right."""
    parts: list[str] = []
    for place in row:
        parts.append(words.text[place] if words.glued[place] or not parts else " " + words.text[place])
    return "".join(parts)
