"""Ornaments of type that part letters from their words: spaced-out headings and large initials over several lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy

from ingest.layout.words import Words

_RUN, _LETTERS = 5, 3
"""Signs one by one from which a line is spaced out, and how many of them must be letters: a table's figures are
none."""
_LARGE = 1.7
"""Times the body's size from which a letter that reaches over several lines is an initial."""
_ALONE = frozenset("AEIOUYÀÉÓΑΕΗΟΩИАОУВКС")
"""Letters that are a word by themselves in some language: "A cooperative", "É vedado", "И задруга"."""


def close_up(words: Words) -> Words:
    """The words, those set letter by letter put together: "Ч л а н  1" is one heading and not five words."""
    runs = _runs(words)
    if not runs:
        return words
    joined: dict[int, int] = {}
    for first, last in runs:
        gaps = words.x0[first + 1 : last] - words.x1[first : last - 1]
        tight, size = float(numpy.percentile(gaps, 30)), float(words.size[first])
        head = first
        for place, gap in enumerate(gaps.tolist(), first + 1):
            if gap > max(1.55 * tight, tight + 0.12 * size):
                head = place
            else:
                joined[place] = head
    text, x0, x1 = list(words.text), words.x0.copy(), words.x1.copy()
    for place, head in joined.items():
        text[head] += text[place]
        x1[head] = max(x1[head], x1[place])
    kept = numpy.array([place not in joined for place in range(len(words))])
    return replace(words, text=text, x0=x0, x1=x1).taken(kept)


def _runs(words: Words) -> list[tuple[int, int]]:
    """(first, after the last) of runs of single signs side by side on one line."""
    count = len(words)
    if count < _RUN:
        return []
    single = numpy.array([len(word) == 1 for word in words.text])
    if single.sum() < _RUN:
        return []
    size, gap = words.size[1:], words.x0[1:] - words.x1[:-1]
    level = (numpy.abs(words.base[1:] - words.base[:-1]) < 0.1 * size) & (
        numpy.abs(size - words.size[:-1]) < 0.1 * size
    )
    near = single[1:] & single[:-1] & level & (gap > 0) & (gap < 1.6 * size)
    runs, first = [], None
    for place, together in enumerate([*near.tolist(), False]):
        if together and first is None:
            first = place
        elif not together and first is not None:
            letters = sum(words.text[p].isalpha() for p in range(first, place + 1))
            if place + 1 - first >= _RUN and letters >= max(_LETTERS, 0.4 * (place + 1 - first)):
                runs.append((first, place + 1))
            first = None
    return runs


def bring_down(words: Words, body: float) -> Words:
    """The words, each large initial set on the line that it opens and joined to the rest of its word."""
    large = [p for p in numpy.flatnonzero(words.size >= _LARGE * body).tolist() if _is_initial(words.text[p])]
    if not large:
        return words
    x0, base, size, glued = words.x0.copy(), words.base.copy(), words.size.copy(), words.glued.copy()
    known = Counter(map(_bare, words.text))
    for cap in large:
        firsts = _beside(words, cap, body)
        if not firsts or base[cap] - base[firsts[0]] < 0.3 * body:
            continue
        top = firsts[0]
        base[cap], size[cap] = base[top], size[top]
        glued[top] = _goes_on(words.text[cap], words.text[top], known)
        for first in firsts[1:]:
            x0[first] = words.x0[cap]
    return replace(words, x0=x0, base=base, size=size, glued=glued)


def _is_initial(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) == 1 and letters[0].isupper() and len(text) <= 3


def _beside(words: Words, cap: int, body: float) -> Sequence[int]:
    """The first word of each line that the initial stands before, from the top down."""
    top, foot = words.base[cap] - 0.8 * words.size[cap], words.base[cap] + 0.5 * body
    near = (words.size < 1.4 * body) & (words.base > top + 0.3 * body) & (words.base < foot)
    near &= (words.x0 > words.x1[cap] - 0.3 * body) & (words.x0 < words.x1[cap] + 1.5 * body)
    places: Any = numpy.flatnonzero(near)
    firsts: list[int] = []
    for place in sorted(places.tolist(), key=lambda p: (float(words.base[p]), float(words.x0[p]))):
        if not firsts or words.base[place] - words.base[firsts[-1]] > 0.5 * body:
            firsts.append(place)
    steps = [float(words.base[b] - words.base[a]) for a, b in pairwise(firsts)]
    return firsts if all(step < 2 * body for step in steps) else []


def _bare(word: str) -> str:
    return word.strip(".,;:()«»“”\"'’").lower()


def _goes_on(initial: str, rest: str, known: Counter[str]) -> bool:
    """Whether the word goes on after its initial: "S" and "ont", not "A" and "cooperative"."""
    letter = initial.strip("«“\"'‘ ")
    if len(letter) != 1 or not (rest[:1].isalpha() or rest[:1] in "'’"):
        return False
    if rest[:1] in "'’":
        return True
    bare = _bare(rest)
    return letter not in _ALONE or known[letter.lower() + bare] > 0 or known[bare] < 2
