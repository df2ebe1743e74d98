"""What the two training scripts share: sparse matrices of named features, folds of whole laws, regression."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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


def folds(laws: Sequence[str], count: int = FOLDS) -> Any:
    """The fold of each row: all rows of a law in the same one, laws dealt out at random but always alike."""
    names = sorted(set(laws))
    dealt = {
        names[place]: turn % count for turn, place in enumerate(numpy.random.RandomState(1).permutation(len(names)))
    }
    return numpy.array([dealt[law] for law in laws])


def separate(features: Any, wanted: Any, strength: float) -> Any:
    """Weights of one logistic regression a column, the bias as last row; a column met less than twice never speaks."""
    from sklearn.linear_model import LogisticRegression

    weights = numpy.zeros((features.shape[1] + 1, wanted.shape[1]), dtype=numpy.float32)
    weights[-1] = -6.0
    for column in range(wanted.shape[1]):
        if wanted[:, column].sum() >= 2:
            model = LogisticRegression(C=strength, solver="liblinear").fit(features, wanted[:, column])
            weights[:-1, column] = model.coef_[0]
            weights[-1, column] = model.intercept_[0]
    return weights


def together(features: Any, wanted: Any, strength: float, counts: Any, rounds: int = 30) -> Any:
    """The same for many columns at once, by L-BFGS; `counts` says how many rows each row stands for."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    turned = features.T.tocsr()
    rows, columns = features.shape[1] + 1, wanted.shape[1]
    heavy = counts.reshape(-1, 1).astype(numpy.float32)

    def loss(flat: Any) -> tuple[float, Any]:
        weights = flat.reshape(rows, columns).astype(numpy.float32)
        scores = features @ weights[:-1] + weights[-1]
        chances = 1 / (1 + numpy.exp(-scores))
        value = (heavy * (numpy.logaddexp(0, scores) - wanted * scores)).sum()
        value += (weights[:-1] ** 2).sum() / (2 * strength)
        slope = heavy * (chances - wanted)
        gradient = numpy.vstack([turned @ slope + weights[:-1] / strength, slope.sum(0)])
        return float(value), gradient.ravel().astype(numpy.float64)

    first = numpy.zeros((rows, columns))
    first[-1] = -3
    found = minimize(loss, first.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 8})
    return found.x.reshape(rows, columns).astype(numpy.float32)
