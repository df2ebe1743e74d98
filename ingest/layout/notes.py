"""Footnotes and side notes: small type at the foot of a column or in the margin, apart from the law's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.layout.columns import Region
from ingest.layout.rows import Row, row_text
from ingest.layout.words import Words

SMALL = 0.91
"""Share of the body's type size up to which type is small: gazettes set 9 on 10 or 7 on 9 points."""
_MARK = re.compile(r"[(\[]?(\d{1,3}|\*{1,3}|[a-z]|[†‡])[)\]]?(?=[\s.:]|$)")
_HANGING = re.compile(r"[(\[]?(?:\d{1,3}|\*{1,3}|[†‡])[)\].]{0,2}")
_SIDE_SHARE = 0.24


def footnotes(words: Words, regions: Sequence[Region], body: float, height: float) -> tuple[set[int], set[str]]:
    """(first words of the rows that are footnotes, their marks)."""
    rows: set[int] = set()
    marks: set[str] = set()
    for region in regions:
        first = len(region.rows)
        while first > 0 and _is_small(words, region.rows[first - 1], body):
            first -= 1
        trail = region.rows[first:]
        while trail and not _MARK.match(_opening(words, trail[0])):
            trail = trail[1:]
        if not trail or (len(trail) == len(region.rows) and float(words.y0[trail[0][0]]) < 0.55 * height):
            continue
        for row in trail:
            rows.add(row[0])
            if found := _MARK.match(_opening(words, row)):
                marks.add(found[1])
    return rows, marks


def _is_small(words: Words, row: Row, body: float) -> bool:
    sizes = sorted(float(words.size[place]) for place in row if not words.raised[place]) or [body]
    return sizes[len(sizes) // 2] <= SMALL * body and all(words.table[place] < 0 for place in row)


def _opening(words: Words, row: Row) -> str:
    text = row_text(words, row[:3])
    # A figure set high touches the first word of its note: "¹Modifié".
    return text if not words.raised[row[0]] else f"{words.text[row[0]]} {row_text(words, row[1:3])}"


def side_notes(words: Words, places: Sequence[int], body: float) -> list[int]:
    """Words in small type that stand in a narrow band beside the body over the page's height."""
    small = [p for p in places if float(words.size[p]) <= SMALL * body and words.table[p] < 0]
    large = [p for p in places if float(words.size[p]) > SMALL * body]
    if len(small) < 2 or len(large) < 40:
        return []
    left = min(float(words.x0[p]) for p in places)
    right = max(float(words.x1[p]) for p in places)
    starts = sorted(float(words.x0[p]) for p in large)
    ends = sorted(float(words.x1[p]) for p in large)
    inner_left, inner_right = starts[len(starts) // 200], ends[-1 - len(ends) // 200]
    band = _SIDE_SHARE * (right - left)
    found = [p for p in small if float(words.x1[p]) < inner_left + 1 or float(words.x0[p]) > inner_right - 1]
    found = _without_marks(words, small, found)
    for side in (
        [p for p in found if float(words.x1[p]) < inner_left + 1],
        [p for p in found if float(words.x0[p]) > inner_right - 1],
    ):
        if side and max(float(words.x1[p]) for p in side) - min(float(words.x0[p]) for p in side) > band:
            return []
    return found


def _without_marks(words: Words, small: Sequence[int], found: Sequence[int]) -> list[int]:
    """The words of the margin without the marks of footnotes, which some programs set to the left of their notes."""
    aside = set(found)
    body = [place for place in small if place not in aside]
    kept = []
    for place in found:
        size = float(words.size[place])
        beside = _HANGING.fullmatch(words.text[place]) and any(
            abs(float(words.base[other] - words.base[place])) < 0.3 * size
            and 0 < float(words.x0[other] - words.x1[place]) < 3 * size
            for other in body
        )
        if not beside:
            kept.append(place)
    return kept
