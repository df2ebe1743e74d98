"""What the two training scripts share: sparse matrices of named features, folds of whole laws, regression."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy

FOLDS = 5


def vocabulary(rows: Sequence[Mapping[str, float]], laws: Sequence[str], least: int) -> list[str]:
    """The features met in at least so many laws, in order of name."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for row, law in zip(rows, laws, strict=True):
        for name in row:
            seen[name].add(law)
    return sorted(name for name, found in seen.items() if len(found) >= least)


def matrix(rows: Iterable[Mapping[str, float]], names: Sequence[str]) -> Any:
    """The rows as a sparse matrix, a column a name; features of other names are left out."""
    from scipy import sparse  # type: ignore[import-untyped]

    places = {name: place for place, name in enumerate(names)}
    data: list[float] = []
    indices: list[int] = []
    ends = [0]
    for row in rows:
        for name, value in row.items():
            if name in places:
                indices.append(places[name])
                data.append(value)
        ends.append(len(indices))
    return sparse.csr_matrix((data, indices, ends), shape=(len(ends) - 1, len(names)), dtype=numpy.float32)


def rarity(features: Any, names: Sequence[str]) -> Any:
    """How much each column counts: what is met in few rows more; signs of place and kind as they are."""
    met = numpy.maximum(1, numpy.asarray((features != 0).sum(axis=0)).ravel())
    found = numpy.log(features.shape[0] / met) / 4
    words = numpy.array([len(name.split(":", 1)[0]) == 1 for name in names])
    return numpy.where(words, found, 1.0).astype(numpy.float32)


def products(features: Any, often: int = 250) -> Any:
    """The product of each row with each: columns met often as a dense matrix, which is faster, the others sparse."""
    met = numpy.asarray((features != 0).sum(axis=0)).ravel()
    dense = features[:, met > often].toarray()
    rare = features[:, met <= often]
    return (dense @ dense.T + (rare @ rare.T).toarray()).astype(numpy.float32)


def folds(laws: Sequence[str], count: int = FOLDS) -> Any:
    """The fold of each row: all rows of a law in the same one, laws dealt out at random but always alike."""
    names = sorted(set(laws))
    dealt = {
        names[place]: turn % count for turn, place in enumerate(numpy.random.RandomState(1).permutation(len(names)))
    }
    return numpy.array([dealt[law] for law in laws])


def runs_of(stems: Sequence[str], length: int = 8) -> frozenset[int]:
    """A quarter of the runs of so many words of a text, as numbers: enough to see which laws share their words."""
    runs = zip(*(stems[start:] for start in range(length)), strict=False)
    numbers = (crc32(" ".join(run).encode()) for run in runs)
    return frozenset(number for number in numbers if number % 4 == 0)


def alike(texts: Mapping[str, set[int]], least: float = 0.3) -> dict[str, str]:
    """Law → the first law whose words it shares: versions and files of the same law are learned from together.

    `texts` holds the runs of words of each law as numbers; `least` is the share of the smaller law's.
    """
    found = {name: name for name in sorted(texts)}
    names = list(found)

    def root(name: str) -> str:
        while found[name] != name:
            name = found[name]
        return name

    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            common = len(texts[one] & texts[other])
            if common and common >= least * min(len(texts[one]), len(texts[other])):
                found[root(other)] = root(one)
    return {name: root(name) for name in names}


@dataclass(frozen=True, slots=True)
class Ridge:
    """Ridge regression of many columns at once, solved on the rows; any group of rows can be left out afterwards.

    `solver` is the inverse of the rows' products with the penalty on its diagonal, `dual` its product with what is
    wanted, less the mean.
    """

    solver: Any
    dual: Any
    mean: Any

    def without(self, rows: Any) -> Any:
        """The dual as it would be had these rows not been learned from; 0 in those rows."""
        block = self.solver[numpy.ix_(rows, rows)]
        found = self.dual - self.solver[:, rows] @ numpy.linalg.solve(block, self.dual[rows])
        found[rows] = 0
        return found


def ridge(products: Any, wanted: Any, weights: Any, strength: float) -> Ridge:
    """Learn from rows whose products with each other are given; a row of half the weight counts half."""
    from scipy.linalg import lapack  # type: ignore[import-untyped]

    square = products.copy()
    square[numpy.diag_indices(len(square))] += strength / weights
    factor, _ = lapack.spotrf(square, lower=1, overwrite_a=1)
    lower, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    solver = numpy.tril(lower) + numpy.tril(lower, -1).T
    mean = numpy.average(wanted, axis=0, weights=weights)
    return Ridge(solver, solver @ (wanted - mean), mean)
