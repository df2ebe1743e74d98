"""The learned answer model: how much each sentence speaks for each answer, and when an answer is sure enough."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ingest.tag.answer_values import value_in
from kb import resources
from kb.model.vocabulary import Question

if TYPE_CHECKING:
    import numpy

    Matrix: TypeAlias = numpy.ndarray[Any, Any]

ITEM = -1.5
"""Score from which an item belongs to the list that answers a question of several values."""
LOWEST = -6.0
"""Score below which it does not matter how low."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a law may answer: the best value, the row of the sentence that speaks for it, and three scores.

    `evidence` is how much the best sentence speaks of the question at all, `score` how much for this value, `margin`
    how far the next value is behind.
    """

    question: str
    value: Any
    row: int
    evidence: float
    score: float
    margin: float


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """Weights learned by `ingest.training.answers`: a row a feature (the last one the bias), a column an answer."""

    columns: tuple[tuple[str, str], ...]
    """(question, value as JSON); an empty value stands for the question as such, "#" for the value to be read."""
    rows: Mapping[str, int]
    weights: Matrix
    confidence: Mapping[str, tuple[float, float]]
    """Question → constant and weight of the score in its confidence."""
    common: tuple[float, ...]
    """Constant and weights of score, margin, evidence and of the lesser of score and margin, for all questions."""
    threshold: float
    version: str

    def weigh(self, features: Mapping[str, float]) -> Matrix:
        """The sum of the weights of these features, a number an answer; the bias is not in it."""
        import numpy

        names = [name for name in features if name in self.rows]
        values = numpy.array([features[name] for name in names], dtype=numpy.float32)
        return numpy.asarray(values @ self.weights[[self.rows[name] for name in names]])

    def sure(self, candidate: Candidate) -> float:
        """The chance that the candidate is right, as met in laws that were left out."""
        return certainty(candidate, self.common, self.confidence.get(candidate.question))


def signs(candidate: Candidate) -> tuple[float, float, float, float]:
    """What the certainty is computed from: score, margin, evidence, the lesser of score and margin."""
    score, margin = min(4.0, max(LOWEST, candidate.score)), min(6.0, max(0.0, candidate.margin))
    return score, margin, min(4.0, max(LOWEST, candidate.evidence)), min(score, margin - 2)


def certainty(candidate: Candidate, common: Sequence[float], own: tuple[float, float] | None) -> float:
    """A logistic function of the signs; 0 for a question that was too rare to learn."""
    import math

    if own is None:
        return 0.0
    found = signs(candidate)
    total = common[0] + sum(w * s for w, s in zip(common[1:], found, strict=True)) + own[0] + own[1] * found[0]
    return 1.0 / (1.0 + math.exp(-total))


@functools.cache
def grouped(columns: tuple[tuple[str, str], ...]) -> Mapping[str, Mapping[str, int]]:
    """Question → value → column."""
    found: dict[str, dict[str, int]] = {}
    for column, (question, value) in enumerate(columns):
        found.setdefault(question, {})[value] = column
    return found


def candidates(
    columns: tuple[tuple[str, str], ...], scores: Matrix, words: Sequence[tuple[str, str | None]]
) -> list[Candidate]:
    """At most one candidate a question, from the scores of all sentences of a law (a row each) and their words."""
    found = []
    for name, values in grouped(columns).items():
        question = resources.questions()[name]
        if "" not in values or not len(scores):
            continue
        if question.answer_type == "number":
            made = _read(question, values, scores, words)
        else:
            made = _choice(question, values, scores)
        if made is not None:
            found.append(made)
    return found


def _choice(question: Question, values: Mapping[str, int], scores: Matrix) -> Candidate | None:
    ranked = sorted(
        ((float(scores[:, column].max()), value) for value, column in values.items() if value), reverse=True
    )
    if not ranked:
        return None
    best, value = ranked[0]
    row = int(scores[:, values[value]].argmax())
    evidence = float(scores[:, values[""]].max())
    if question.answer_type == "multi-enum":
        items = [json.loads(item) for score, item in ranked if score > ITEM] or [json.loads(value)]
        return Candidate(question.id, items, row, evidence, best, 0.0)
    behind = ranked[1][0] if len(ranked) > 1 else LOWEST
    return Candidate(question.id, json.loads(value), row, evidence, best, best - behind)


def _read(
    question: Question, values: Mapping[str, int], scores: Matrix, words: Sequence[tuple[str, str | None]]
) -> Candidate | None:
    """The value read in the best sentence that holds one; the next other value says how sure it is."""
    if "#" not in values:
        return None
    column = scores[:, values["#"]]
    best: Candidate | None = None
    for row in column.argsort()[::-1].tolist():
        score = float(column[row])
        if score < LOWEST:
            break
        value = value_in(question, *words[row])
        if value is None:
            continue
        if best is None:
            best = Candidate(question.id, value, row, float(scores[row, values[""]]), score, score - LOWEST)
        elif value != best.value:
            return Candidate(best.question, best.value, best.row, best.evidence, best.score, best.score - score)
    return best


@functools.cache
def load() -> AnswerModel:
    """The model of this installation; raises `NotFound` when `schemas/weights/answers.npz` is missing."""
    import numpy

    with numpy.load(resources.path_of("weights/answers.npz"), allow_pickle=False) as file:
        questions = file["confidence_questions"].tolist()
        return AnswerModel(
            columns=tuple((str(question), str(value)) for question, value in file["columns"].tolist()),
            rows={name: row for row, name in enumerate(file["features"].tolist())},
            weights=file["weights"].astype(numpy.float32),
            confidence={
                name: (float(one), float(other))
                for name, (one, other) in zip(questions, file["confidence"].tolist(), strict=True)
            },
            common=tuple(map(float, file["common"].tolist())),
            threshold=float(file["threshold"]),
            version=str(file["version"]),
        )
