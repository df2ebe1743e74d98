"""A document's pages of words as blocks in reading order: the whole way of layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.layout import right_to_left
from ingest.layout.columns import Cutter, Gutter, Region, voted
from ingest.layout.frame import Frame
from ingest.layout.furniture import PageRows, take_off
from ingest.layout.initials import bring_down, close_up
from ingest.layout.lines import TextLine, lines_of
from ingest.layout.notes import footnotes, side_notes
from ingest.layout.paragraphs import blocks_of
from ingest.layout.rows import rows_of
from ingest.layout.streams import part_streams
from ingest.layout.words import Words
from kb.model.layout import Block, Box, Line

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PageWords:
    """A page before layout: its frame, its words, and its tables, whose words are replaced by one word each.

    `typed`: words written from the right come as they are typed (OCR), not with signs as they are seen (pdfium).
    """

    frame: Frame
    words: Words
    tables: tuple[Rows, ...] = ()
    typed: bool = False


def laid_out(pages: Sequence[PageWords]) -> list[Block]:
    """The blocks of the document, boxes in points of the page as it is shown."""
    body = _body_size(pages)
    mirrored = _from_the_right(pages)
    held = []
    tables: list[Rows] = []
    for page in pages:
        words = page.words.mirrored(page.frame.width) if mirrored else bring_down(close_up(page.words), body)
        if page.tables:
            words = replace(words, table=words.table + len(tables) * (words.table >= 0))
            tables += page.tables
        held.append(PageRows(words, rows_of(words), page.frame.width, page.frame.height))
    take_off(held, body)
    aside = [side_notes(page.words, page.kept(), body) for page in held]
    cut, gutters = _regions(held, aside, body)
    lines: list[TextLine] = []
    number = 0
    for place, (rows, regions) in enumerate(zip(held, cut, strict=True)):
        note_rows, marks = footnotes(rows.words, regions, body, rows.height)
        for region in regions:
            number += 1
            lines += lines_of(rows.words, region, place + 1, number, mirrored, marks, pages[place].typed)
        _mark_notes(lines, rows, place + 1, note_rows)
        lines += _side_lines(rows.words, aside[place], place + 1, number, mirrored)
    lines = part_streams(lines, gutters, len(pages))
    blocks = blocks_of(lines, body, tables)
    frames = [page.frame for page in pages]
    return [_shown(block, frames, mirrored) for block in blocks]


def _body_size(pages: Sequence[PageWords]) -> float:
    """The type size, to half a point, that most letters are set in."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for size, text in zip((page.words.size * 2).round().tolist(), page.words.text, strict=True):
            sizes[size / 2] += len(text)
    return max(sizes.most_common(1)[0][0], 1.0) if sizes else 10.0


def _from_the_right(pages: Sequence[PageWords]) -> bool:
    sample = "".join(word for page in pages[:12] for word in page.words.text)[:20000]
    return not sample.isascii() and right_to_left.share(sample) > 0.5


def _regions(
    pages: Sequence[PageRows], aside: Sequence[Sequence[int]], body: float
) -> tuple[list[list[Region]], tuple[Gutter, ...]]:
    """The regions of each page, cut a second time with the gutters that the whole document shows."""
    kept = [[p for p in page.kept() if p not in set(off)] for page, off in zip(pages, aside, strict=True)]
    edges = [_text_area(page.words, places) for page, places in zip(pages, kept, strict=True)]
    usual = _usual(edges)
    bounds = [_bounds(edge, usual) for edge in edges]
    found: list[list[Gutter]] = []
    cut = []
    for page, places, (left, right) in zip(pages, kept, bounds, strict=True):
        gutters: list[Gutter] = []
        cut.append(Cutter(page.words, body, (), gutters).regions(places, left, right))
        found.append(gutters)
    known = voted(found)
    if known:
        cut = [
            Cutter(page.words, body, known).regions(places, left, right)
            for page, places, (left, right) in zip(pages, kept, bounds, strict=True)
        ]
    return cut, known


def _text_area(words: Words, places: Sequence[int]) -> tuple[float, float] | None:
    """Where lines begin and end; of a scan's rows one in thirty may hold a speck outside."""
    if not places:
        return None
    rows = rows_of(words, places)
    spare = len(rows) // 30
    starts = sorted(float(words.x0[row[0]]) for row in rows)
    ends = sorted(float(words.x1[row].max()) for row in rows)
    return starts[spare], ends[-1 - spare]


def _usual(edges: Sequence[tuple[float, float] | None]) -> tuple[float, float] | None:
    seen = [edge for edge in edges if edge]
    return (median(edge[0] for edge in seen), median(edge[1] for edge in seen)) if len(seen) > 2 else None


def _bounds(edge: tuple[float, float] | None, usual: tuple[float, float] | None) -> tuple[float, float]:
    """The text area of a page; a page of few words (a title, a last line) has that of the others."""
    if edge is None:
        return usual or (0.0, 0.0)
    if usual is None or edge[0] < usual[0] - 6 or edge[1] > usual[1] + 6:
        return edge
    return min(edge[0], usual[0]), max(edge[1], usual[1])


def _mark_notes(lines: list[TextLine], page: PageRows, number: int, rows: set[int]) -> None:
    bases = {(round(float(page.words.base[p]), 2), round(float(page.words.x0[p]), 2)) for p in rows}
    place = len(lines) - 1
    while place >= 0 and lines[place].page == number:
        line = lines[place]
        if line.kind == "text" and (round(line.base, 2), round(line.x0, 2)) in bases:
            line.kind = "note"
        place -= 1


def _side_lines(words: Words, places: Sequence[int], page: int, number: int, mirrored: bool) -> list[TextLine]:
    if not places:
        return []
    middle = float(words.x0.min() + words.x1.max()) / 2
    lines = []
    for group in ([p for p in places if words.x0[p] < middle], [p for p in places if words.x0[p] >= middle]):
        if group:
            left, right = min(float(words.x0[p]) for p in group), max(float(words.x1[p]) for p in group)
            region = Region(rows_of(words, group), left, right, "S")
            lines += lines_of(words, region, page, number, mirrored, ())
    for line in lines:
        line.kind = "side-note"
    return lines


def _shown(block: Block, frames: Sequence[Frame], mirrored: bool) -> Block:
    """The block with its boxes in the page as people see it."""
    lines = []
    for line in block.lines:
        box, frame = line.box, frames[line.box.page - 1]
        x0, x1 = (frame.width - box.x1, frame.width - box.x0) if mirrored else (box.x0, box.x1)
        shown = frame.shown((x0, box.y0, x1, box.y1))
        lines.append(Line(line.start, Box(box.page, *(round(float(value), 1) for value in shown))))
    return replace(block, lines=tuple(lines))
