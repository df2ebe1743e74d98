"""The learned theme model: weights of features per theme, and how scores become at most three themes."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ingest.tag.weighing import add_sums, known
from kb import resources

if TYPE_CHECKING:
    import numpy

    Matrix: TypeAlias = numpy.ndarray[Any, Any]

SIGNS = 10
"""Signs of `signs`."""
FAR = (-3, -2, 2, 3)
"""Provisions whose mean counts beside the ones right before and after."""
MOST = 3
"""Themes of one provision, as the annotation guide has it."""


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """Weights learned by `ingest.training.themes`: a row a feature, a column a theme; the last row is the bias."""

    themes: tuple[str, ...]
    rows: Mapping[str, int]
    weights: Matrix
    judge: Matrix
    """How much each sign of `signs` counts for the chance of each theme; the last row is a constant."""
    first: float
    """Score that the best theme needs to be given at all."""
    further: float
    """Score that a second or third theme needs."""
    version: str

    def scores(self, provisions: Sequence[Mapping[str, float]]) -> Matrix:
        """A row a provision, a column a theme, each between 0 and 1."""
        import numpy

        found = numpy.tile(self.weights[-1], (len(provisions), 1))
        add_sums(found, known(provisions, self.rows), self.weights)
        return chances(signs(found), self.judge)

    def choose(self, scores: Matrix) -> list[tuple[int, float]]:
        """(column, score) of the themes to give to one provision, best first; none for a purely formal one."""
        ranked = sorted(enumerate(scores.tolist()), key=lambda item: -item[1])[:MOST]
        return [
            (column, score)
            for rank, (column, score) in enumerate(ranked)
            if score >= (self.first if rank == 0 else self.further)
        ]


def signs(sums: Matrix) -> Matrix:
    """What speaks for each theme of each provision of a law: (sign, provision, theme), from its sums of weights.

    Beside its own sum stand those of the provisions before and after, and of those a little further; the mean and the
    highest of the law, since a law speaks of few themes at length; the lead over the best other theme.
    """
    import numpy

    count = len(sums)
    if not count:
        return numpy.zeros((SIGNS, 0, sums.shape[1]))

    def moved(steps: int) -> Matrix:
        found = numpy.zeros_like(sums)
        if abs(steps) < count:
            found[max(0, -steps) : count - max(0, steps)] = sums[max(0, steps) : count + min(0, steps)]
        return found

    ranked = numpy.sort(sums, axis=1)
    others = numpy.where(sums >= ranked[:, -1:], ranked[:, -2:-1], ranked[:, -1:])
    whole = numpy.ones_like(sums)
    return numpy.stack(
        [
            sums, moved(-1), moved(1), sum(moved(steps) for steps in FAR) / len(FAR), whole * sums.mean(axis=0),
            whole * sums.max(axis=0), sums - others, others, numpy.sqrt(numpy.maximum(sums, 0)),
            (sums >= ranked[:, -1:]).astype(sums.dtype),
        ]
    )  # fmt: skip


def chances(seen: Matrix, judge: Matrix) -> Matrix:
    """The chance of each theme, a row a provision, from its signs and what they count."""
    import numpy

    return numpy.asarray(1.0 / (1.0 + numpy.exp(-(numpy.einsum("spt,st->pt", seen, judge[:-1]) + judge[-1]))))


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
            judge=file["judge"],
            first=float(file["first"]),
            further=float(file["further"]),
            version=str(file["version"]),
        )
