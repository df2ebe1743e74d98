"""Named features as numbers: where a learned model has them, and what its weights say of them together."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy

    Matrix: TypeAlias = numpy.ndarray[Any, Any]


class Known(NamedTuple):
    """The features of some rows that a model knows, one after the other: the row that each stands in, its place in the
    model, its value."""

    rows: Matrix
    places: Matrix
    values: Matrix


def known(rows: Sequence[Mapping[str, float]], places: Mapping[str, int]) -> Known:
    """The features that `places` holds, in the order of the rows."""
    import numpy

    sizes = numpy.fromiter(map(len, rows), dtype=numpy.int64, count=len(rows))
    total = int(sizes.sum())
    names = itertools.chain.from_iterable(rows)
    found = numpy.fromiter(map(places.get, names, itertools.repeat(-1)), dtype=numpy.int64, count=total)
    values = numpy.fromiter(itertools.chain.from_iterable(row.values() for row in rows), dtype=float, count=total)
    kept = found >= 0
    return Known(numpy.repeat(numpy.arange(len(rows)), sizes)[kept], found[kept], values[kept])


def unit(features: Known, weights: Matrix, count: int) -> Known:
    """The same with each value weighed, and each of the `count` rows brought to length 1."""
    import numpy

    values = features.values * weights[features.places]
    lengths = numpy.sqrt(numpy.bincount(features.rows, values * values, minlength=count))
    lengths[lengths == 0] = 1.0
    return features._replace(values=values / lengths[features.rows])


def add_sums(found: Matrix, features: Known, weights: Matrix) -> None:
    """Add to each row of `found` the weights of its features, each as often as its value says."""
    import numpy

    values = features.values.astype(numpy.float32)
    bounds = numpy.searchsorted(features.rows, numpy.arange(len(found) + 1)).tolist()
    for row, (first, last) in enumerate(itertools.pairwise(bounds)):
        if first < last:
            found[row] += values[first:last] @ weights[features.places[first:last]]
