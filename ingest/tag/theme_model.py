"""The learned theme model: weights of features per theme, and how scores become at most three themes."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from kb import resources

if TYPE_CHECKING:
    import numpy

    Matrix: TypeAlias = numpy.ndarray[Any, Any]

MOST = 3
"""Themes of one provision, as the annotation guide has it."""


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """Weights learned by `ingest.training.themes`: a row a feature, a column a theme; the last row is the bias."""

    themes: tuple[str, ...]
    rows: Mapping[str, int]
    weights: Matrix
    chance: tuple[float, float]
    """Constant and slope of the logistic function that makes a chance of being right from a sum of weights."""
    first: float
    """Score that the best theme needs to be given at all."""
    further: float
    """Score that a second or third theme needs."""
    version: str

    def scores(self, provisions: Sequence[Mapping[str, float]]) -> Matrix:
        """A row a provision, a column a theme, each between 0 and 1."""
        import numpy

        rows = self.rows
        found = numpy.tile(self.weights[-1], (len(provisions), 1))
        for place, features in enumerate(provisions):
            known = [(rows[name], value) for name, value in features.items() if name in rows]
            if known:
                indices, values = zip(*known, strict=True)
                found[place] += numpy.array(values, dtype=numpy.float32) @ self.weights[list(indices)]
        return chances(found, self.chance)

    def choose(self, scores: Matrix) -> list[tuple[int, float]]:
        """(column, score) of the themes to give to one provision, best first; none for a purely formal one."""
        ranked = sorted(enumerate(scores.tolist()), key=lambda item: -item[1])[:MOST]
        return [
            (column, score)
            for rank, (column, score) in enumerate(ranked)
            if score >= (self.first if rank == 0 else self.further)
        ]


def chances(sums: Matrix, chance: tuple[float, float]) -> Matrix:
    """The chance of each theme, from its sum of weights."""
    import numpy

    return numpy.asarray(1.0 / (1.0 + numpy.exp(-(chance[0] + chance[1] * sums))))


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
            chance=(float(file["chance"][0]), float(file["chance"][1])),
            first=float(file["first"]),
            further=float(file["further"]),
            version=str(file["version"]),
        )
