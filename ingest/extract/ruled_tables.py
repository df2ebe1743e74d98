"""Ruled tables: the one place that speaks to pdfplumber, and only for pages that show a grid of strokes."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

import numpy

from ingest.layout.document import PageWords
from ingest.layout.words import Strokes, Words

SECONDS = 15.0
"""Processor seconds for the tables of one file: pdfplumber takes a fifth of a second on a page, whatever it holds."""
_LONGEST_CELL, _USUAL_CELL = 1500, 250
"""Letters: cells that hold more are the columns of a page drawn in a frame, as in trilingual gazettes."""


class RuledTables:
    """Finds the tables of one file; opened at the first page that needs it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: Any = None
        self._spent = 0.0
        self.passed_over: list[int] = []

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()

    def with_tables(self, page: PageWords, strokes: Strokes, number: int) -> PageWords:
        """The page with the words of each table replaced by one; `number` counts from 1."""
        frame = page.frame
        if frame.turn or frame.rotation or not len(page.words) or not has_grid(strokes, frame.height):
            return page
        if self._spent > SECONDS:
            self.passed_over.append(number)
            return page
        begun = time.process_time()
        # A page that pdfminer cannot read keeps its words as running text.
        with suppress(Exception):
            page = self._replaced(page, self._grids(number, frame.height))
        self._spent += time.process_time() - begun
        return page

    def _grids(self, number: int, height: float) -> list[list[list[tuple[float, float, float, float] | None]]]:
        import pdfplumber

        if self._file is None:
            logging.getLogger("pdfminer").setLevel(logging.ERROR)
            self._file = pdfplumber.open(self._path)
        page = self._file.pages[number - 1]
        left, top = page.bbox[0], page.bbox[1]
        grids = []
        for table in page.find_tables():
            rows = [
                [None if c is None else (c[0] - left, c[1] - top, c[2] - left, c[3] - top) for c in row.cells]
                for row in table.rows
            ]
            if table.bbox[3] - top > 0.09 * height:
                grids.append(_of_one_width(rows))
        page.close()
        return grids

    def _replaced(
        self, page: PageWords, grids: list[list[list[tuple[float, float, float, float] | None]]]
    ) -> PageWords:
        words, tables = page.words, list(page.tables)
        for grid in grids:
            rows, inside = _filled(words, grid)
            if not _is_table(rows):
                continue
            cells = [cell for row in grid for cell in row if cell]
            box = (
                min(c[0] for c in cells),
                min(c[1] for c in cells),
                max(c[2] for c in cells),
                max(c[3] for c in cells),
            )
            rest = words.taken(~inside)
            words = rest.with_more(_stand_in(box, float(median(words.size[inside])), len(tables)))
            tables.append(rows)
        return PageWords(page.frame, words, tuple(tables))


def has_grid(strokes: Strokes, height: float) -> bool:
    """Whether thin strokes or small rectangles enough for a table are drawn; rules between columns do not count."""
    wide, high = strokes.x1 - strokes.x0, strokes.y1 - strokes.y0
    inside = (strokes.y0 > 0.06 * height) & (strokes.y1 < 0.94 * height)
    upright = int((inside & (wide < 3) & (high > 6) & (high < 0.45 * height)).sum())
    level = int((inside & (high < 3) & (wide > 15)).sum())
    cells = int((inside & (wide > 15) & (wide < 300) & (high > 6) & (high < 300)).sum())
    return (upright >= 3 and level >= 3) or cells >= 6


def _of_one_width(
    grid: list[list[tuple[float, float, float, float] | None]],
) -> list[list[tuple[float, float, float, float] | None]]:
    """The rows that span the table's usual width: the rule under a running head is no row of a table below it."""
    spans = [(min(c[0] for c in row if c), max(c[2] for c in row if c)) for row in grid if any(row)]
    left, right = median(span[0] for span in spans), median(span[1] for span in spans)
    slack = 0.2 * (right - left)
    rows = [row for row in grid if any(row)]
    return [
        row
        for row, span in zip(rows, spans, strict=True)
        if abs(span[0] - left) < slack and abs(span[1] - right) < slack
    ]


def _filled(
    words: Words, grid: list[list[tuple[float, float, float, float] | None]]
) -> tuple[tuple[tuple[str, ...], ...], Any]:
    """The text of each cell, and which words stand in one."""
    x, y = (words.x0 + words.x1) / 2, (words.y0 + words.y1) / 2
    inside = numpy.zeros(len(words), bool)
    rows = []
    for row in grid:
        texts = []
        for cell in row:
            held = numpy.zeros(len(words), bool)
            if cell is not None:
                held = (x >= cell[0]) & (x <= cell[2]) & (y >= cell[1]) & (y <= cell[3]) & ~inside & (words.table < 0)
            inside |= held
            places = numpy.flatnonzero(held).tolist()
            texts.append(" ".join(words.text[p] for p in places))
        rows.append(tuple(texts))
    return tuple(row for row in rows if any(row)), inside


def _is_table(rows: tuple[tuple[str, ...], ...]) -> bool:
    lengths = [len(cell) for row in rows for cell in row if cell]
    if len(rows) < 2 or len(lengths) < 4 or max(sum(1 for cell in row if cell) for row in rows) < 2:
        return False
    return max(lengths) <= _LONGEST_CELL and median(lengths) <= _USUAL_CELL


def _stand_in(box: tuple[float, float, float, float], size: float, table: int) -> Words:
    def one(value: float) -> Any:
        return numpy.array([value])

    never = numpy.zeros(1, bool)
    return Words(
        ["table"], one(box[0]), one(box[2]), one(box[1]), one(box[3]), one(box[3]), one(size), never, never, never,
        numpy.array([table]),
    )  # fmt: skip
