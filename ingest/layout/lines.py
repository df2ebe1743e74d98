"""Lines: the words of a row as text in logical order, with what the eye sees of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from ingest.layout import right_to_left
from ingest.layout.columns import Region
from ingest.layout.rows import Row
from ingest.layout.words import Words

_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARKER = re.compile(r"[(\[]?(?:\d{1,3}|\*{1,3}|[a-z]|[†‡])[)\]]?")

_SEAM, _OVERLAP = 0.06, 0.15
"""Shares of the type size by which two pieces of one word stand apart or overlap."""


@dataclass(slots=True)
class TextLine:
    """One line. `left` and `right` bound its column; `first_word` is the width of its first word in points;
    `marks` are the note marks taken out of its text.

    `kind` is text, note, side-note or table; `region` numbers the document's regions; `stream` its language column.
    """

    text: str
    page: int
    x0: float
    x1: float
    y0: float
    y1: float
    base: float
    size: float
    bold: bool
    left: float
    right: float
    region: int
    path: str
    first_word: float
    kind: str = "text"
    stream: int = 0
    table: int = -1
    marks: tuple[str, ...] = ()

    @property
    def centred(self) -> bool:
        """Whether it stands in the middle of its column, free on both sides."""
        width = self.right - self.left
        before, after = self.x0 - self.left, self.right - self.x1
        return before > 0.05 * width and after > 0.05 * width and abs(before - after) < 0.12 * width

    @property
    def room(self) -> float:
        """Points left free after the line in its column."""
        return self.right - self.x1

    @property
    def indent(self) -> float:
        """Points from the column's edge."""
        return self.x0 - self.left


def lines_of(
    words: Words, region: Region, page: int, number: int, mirrored: bool, marks: Collection[str], typed: bool = False
) -> list[TextLine]:
    """The region's lines from the top down; tables stand alone. `typed` as in `PageWords`."""
    lines = []
    for row in region.rows:
        held: Row = []
        for place in row:
            if words.table[place] < 0:
                held.append(place)
                continue
            if held:
                lines.append(_line(words, held, region, page, number, mirrored, marks, typed))
                held = []
            table = _line(words, [place], region, page, number, False, ())
            table.kind, table.table = "table", int(words.table[place])
            lines.append(table)
        if held:
            lines.append(_line(words, held, region, page, number, mirrored, marks, typed))
    return lines


def _drawn_apart(words: Words, before: int, place: int) -> bool:
    """Whether a piece of a word was drawn elsewhere in the file, as letters are that come from another font."""
    if before < 0 or place == before + 1 or words.raised[place] or words.raised[before]:
        return False
    gap = float(words.x0[place] - words.x1[before])
    return bool(-_OVERLAP * words.size[place] < gap < _SEAM * words.size[place])


def _line(
    words: Words, row: Row, region: Region, page: int, number: int, mirrored: bool, marks: Collection[str],
    typed: bool = False,
) -> TextLine:  # fmt: skip
    said = "".join(words.text[place] for place in row)
    # A row of figures and signs alone ("5." of a Hebrew section) goes the way of the page.
    from_right = mirrored and (right_to_left.share(said) > 0.3 or not any(map(str.isalpha, said)))
    order = right_to_left.reading_order(words, row) if from_right else row[::-1] if mirrored else row
    text, taken = "", []
    flat = [place for place in row if not words.raised[place]] or row
    for before, place in zip([-1, *order], order, strict=False):
        word = words.text[place]
        if from_right:
            word = right_to_left.settled(word) if typed else right_to_left.typed(word)
        if words.raised[place] and text:
            bare = word.strip("()[]")
            if _MARKER.fullmatch(word) and bare in marks:
                taken.append(bare)
                continue
            if word.isdecimal() and word.isascii():
                word = word.translate(_HIGH)
        if from_right and before >= 0:
            glued = right_to_left.touches(words, before, place)
        else:
            glued = bool(words.glued[place]) or _drawn_apart(words, before, place)
        text += word if glued or not text else " " + word
    if mirrored:
        text = re.sub(r"\s+(?=[\u064b-\u0652\u0670])", "", text)
    sizes = sorted(float(words.size[place]) for place in flat)
    letters = sum(len(words.text[place]) for place in row)
    bold = sum(len(words.text[place]) for place in row if words.bold[place])
    return TextLine(
        text, page, min(float(words.x0[p]) for p in row), max(float(words.x1[p]) for p in row),
        min(float(words.y0[p]) for p in row), max(float(words.y1[p]) for p in row), float(words.base[flat[0]]),
        sizes[len(sizes) // 2], bold > 0.7 * letters, region.left, region.right, number, region.path,
        float(words.x1[order[0]] - words.x0[order[0]]), marks=tuple(taken),
    )  # fmt: skip
