"""Columns: a page is cut at its gutters, again inside each part, so that columns may change inside a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy

from ingest.layout.rows import Row, row_text, rows_of
from ingest.layout.words import Words
from ingest.structure.openers import opens_heading

_DEPTH = 8
_NARROWEST = 90.0
"""Points: no gazette held sets a column and its neighbour in less."""


@dataclass(frozen=True, slots=True)
class Gutter:
    """A vertical white band: its middle, the x where it begins and where the text to its right begins."""

    x: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page that is read line by line. `path` names the columns it lies in, L and R from the outside in."""

    rows: list[Row]
    left: float
    right: float
    path: str


@dataclass(slots=True)
class Cutter:
    """Cuts one page. `gutters` gathers those found without help, so that a document can vote on them."""

    words: Words
    size: float
    known: Sequence[Gutter] = ()
    gutters: list[Gutter] | None = None

    def regions(self, places: Sequence[int], left: float, right: float) -> list[Region]:
        """The regions of these words in reading order; `left` and `right` bound the text area."""
        return self._cut(rows_of(self.words, places), left, right, "")

    def _cut(self, rows: list[Row], left: float, right: float, path: str) -> list[Region]:
        if not rows:
            return []
        found = self._gutter(rows, left, right) if len(path) < _DEPTH else None
        if found is None:
            return [Region(rows, *self._within(rows, left, right), path)]
        first, last, gutter = found
        first, last = self._trimmed(rows, first, last, gutter.x)
        inside = [place for row in rows[first:last] for place in row]
        middle = (self.words.x0 + self.words.x1) / 2
        parts = self._cut(rows[:first], left, right, path)
        near = [place for place in inside if middle[place] < gutter.x]
        far = [place for place in inside if middle[place] >= gutter.x]
        parts += self._cut(rows_of(self.words, near), left, gutter.left, path + "L")
        parts += self._cut(rows_of(self.words, far), gutter.right, right, path + "R")
        return parts + self._cut(rows[last:], left, right, path)

    def _within(self, rows: list[Row], left: float, right: float) -> tuple[float, float]:
        """The bounds, drawn in to the known gutters where all the words stand on one side of them."""
        begin = min(float(self.words.x0[row[0]]) for row in rows)
        end = max(float(self.words.x1[place]) for row in rows for place in row)
        for gutter in self.known:
            if end < gutter.x and gutter.left > begin:
                right = min(right, max(gutter.left, end))
            elif begin > gutter.x and gutter.right < end:
                left = max(left, min(gutter.right, begin))
        return left, right

    def _trimmed(self, rows: list[Row], first: int, last: int, x: float) -> tuple[int, int]:
        """Rows at the end that touch one side only, after a wide gap, belong to what follows over the full width."""
        base = self.words.base
        steps = [base[b[0]] - base[a[0]] for a, b in pairwise(rows[first:last])]
        pitch = max(median(steps) if steps else 0.0, self.size)
        while last - first > 3:
            row, above = rows[last - 1], rows[last - 2]
            both = any(self.words.x1[p] <= x + 1 for p in row) and any(self.words.x0[p] >= x - 1 for p in row)
            # The last heading of a column waits for its words at the head of the next.
            heading = opens_heading(row_text(self.words, row))
            if both or heading or base[row[0]] - base[above[0]] <= 1.9 * pitch:
                break
            last -= 1
        return first, last

    def _gutter(self, rows: list[Row], left: float, right: float) -> tuple[int, int, Gutter] | None:
        """(first row, row after the last, gutter) of the best white band with text on both sides."""
        words = self.words
        begin = min(words.x0[row[0]] for row in rows)
        end = max(words.x1[place] for row in rows for place in row)
        if end - begin < _NARROWEST or (len(rows) < 3 and not self.known):
            return None
        band = _Band(words, rows, begin, end)
        # A scan's columns lean: where other pages show the gutter, a narrower band is enough.
        narrowest = max(0.55 * self.size, 4.0)
        for first, last, gutter in band.candidates(0.6 * narrowest if self.known else narrowest):
            hit = next((known for known in self.known if abs(known.x - gutter.x) < 6), None)
            if hit is not None:
                return first, last, Gutter(hit.x, gutter.left, gutter.right)
            if gutter.right - gutter.left >= narrowest and self._holds(rows[first:last], gutter):
                if self.gutters is not None:
                    self.gutters.append(gutter)
                return first, last, gutter
        best = None
        for known in self.known:
            run = band.under(known, self.size)
            if run and (best is None or run[1] - run[0] > best[1] - best[0]):
                best = (*run, known)
        return best

    def _holds(self, rows: list[Row], gutter: Gutter) -> bool:
        """Whether the band parts two columns, not a label from its text or two words of a line by chance."""
        words, x, wide = self.words, gutter.x, gutter.right - gutter.left
        near = [[p for p in row if words.x1[p] <= x + 1] for row in rows]
        far = [[p for p in row if words.x0[p] >= x - 1] for row in rows]
        left_rows, right_rows = sum(map(bool, near)), sum(map(bool, far))
        if not left_rows or not right_rows:
            return False
        left_count = sum(len(words.text[p]) for row in near for p in row)
        right_count = sum(len(words.text[p]) for row in far for p in row)
        if min(left_count, right_count) < 0.06 * max(left_count, right_count) and wide < 3 * self.size:
            return False
        # Hanging labels and the page numbers of a contents table hold few letters a row.
        if min(left_count / left_rows, right_count / right_rows) < 6:
            return False
        starts = Counter(round(min(words.x0[p] for p in row)) for row in far if row)
        place = starts.most_common(1)[0][0]
        aligned = sum(count for start, count in starts.items() if abs(start - place) <= 2) / right_rows
        # The gaps of a river stand at another x in each row; a column begins at one x in most of its rows.
        if aligned < 0.3 and not (wide > 2 * self.size and len(rows) > 6):
            return False
        if len(rows) < 12 and wide < 1.8 * self.size:
            at_edge = sum(count for start, count in starts.items() if start - gutter.right <= 3)
            if at_edge < 0.3 * right_rows:
                return False
        return wide >= 1.8 * self.size or (len(rows) >= 5 and self._side_by_side(near, far))

    def _side_by_side(self, near: Sequence[Row], far: Sequence[Row]) -> bool:
        """Whether the lines of the shorter side stand beside lines of the other: one gap in one line is no gutter."""
        bases = [numpy.array([self.words.base[row[0]] for row in side if row]) for side in (near, far)]
        shorter, longer = sorted(bases, key=len)
        beside = numpy.abs(shorter[:, None] - longer[None, :]).min(axis=1) < 0.72 * self.size
        return int(beside.sum()) >= max(3, 0.5 * len(shorter))


class _Band:
    """Which x of which row is white, a point wide each."""

    def __init__(self, words: Words, rows: list[Row], begin: float, end: float) -> None:
        self.words, self.rows, self.begin = words, rows, begin
        width = int(end - begin) + 2
        order = numpy.array([place for row in rows for place in row])
        lengths = [len(row) for row in rows]
        of_row = numpy.repeat(numpy.arange(len(rows)), lengths)
        starts = numpy.clip((words.x0[order] - begin).astype(int), 0, width - 1)
        ends = numpy.clip(numpy.ceil(words.x1[order] - begin).astype(int), 0, width - 1)
        edges = numpy.zeros((len(rows), width), numpy.int16)
        numpy.add.at(edges, (of_row, starts), 1)
        numpy.add.at(edges, (of_row, ends), -1)
        self.white = numpy.cumsum(edges, axis=1) <= 0
        heads = numpy.concatenate([[0], numpy.cumsum(lengths)[:-1]])
        self.first = words.x0[order][heads] - begin
        self.last = numpy.maximum.reduceat(words.x1[order], heads) - begin
        self.base = words.base[order][heads]
        self.width = width

    def candidates(self, narrowest: float) -> list[tuple[int, int, Gutter]]:
        """White bands over consecutive rows with text on both sides, the one that parts most text first."""
        count, width = self.white.shape
        low, high = int(max(0.12 * width, 40)), int(min(0.88 * width, width - 40))
        if high <= low:
            return []
        xs = numpy.arange(low, high, 2)
        white = self.white[:, xs]
        number = numpy.arange(count)[:, None]
        start = numpy.maximum.accumulate(numpy.where(white, -1, number), axis=0) + 1
        ends = white.copy()
        ends[:-1] &= ~white[1:]
        row, column = numpy.nonzero(ends)
        run = start[row, column]
        left = numpy.vstack([numpy.zeros((1, len(xs)), int), numpy.cumsum(self.first[:, None] < xs, axis=0)])
        right = numpy.vstack([numpy.zeros((1, len(xs)), int), numpy.cumsum(self.last[:, None] > xs, axis=0)])
        sides = numpy.minimum(left[row + 1, column] - left[run, column], right[row + 1, column] - right[run, column])
        weight = numpy.where((row - run >= 2) & (sides >= 3), (self.base[row] - self.base[run]) * sides, 0)
        found: list[tuple[float, int, int, Gutter]] = []
        seen: set[tuple[int, int, int]] = set()
        for place in numpy.argsort(-weight, kind="stable")[:400]:
            if weight[place] <= 0 or len(found) >= 6:
                break
            first, last = int(run[place]), int(row[place]) + 1
            clear = numpy.asarray(self.white[first:last].all(axis=0))
            begin = stop = int(xs[column[place]])
            while begin > 0 and clear[begin - 1]:
                begin -= 1
            while stop < width - 1 and clear[stop + 1]:
                stop += 1
            if (first, last, begin) in seen:
                continue
            seen.add((first, last, begin))
            if stop - begin + 1 >= narrowest:
                edge = self.begin
                found.append(
                    (
                        float(weight[place]),
                        first,
                        last,
                        Gutter((begin + stop + 1) / 2 + edge, begin + edge, stop + 1 + edge),
                    )
                )
        # Between bands that part the same text the wider one is the gutter.
        found.sort(key=lambda item: (-item[0], item[3].left - item[3].right))
        return [(first, last, gutter) for _, first, last, gutter in found]

    def under(self, known: Gutter, size: float) -> tuple[int, int] | None:
        """The longest run of rows that leave a gutter free which other pages of the document show."""
        x = known.x - self.begin
        if not 20 < x < self.width - 20:
            return None
        white = numpy.asarray(self.white[:, max(0, int(x) - 1) : int(x) + 2].all(axis=1))
        best: tuple[int, int] | None = None
        first = 0
        while first < len(white):
            if not white[first]:
                first += 1
                continue
            last = first
            while last < len(white) and white[last]:
                last += 1
            if self._both_sides(first, last, x, known, size) and (best is None or last - first > best[1] - best[0]):
                best = (first, last)
            first = last
        return best

    def _both_sides(self, first: int, last: int, x: float, known: Gutter, size: float) -> bool:
        starts = []
        for row in self.rows[first:last]:
            beyond = [self.words.x0[place] for place in row if self.words.x0[place] >= known.x - 1]
            if beyond:
                starts.append(min(beyond))
        if not starts or not (self.first[first:last] < x).any():
            return False
        near = sum(-2 <= start - known.right <= 3 * size for start in starts)
        return bool(near >= 0.6 * len(starts) and min(starts) - known.right < 2)


def voted(found: Sequence[Sequence[Gutter]]) -> tuple[Gutter, ...]:
    """The gutters that at least two pages and 40 in 100 share: one page alone may be a table."""
    votes: Counter[int] = Counter()
    for gutters in found:
        votes.update({round(gutter.x / 4) for gutter in gutters})
    known: list[Gutter] = []
    for slot, count in votes.most_common(6):
        if count + votes[slot - 1] + votes[slot + 1] < max(2, 0.4 * len(found)):
            continue
        if any(abs(slot * 4 - gutter.x) < 12 for gutter in known):
            continue
        near = [gutter for gutters in found for gutter in gutters if abs(gutter.x - slot * 4) < 6]
        known.append(Gutter(median(g.x for g in near), median(g.left for g in near), median(g.right for g in near)))
    return tuple(known)
