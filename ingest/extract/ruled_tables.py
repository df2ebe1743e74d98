"""Ruled tables: the one place that speaks to pdfplumber, which finds the cells that a page's strokes enclose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median
from typing import Any, TypeAlias

import numpy

from ingest.layout.document import PageWords
from ingest.layout.words import Strokes, Words

Cell: TypeAlias = tuple[float, float, float, float]

_LONGEST_CELL, _USUAL_CELL = 1500, 250
"""Letters: cells that hold more are the columns of a page drawn in a frame, as in trilingual gazettes."""
_MOST_EDGES = 2000
"""Strokes of a page from which it shows a drawing: the search for cells takes their square."""
_ARTICLE = re.compile(
    r"(?:^|\s)(?:article|art[ií]culo|artigo|articolo|articolul|artikel|ingingo ya|άρθρο|المادة|مادة)\s+"
    r"[\d٠-٩]{1,4}\s*[:.–—]",
    re.I,
)
"""Articles side by side in cells are parallel texts in a frame, no table."""
_THIN = 3.0
"""Points up to which a drawn rectangle is a rule and not a cell."""
_NEAR = 3.0
"""Points by which rules may miss each other and still meet, as pdfplumber has it."""


def with_tables(page: PageWords, strokes: Strokes) -> PageWords:
    """The page with the words of each table replaced by one word."""
    frame = page.frame
    if not len(page.words) or len(strokes.x0) > _MOST_EDGES or not has_grid(strokes, frame.height):
        return page
    return _replaced(page, _grids(strokes, frame.height))


def _grids(strokes: Strokes, height: float) -> list[list[list[Cell | None]]]:
    from pdfplumber.table import (
        Table,
        cells_to_tables,
        edges_to_intersections,
        intersections_to_cells,
        merge_edges,
    )

    edges = merge_edges(list(_edges(strokes)), _NEAR, _NEAR, _NEAR, _NEAR)
    cells = intersections_to_cells(edges_to_intersections(edges, _NEAR, _NEAR))
    grids = []
    for found in cells_to_tables(cells):
        table = Table(None, found)  # type: ignore[arg-type]
        if table.bbox[3] > 0.09 * height:
            grids.append(_of_one_width([list(row.cells) for row in table.rows]))
    return grids


def _edges(strokes: Strokes) -> Iterator[dict[str, Any]]:
    """The strokes as pdfplumber's edges: a rule as one, a drawn cell as its four sides."""
    for x0, y0, x1, y1 in zip(*(getattr(strokes, side).tolist() for side in ("x0", "y0", "x1", "y1")), strict=True):
        if y1 - y0 < _THIN and x1 - x0 > _THIN:
            yield _edge("h", x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
        elif x1 - x0 < _THIN and y1 - y0 > _THIN:
            yield _edge("v", (x0 + x1) / 2, y0, (x0 + x1) / 2, y1)
        elif x1 - x0 > _THIN:
            yield _edge("h", x0, y0, x1, y0)
            yield _edge("h", x0, y1, x1, y1)
            yield _edge("v", x0, y0, x0, y1)
            yield _edge("v", x1, y0, x1, y1)


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    return {
        "orientation": orientation, "x0": x0, "top": top, "x1": x1, "bottom": bottom, "width": x1 - x0,
        "height": bottom - top, "y0": -bottom, "y1": -top, "doctop": top, "object_type": "line",
    }  # fmt: skip


def _replaced(page: PageWords, grids: list[list[list[Cell | None]]]) -> PageWords:
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
    return PageWords(page.frame, words, tuple(tables), page.typed)


def has_grid(strokes: Strokes, height: float) -> bool:
    """Whether thin strokes or small rectangles enough for a table are drawn; rules between columns do not count."""
    wide, high = strokes.x1 - strokes.x0, strokes.y1 - strokes.y0
    inside = (strokes.y0 > 0.06 * height) & (strokes.y1 < 0.94 * height)
    upright = int((inside & (wide < 3) & (high > 6) & (high < 0.45 * height)).sum())
    level = int((inside & (high < 3) & (wide > 15)).sum())
    cells = int((inside & (wide > 15) & (wide < 300) & (high > 6) & (high < 300)).sum())
    return (upright >= 3 and level >= 3) or cells >= 6


def _of_one_width(
    grid: list[list[Cell | None]],
) -> list[list[Cell | None]]:
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


def _filled(words: Words, grid: list[list[Cell | None]]) -> tuple[tuple[tuple[str, ...], ...], Any]:
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
    if sum(bool(_ARTICLE.search(cell)) for row in rows for cell in row) > 1:
        return False
    return max(lengths) <= _LONGEST_CELL and median(lengths) <= _USUAL_CELL


def _stand_in(box: Cell, size: float, table: int) -> Words:
    def one(value: float) -> Any:
        return numpy.array([value])

    never = numpy.zeros(1, bool)
    return Words(
        ["table"], one(box[0]), one(box[2]), one(box[1]), one(box[3]), one(box[3]), one(size), never, never, never,
        numpy.array([table]),
    )  # fmt: skip
