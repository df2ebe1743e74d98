"""Learn how sure an answer is, from the signs of answers whose truth is known on laws that were left out."""

from __future__ import annotations

import functools
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy

from ingest.tag.answer_judge import CHOICES, DEPTH, LEAST, Judge, Trees, part_of
from ingest.tag.answer_model import Candidate, Read, Ready, Words, grouped, signs_of_read
from ingest.tag.answer_signs import Scores
from kb import resources

STRENGTH = 0.15
OWN, OWN_SLOPE, KIND = 0.7, 0.5, 0.5
"""How freely a question's constant, its slopes, and the weights of its kind of answer leave those of all questions."""
SLOPES = (0, 4, 8, 16)
"""Signs whose weight may differ from question to question."""
ROUNDS, TIMES, MANY = 120, 3, 10_000
"""Decision trees that are grown one upon the other (half as many on few rows), how many times over, and what many rows
are."""
SHORTEST = 6
"""Letters of a text that may stand inside another as the same answer."""


@dataclass(frozen=True, slots=True)
class Known:
    """A law with scores by weights that saw nothing of it, what it shows by them, and people's answers."""

    slug: str
    scores: Scores
    shown: Ready
    words: Sequence[Words]
    answers: Mapping[str, Any]


class Row(NamedTuple):
    """A value that a law may have: its question, its signs, whether people gave it."""

    question: str
    signs: Any
    right: bool


def same(given: Any, wanted: Any) -> bool:
    """Whether an answer counts as right: numbers within 2 %, half of a list, a name inside the other."""
    if wanted is None:
        return False
    if isinstance(given, bool) or isinstance(wanted, bool):
        return given is wanted
    if isinstance(given, (int, float)) and isinstance(wanted, (int, float)):
        return abs(given - wanted) <= 0.02 * max(1.0, abs(wanted))
    if isinstance(wanted, list):
        one, other = set(map(str, given if isinstance(given, list) else [given])), set(map(str, wanted))
        return bool(other) and len(one & other) / len(one | other) >= 0.5
    first, second = _letters(given), _letters(wanted)
    return first == second or (
        min(len(first), len(second)) >= SHORTEST and (first in second or second in first) and given not in _listed()
    )


def _letters(value: Any) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", str(value)).casefold() if sign.isalnum())


@functools.cache
def _listed() -> frozenset[str]:
    """The values of lists: one inside another ("ministry") is not the same answer."""
    return frozenset(value for question in resources.questions().values() for value in question.values)


def judge_of(columns: tuple[tuple[str, str], ...], rows: Sequence[Known]) -> Judge:
    """The judge that these laws teach; it knows no chances yet, which laws left out by it tell."""
    usual = _usual(columns, rows)
    blank = Judge({}, {}, {}, usual)
    found: dict[str, list[Row]] = defaultdict(list)
    for name, values in grouped(columns).items():
        question = resources.questions()[name]
        for law in rows:
            wanted = law.answers.get(name)
            if question.answer_type in CHOICES:
                items = [value for value in values if value]
                signs = law.shown.signs[name]
                given = [json.dumps(item) for item in (wanted if isinstance(wanted, list) else [wanted])]
                found[part_of(name)] += [Row(name, one, item in given) for item, one in zip(items, signs, strict=True)]
            else:
                read = law.shown.read[name]
                if read:
                    # The law's own answer does not count as usual: it would give itself away.
                    others = replace(blank, usual={name: _without(usual.get(name, {}), read, wanted)})
                    signs = signs_of_read(question, values[""], others, law.scores, law.shown.common, read)
                    found[part_of(name)] += [
                        Row(name, one, same(value, wanted)) for value, one in zip(read, signs, strict=True)
                    ]
    weights: dict[str, Any] = {}
    for some in found.values():
        weights |= _weights(some)
    return Judge(weights, {part: _trees(some) for part, some in found.items()}, {}, usual)


def _trees(rows: Sequence[Row]) -> Trees:
    """Boosted decision trees, grown several times with other dice: what they say together is steadier."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    signs, right = numpy.array([row.signs for row in rows]), numpy.array([row.right for row in rows])
    rounds = ROUNDS if len(rows) > MANY else ROUNDS // 2
    grown, constant = [], 0.0
    for dice in range(TIMES):
        model = HistGradientBoostingClassifier(
            max_iter=rounds, learning_rate=0.05, max_depth=DEPTH, max_leaf_nodes=2**DEPTH, min_samples_leaf=20,
            l2_regularization=5.0, max_features=0.3, early_stopping=False, random_state=dice,
        ).fit(signs, right)  # fmt: skip
        # The library has no public way to the nodes of these trees.
        grown += [stage[0].nodes for stage in model._predictors]
        constant += float(model._baseline_prediction[0, 0]) / TIMES
    inner = 2**DEPTH - 1
    found = Trees(
        numpy.zeros((len(grown), inner), dtype=numpy.int16), numpy.full((len(grown), inner), numpy.inf),
        numpy.zeros((len(grown), 2**DEPTH)), constant,
    )  # fmt: skip
    for place, nodes in enumerate(grown):
        _copy(found, place, nodes, 0, 0)
    return found


def _copy(trees: Trees, place: int, nodes: Any, node: int, target: int) -> None:
    """Copy a node and what hangs on it; a leaf high up stands for all below it, since its limits are infinite."""
    inner = 2**DEPTH - 1
    one = nodes[node]
    if one["is_leaf"]:
        below = [target]
        while below[0] < inner:
            below = [child for at in below for child in (2 * at + 1, 2 * at + 2)]
        trees.leaves[place, [at - inner for at in below]] = one["value"] / TIMES
        return
    trees.signs[place, target], trees.limits[place, target] = one["feature_idx"], one["num_threshold"]
    _copy(trees, place, nodes, one["left"], 2 * target + 1)
    _copy(trees, place, nodes, one["right"], 2 * target + 2)


def _usual(columns: tuple[tuple[str, str], ...], rows: Sequence[Known]) -> dict[str, Counter[float]]:
    """How often each number was answered, and each kind of body named."""
    found: dict[str, Counter[float]] = defaultdict(Counter)
    for name in grouped(columns):
        question = resources.questions()[name]
        for law in rows:
            wanted = law.answers.get(name)
            if wanted is None or question.answer_type in CHOICES:
                continue
            if isinstance(wanted, (int, float)):
                found[name][float(wanted)] += 1
            elif question.answer_type == "text":
                for code in _codes(law.shown.read[name], wanted):
                    found[name][code] += 1
    return dict(found)


def _codes(read: Mapping[Any, Read], wanted: Any) -> set[float]:
    return {one.code for value, one in read.items() if same(value, wanted)}


def _without(usual: Mapping[float, int], read: Mapping[Any, Read], wanted: Any) -> Mapping[float, int]:
    found = Counter(usual)
    own = {float(wanted)} if isinstance(wanted, (int, float)) else _codes(read, wanted)
    found.subtract({code: 1 for code in own if found[code]})
    return found


def _weights(rows: Sequence[Row]) -> dict[str, Any]:
    """Question → weights of its signs and a constant: one regression for all, from which each may differ somewhat."""
    from scipy import sparse  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression

    signs = numpy.array([row.signs for row in rows])
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    plain = (signs - mean) / spread
    questions = sorted({row.question for row in rows})
    kinds = sorted({_kind(name) for name in questions})
    own = numpy.array([questions.index(row.question) for row in rows])
    kind = numpy.array([kinds.index(_kind(row.question)) for row in rows])
    places = numpy.arange(len(rows))

    def spaced(values: Any, scale: float) -> Any:
        return scale * sparse.csr_matrix((values, (places, own)), shape=(len(rows), len(questions)))

    blocks = [plain, spaced(numpy.ones(len(rows)), OWN), *(spaced(plain[:, sign], OWN_SLOPE) for sign in SLOPES)]
    blocks += [KIND * sparse.csr_matrix(plain * (kind == place).reshape(-1, 1)) for place in range(len(kinds))]
    right = numpy.array([row.right for row in rows])
    model = LogisticRegression(C=STRENGTH, max_iter=400).fit(sparse.hstack(blocks).tocsr(), right)
    coefficients = model.coef_[0]
    width, count = plain.shape[1], len(questions)
    found = {}
    for place, name in enumerate(questions):
        first = width + count * (1 + len(SLOPES)) + width * kinds.index(_kind(name))
        weights = coefficients[:width] + KIND * coefficients[first : first + width]
        for number, sign in enumerate(SLOPES):
            weights[sign] += OWN_SLOPE * coefficients[width + count * (1 + number) + place]
        constant = float(model.intercept_[0]) + OWN * coefficients[width + place]
        found[name] = numpy.append(weights / spread, constant - (weights * mean / spread).sum())
    return found


def _kind(name: str) -> str:
    question = resources.questions()[name]
    return question.answer_type + question.unit


def chances_of(made: Sequence[tuple[Candidate, bool]]) -> dict[str, tuple[float, float]]:
    """Question → constant and slope of the chance that the value chosen is right, the same for each kind of answer,
    from candidates of laws that were left out and whether they are."""
    from sklearn.linear_model import LogisticRegression

    kinds = {name: question.answer_type for name, question in resources.questions().items()}
    pairs: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for found, right in made:
        inside = min(1 - LEAST, max(LEAST, found.sure))
        pairs[kinds[found.question]].append((float(numpy.log(inside / (1 - inside))), right))
    fitted = {}
    for kind, some in pairs.items():
        truth = numpy.array([right for _, right in some])
        if truth.any() and not truth.all():
            model = LogisticRegression(C=10.0).fit(numpy.array([[sure] for sure, _ in some]), truth)
            fitted[kind] = float(model.intercept_[0]), float(model.coef_[0, 0])
    return {name: fitted[kind] for name, kind in kinds.items() if kind in fitted}
