"""Boxes of a provision: its lines joined, one box a column and page."""

from __future__ import annotations

from collections.abc import Iterable

from kb.model.layout import Box, Line


def merged(lines: Iterable[Line]) -> tuple[Box, ...]:
    """The rectangles that hold the lines, in reading order; a new one begins with each column and each page."""
    boxes: list[Box] = []
    for line in lines:
        box = line.box
        last = boxes[-1] if boxes else None
        if last is not None and last.page == box.page and _same_column(last, box):
            boxes[-1] = Box(
                box.page, min(last.x0, box.x0), min(last.y0, box.y0), max(last.x1, box.x1), max(last.y1, box.y1)
            )
        else:
            boxes.append(box)
    return tuple(boxes)


def _same_column(above: Box, below: Box) -> bool:
    shared = min(above.x1, below.x1) - max(above.x0, below.x0)
    narrower = min(above.x1 - above.x0, below.x1 - below.x0)
    return shared >= 0.3 * max(narrower, 1.0) and below.y1 >= above.y0
