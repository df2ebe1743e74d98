"""Words: glyphs of a page put together by what lies between them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy

from ingest.layout import script_order

GAP = 0.28
"""Share of the type size that parts two words: letter-spaced gazette titles stay under it, narrow word spaces over."""
_GUESSED_GAP = 0.1
"""The same where the reader of the file has guessed a space between glyphs that it holds without one."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The glyphs of a page in content order. `types` gives (size, bold) arrays for a list of glyph places.

    `guessed` marks blanks that the file does not hold: its reader has put them where glyphs stand apart.
    """

    codes: Any
    x0: Any
    x1: Any
    y0: Any
    y1: Any
    base: Any
    printed: Any
    visible: Any
    guessed: Any
    types: Callable[[list[int]], tuple[Any, Any]]

    @classmethod
    def none(cls) -> Glyphs:
        """No glyph at all."""
        nothing, never = numpy.zeros(0), numpy.zeros(0, bool)
        return cls(
            numpy.zeros(0, numpy.uint32),
            nothing,
            nothing,
            nothing,
            nothing,
            nothing,
            never,
            never,
            never,
            lambda _: (nothing, never),
        )


@dataclass(frozen=True, slots=True)
class Strokes:
    """Bounds of the lines and rectangles drawn on a page."""

    x0: Any
    y0: Any
    x1: Any
    y1: Any

    @classmethod
    def none(cls) -> Strokes:
        """No stroke at all."""
        nothing = numpy.zeros(0)
        return cls(nothing, nothing, nothing, nothing)


@dataclass(slots=True)
class Words:
    """The words of a page, a row of arrays each; y grows downwards, `base` is the baseline.

    `raised` marks superscripts, `glued` words that touch the one before, `table` the number of a table that stands
    for its words (-1 elsewhere).
    """

    text: list[str]
    x0: Any
    x1: Any
    y0: Any
    y1: Any
    base: Any
    size: Any
    bold: Any
    raised: Any
    glued: Any
    table: Any

    def __len__(self) -> int:
        return len(self.text)

    def taken(self, places: Any) -> Words:
        """Only the words at these places."""
        chosen = [self.text[place] for place in numpy.arange(len(self))[places]]
        return Words(chosen, *(getattr(self, name)[places] for name in _COLUMNS))

    def with_more(self, other: Words) -> Words:
        """These words and the others after them."""
        return Words(
            self.text + other.text, *(numpy.concatenate([getattr(self, n), getattr(other, n)]) for n in _COLUMNS)
        )

    def mirrored(self, width: float) -> Words:
        """The words with left and right exchanged: a page written from the right is then read from the left."""
        changed = {name: getattr(self, name) for name in _COLUMNS}
        changed["x0"], changed["x1"] = width - self.x1, width - self.x0
        return Words(self.text, **changed)


_COLUMNS = ("x0", "x1", "y0", "y1", "base", "size", "bold", "raised", "glued", "table")


def words_of(glyphs: Glyphs) -> Words:
    """The words of a page in content order, in NFC."""
    kept = numpy.flatnonzero(glyphs.printed & glyphs.visible)
    if not len(kept):
        nothing, never = numpy.zeros(0), numpy.zeros(0, bool)
        return Words([], nothing, nothing, nothing, nothing, nothing, nothing, never, never, never, numpy.zeros(0, int))
    x0, x1, y0, y1, base = (
        numpy.asarray(a, float)[kept] for a in (glyphs.x0, glyphs.x1, glyphs.y0, glyphs.y1, glyphs.base)
    )
    size = (y1 - y0) / 1.12
    larger = numpy.maximum(size[1:], size[:-1])
    ahead, behind = x0[1:] - x1[:-1], x0[:-1] - x1[1:]
    spaced = numpy.diff(numpy.cumsum(~glyphs.printed & ~glyphs.guessed)[kept], prepend=0) > 0
    least = _GUESSED_GAP * larger
    guessed = numpy.diff(numpy.cumsum(glyphs.guessed)[kept], prepend=0) > 0
    spaced[1:] |= guessed[1:] & ((ahead > least) | (behind > least))
    down = base[1:] - base[:-1]
    far = (ahead > GAP * larger) | (behind > GAP * larger)
    raised = (size[1:] < 0.8 * size[:-1]) & (down < -0.12 * size[:-1]) & (down > -0.9 * size[:-1]) & (ahead < size[:-1])
    lowered = (size[:-1] < 0.8 * size[1:]) & (down > 0.12 * size[1:]) & (down < 0.9 * size[1:])
    other_line = (numpy.abs(down) > 0.5 * larger) & ~raised & ~lowered
    breaks = far | other_line | raised | lowered | spaced[1:]
    start = numpy.flatnonzero(numpy.concatenate([[True], breaks]))
    first = start[1:] - 1
    glued = numpy.concatenate([[False], ~(far | other_line | spaced[1:])[first]])
    high = numpy.concatenate([[False], raised[first]])
    # A note's figure opens its line: nothing stands before it, and the word after it comes down.
    opens = numpy.concatenate([lowered[first], [False]]) & ~high & (numpy.diff(numpy.append(start, len(kept))) <= 3)
    codes = numpy.where((glyphs.codes == 2) | (glyphs.codes == 0xFFFE), 0x2D, glyphs.codes)[kept]
    written = codes.astype("<u4").tobytes().decode("utf-32-le", "replace")
    ends = [*start[1:].tolist(), len(kept)]
    text = [written[a:b] for a, b in zip(start.tolist(), ends, strict=True)]
    if not written.isascii():
        if script_order.present(codes):
            text = [
                word if word.isascii() else script_order.in_order(word, x0[a:b], x1[a:b])
                for word, a, b in zip(text, start.tolist(), ends, strict=True)
            ]
        text = [word if word.isascii() else unicodedata.normalize("NFC", word) for word in text]
    sizes, bold = glyphs.types(kept[start].tolist())
    loose = size[start]
    # Type sizes of nothing or of a page's height are tricks of the producer; the glyph's own box tells then.
    sizes = numpy.where((sizes > 0.3 * loose) & (sizes < 3 * loose), sizes, loose)
    return Words(
        text, numpy.minimum.reduceat(x0, start), numpy.maximum.reduceat(x1, start), numpy.minimum.reduceat(y0, start),
        numpy.maximum.reduceat(y1, start), base[start], sizes, bold, high | opens, glued, numpy.full(len(start), -1),
    )  # fmt: skip
