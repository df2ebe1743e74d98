"""Did you mean: for a word that no text holds, the most frequent word of the index that is spelt nearly so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kb.search.analysis import WORD, fold
from kb.search.highlighting import nearly

BEGINNING = 2
"""Letters at the beginning that are taken to be right."""
LOOKED_AT = 2000
"""Words with the same beginning that are compared, the most frequent first."""
SHORTEST = 4
"""Letters of a word that is corrected."""

Beginning = Callable[[str, Sequence[str], int], Mapping[str, int]]
"""`Engine.beginning`."""


def nearest(text: str, unknown: Sequence[str], beginning: Beginning) -> str | None:
    """The query with its unknown words put right; None where nothing near is held."""
    better = {word: near for word in unknown if (near := _nearest(word, beginning)) is not None}
    changed = WORD.sub(lambda word: better.get(word[0], word[0]), text)
    return changed if changed != text else None


def _nearest(word: str, beginning: Beginning) -> str | None:
    plain = fold(word)
    if len(plain) < SHORTEST or not WORD.fullmatch(word):
        return None
    most = 1 if len(plain) < 8 else 2
    held = beginning(word.casefold()[:BEGINNING], (), LOOKED_AT)
    near = [
        (distance, -count, other)
        for other, count in held.items()
        if fold(other) != plain and (distance := _distance(plain, fold(other), most)) is not None
    ]
    return min(near)[2] if near else None


def _distance(one: str, other: str, most: int) -> int | None:
    return next((distance for distance in range(1, most + 1) if nearly(one, other, distance)), None)
