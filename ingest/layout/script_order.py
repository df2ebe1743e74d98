"""Letters written from the right, set in the order of reading where a PDF holds them in the order of the eye."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Any

_FIRST, _LAST = 0x0590, 0x08FF
_ALEFS = frozenset("اأإآٱ")
_SAME = 0.05
"""Points by which the boxes of letters of one ligature differ."""


def present(codes: Any) -> bool:
    """Whether any of the code points is of a script that is written from the right."""
    return bool(((codes >= _FIRST) & (codes <= _LAST)).any())


def in_order(word: str, x0: Any, x1: Any) -> str:
    """The word with its letters from the right as they are read; `x0` and `x1` are the edges of its glyphs.

    Browsers write some words glyph by glyph from the left. Ligatures of lam and alef come out turned where the reader
    of the file turns each letter of a word.
    """
    made: list[str] = []
    place = 0
    while place < len(word):
        end = place
        while end < len(word) and _belongs(word[end]):
            end += 1
        if end - place > 1:
            made.append(_run(word[place:end], x0[place:end].tolist(), x1[place:end].tolist()))
            place = end
        else:
            made.append(word[place])
            place += 1
    return "".join(made)


def _belongs(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in ("R", "AL", "NSM")


def _run(letters: str, x0: list[float], x1: list[float]) -> str:
    clusters: list[str] = []
    middles: list[float] = []
    for place, letter in enumerate(letters):
        same = place and abs(x0[place] - x0[place - 1]) < _SAME and abs(x1[place] - x1[place - 1]) < _SAME
        if same:
            clusters[-1] += letter
        else:
            clusters.append(letter)
            middles.append((x0[place] + x1[place]) / 2)
    steps = [after - before for before, after in pairwise(middles)]
    if sum(step > 0 for step in steps) > sum(step < 0 for step in steps):
        clusters.reverse()
    return "".join(
        cluster[::-1] if len(cluster) == 2 and cluster[0] in _ALEFS and cluster[1] == "ل" else cluster
        for cluster in clusters
    )
