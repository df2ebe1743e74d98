"""The learned theme model: two passes over a law, and how their scores become at most three themes.

The first pass reads each provision by itself. The second reads those scores again beside the scores of the provisions
around it, of its division and of the whole law: an article among articles on grants is likely on grants.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from kb import resources
from kb.model.law import Provision

if TYPE_CHECKING:
    import numpy

    Matrix: TypeAlias = numpy.ndarray[Any, Any]

MOST = 3
"""Themes of one provision, as the annotation guide has it."""
SCALE = 4.0
"""Scores of the first pass, mostly between 0 and .5, are multiplied to weigh as much as the signs of place."""
KINDS = ("preamble", "additional", "transitional", "repealing", "final", "annex")


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """Weights learned by `ingest.training.themes`; a column a theme, the last row of each matrix the bias."""

    themes: tuple[str, ...]
    rows: Mapping[str, int]
    """Feature → row of `weights`."""
    weights: Matrix
    context: Matrix
    """Weights of the second pass, a row for each column of `surroundings`."""
    first: float
    """Score that the best theme needs to be given at all."""
    further: float
    """Score that a second or third theme needs."""
    version: str

    def alone(self, provisions: Sequence[Mapping[str, float]]) -> Matrix:
        """The first pass: a row a provision, a column a theme."""
        import numpy

        rows = self.rows
        found = numpy.tile(self.weights[-1], (len(provisions), 1))
        for place, features in enumerate(provisions):
            known = [(rows[name], value) for name, value in features.items() if name in rows]
            if known:
                indices, values = zip(*known, strict=True)
                found[place] += numpy.array(values, dtype=numpy.float32) @ self.weights[list(indices)]
        return found

    def scores(self, provisions: Sequence[Mapping[str, float]], places: Sequence[Provision]) -> Matrix:
        """Both passes over the provisions of one law: a row a provision, a column a theme, each between 0 and 1."""
        return chances(surroundings(self.alone(provisions), places), self.context)

    def choose(self, scores: Matrix) -> list[tuple[int, float]]:
        """(column, score) of the themes to give to one provision, best first; none for a purely formal one."""
        ranked = sorted(enumerate(scores.tolist()), key=lambda item: -item[1])[:MOST]
        return [
            (column, score)
            for rank, (column, score) in enumerate(ranked)
            if score >= (self.first if rank == 0 else self.further)
        ]


def chances(seen: Matrix, weights: Matrix) -> Matrix:
    """The second pass: logistic functions of what is seen around each provision."""
    import numpy

    return numpy.asarray(1.0 / (1.0 + numpy.exp(-(seen @ weights[:-1] + weights[-1]))))


def surroundings(scores: Matrix, places: Sequence[Provision]) -> Matrix:
    """What the second pass sees: the scores of a provision, of its neighbours, its division and its law, and its place.

    `scores` has a row for each of `places`, the provisions of one law in order.
    """
    import numpy

    scores = numpy.asarray(scores, dtype=numpy.float32) * SCALE
    count, themes = scores.shape
    padded = numpy.vstack([numpy.zeros((2, themes), dtype=numpy.float32), scores,
                           numpy.zeros((2, themes), dtype=numpy.float32)])  # fmt: skip
    before, after = padded[1 : count + 1], padded[3 : count + 3]
    further = (padded[:count] + padded[4:]) / 2
    whole = numpy.repeat(scores.mean(axis=0, keepdims=True), count, axis=0)
    members: dict[str | None, list[int]] = {}
    for row, place in enumerate(places):
        members.setdefault(place.parent, []).append(row)
    division = numpy.empty_like(scores)
    for rows in members.values():
        division[rows] = scores[rows].mean(axis=0)
    best = scores - numpy.sort(scores, axis=1)[:, [-1]]
    return numpy.hstack([scores, best, before, after, further, whole, division, _place(places)])


def _place(places: Sequence[Provision]) -> Matrix:
    """Kind, size and place of each provision in its law."""
    import numpy

    count = len(places)
    rows = [
        [
            *(float(place.type == kind) for kind in KINDS),
            math.log1p(len(place.text)) / 5,
            math.log1p(count) / 4,
            row / count,
            float(row == 0),
            float(row in (1, 2)),
            float(row >= count - 2),
            float(bool(place.heading)),
        ]
        for row, place in enumerate(places)
    ]
    return numpy.array(rows, dtype=numpy.float32)


@functools.cache
def load() -> ThemeModel:
    """The model of this installation; raises `NotFound` when `schemas/weights/themes.npz` is missing."""
    import numpy

    with numpy.load(resources.path_of("weights/themes.npz"), allow_pickle=False) as file:
        names = file["features"].tolist()
        return ThemeModel(
            themes=tuple(file["themes"].tolist()),
            rows={name: row for row, name in enumerate(names)},
            weights=file["weights"].astype(numpy.float32),
            context=file["context"].astype(numpy.float32),
            first=float(file["first"]),
            further=float(file["further"]),
            version=str(file["version"]),
        )
