"""The learned theme model: weights of features per theme, and how scores become at most three themes."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kb import resources

if TYPE_CHECKING:
    import numpy

MOST = 3
"""Themes of one provision, as the annotation guide has it."""


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """Weights learned by `ingest.training.themes`: a row a feature, a column a theme; the last row is the bias."""

    themes: tuple[str, ...]
    rows: Mapping[str, int]
    weights: numpy.ndarray[Any, Any]
    first: float
    """Score that the best theme needs to be given at all."""
    further: float
    """Score that a second or third theme needs."""
    version: str

    def scores(self, provisions: Sequence[Mapping[str, float]]) -> numpy.ndarray[Any, Any]:
        """A row a provision, a column a theme, each between 0 and 1."""
        import numpy

        found = numpy.tile(self.weights[-1], (len(provisions), 1))
        for place, features in enumerate(provisions):
            known = [(self.rows[name], value) for name, value in features.items() if name in self.rows]
            if known:
                indices, values = zip(*known, strict=True)
                found[place] += numpy.array(values) @ self.weights[list(indices)]
        return numpy.asarray(1.0 / (1.0 + numpy.exp(-found)))

    def choose(self, scores: numpy.ndarray[Any, Any]) -> list[tuple[int, float]]:
        """(column, score) of the themes to give to one provision, best first; none for a purely formal one."""
        ranked = sorted(enumerate(scores.tolist()), key=lambda item: -item[1])[:MOST]
        return [
            (column, score)
            for rank, (column, score) in enumerate(ranked)
            if score >= (self.first if rank == 0 else self.further)
        ]


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
            first=float(file["first"]),
            further=float(file["further"]),
            version=str(file["version"]),
        )
