"""The learned answer model: how much a law speaks for each answer, and how sure each answer is."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ingest.tag.answer_cues import ZEROS, cover
from ingest.tag.answer_features import Sentence, law_row
from ingest.tag.answer_names import KINDS, key, named, names_in
from ingest.tag.answer_signs import Scores, best_list, best_row, choice_signs, common_signs, read_signs
from ingest.tag.answer_texts import AMENDED, CITED, texts_in
from ingest.tag.answer_values import values_in
from ingest.tag.features import Features
from kb import resources
from kb.model.vocabulary import Question

if TYPE_CHECKING:
    import numpy

    Matrix: TypeAlias = numpy.ndarray[Any, Any]

Words: TypeAlias = tuple[str, str | None]
"""A sentence as printed, and its language."""
CHOICES = ("yes-no", "enum", "multi-enum")
BODIES = ("institutions-authority.q1", "entities-qualification.q2")
"""Questions that the name of a public body answers."""
NEAR = 12
"""Provisions in which a value is looked for."""
USUAL = 0.1
"""What a value counts as met in addition to the times it was met."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a law may answer: the value, the row of the sentence that speaks for it, and the chance of being right."""

    question: str
    value: Any
    row: int
    sure: float


@dataclass(frozen=True, slots=True)
class Judge:
    """How sure an answer is: for each question the weights of the signs, the last one a constant, and the two numbers
    that make a chance of being right from their sum; and how often each value was met in people's answers."""

    weights: Mapping[str, Matrix]
    chances: Mapping[str, tuple[float, float]]
    usual: Mapping[str, Mapping[float, int]]

    def items(self, question: str, signs: Matrix) -> Matrix:
        """The chance of each value."""
        import numpy

        weights = self.weights[question]
        return numpy.asarray(1.0 / (1.0 + numpy.exp(-(signs @ weights[: signs.shape[1]] + weights[-1]))))

    def sure(self, question: str, chance: float) -> float:
        """The chance of being right of the value that was chosen, as met in laws that were left out."""
        constant, slope = self.chances.get(question, (0.0, 1.0))
        inside = min(1 - 1e-6, max(1e-6, chance))
        return 1.0 / (1.0 + math.exp(-(constant + slope * math.log(inside / (1 - inside)))))

    def share(self, question: str, value: float) -> float:
        """How usual a number is among people's answers."""
        known = self.usual.get(question, {})
        near = sum(count for other, count in known.items() if abs(other - value) <= 0.02 * max(1.0, abs(other)))
        return (near + USUAL) / (sum(known.values()) + 2)


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """Weights learned by `ingest.training.answers`, a column an answer: question and value as JSON, "" for any."""

    columns: tuple[tuple[str, str], ...]
    rows: Mapping[str, int]
    weights: Matrix
    """A row a feature of provisions; the last one is the mean."""
    senses: Mapping[str, int]
    rarity: Matrix
    """How much each sense counts in a sentence."""
    distinct: Matrix
    """How much each sense counts in a law."""
    sentence_weights: Matrix
    law_weights: Matrix
    """A row a sense; the last one is the mean."""
    prior: Matrix
    judge: Judge
    limits: Mapping[str, float]
    """Question → the chance from which on its answer is given, the same for each kind of answer."""
    version: str

    def scores(
        self, provisions: Sequence[Features], sentences: Sequence[Sentence], opening: Mapping[str, float]
    ) -> Scores:
        """How much a law's provisions and sentences, and the whole of it, speak for each column; `opening` are the
        senses of its first words."""
        import numpy

        found = numpy.tile(self.weights[-1], (len(provisions), 1))
        for place, row in enumerate(provisions):
            known = [(self.rows[name], value) for name, value in row.items() if name in self.rows]
            found[place] += _sum(self.weights, known)
        spoken = numpy.zeros((len(sentences), len(self.columns)), dtype=numpy.float32)
        for place, sentence in enumerate(sentences):
            spoken[place] = _sum(self.sentence_weights, self._weighed(sentence.senses, self.rarity))
        law = self.law_weights[-1] + _sum(self.law_weights, self._weighed(law_row(provisions), self.distinct))
        homes = numpy.array([sentence.provision for sentence in sentences], dtype=numpy.int64)
        cued = cover(self.columns, [*(sentence.senses for sentence in sentences), opening])
        return Scores(found, spoken, homes, law, self.prior, cued[:-1], cued[-1])

    def _weighed(self, row: Mapping[str, float], weights: Matrix) -> list[tuple[int, float]]:
        known = [(self.senses[name], value) for name, value in row.items() if name in self.senses]
        values = [value * float(weights[place]) for place, value in known]
        length = math.sqrt(sum(value * value for value in values)) or 1.0
        return [(place, value / length) for (place, _), value in zip(known, values, strict=True)]


def _sum(weights: Matrix, known: Sequence[tuple[int, float]]) -> Any:
    import numpy

    if not known:
        return 0.0
    places, values = zip(*known, strict=True)
    return numpy.array(values, dtype=numpy.float32) @ weights[list(places)]


@functools.cache
def grouped(columns: tuple[tuple[str, str], ...]) -> Mapping[str, Mapping[str, int]]:
    """Question → value → column."""
    found: dict[str, dict[str, int]] = {}
    for column, (question, value) in enumerate(columns):
        found.setdefault(question, {})[value] = column
    return found


def candidates(columns: tuple[tuple[str, str], ...], judge: Judge, scores: Scores, law: Ready) -> list[Candidate]:
    """At most one candidate a question, from the scores of a law and what was made ready of it."""
    found = []
    for name, values in grouped(columns).items():
        question = resources.questions()[name]
        if name not in judge.weights:
            continue
        if question.answer_type in CHOICES:
            found.append(_choice(question, values, judge, scores, law.signs[name]))
        elif law.read[name]:
            found.append(_read(question, values[""], judge, scores, law))
    return found


class Read(NamedTuple):
    """The rows of the sentences that a value was read in, the number that says how usual it is, and the rows in which
    no other value was read."""

    rows: list[int]
    code: float
    alone: list[int]


@dataclass(frozen=True, slots=True)
class Ready:
    """What a law shows whoever judges it: the signs of every column, those of the values of each question that has a
    list, and the values read for each of the others. The training script judges the same laws many times."""

    common: Matrix
    signs: Mapping[str, Matrix]
    read: Mapping[str, Mapping[Any, Read]]


def ready(columns: tuple[tuple[str, str], ...], scores: Scores, words: Sequence[Words]) -> Ready:
    """What a law shows, from its scores and the words of its sentences."""
    common = common_signs(scores)
    signs: dict[str, Matrix] = {}
    read: dict[str, Mapping[Any, Read]] = {}
    for name, values in grouped(columns).items():
        question = resources.questions()[name]
        if question.answer_type in CHOICES:
            signs[name] = choice_signs(scores, common, values[""], [values[item] for item in values if item])
        else:
            read[name] = values_of(question, values[""], scores, words)
    return Ready(common, signs, read)


def values_of(question: Question, column: int, scores: Scores, words: Sequence[Words]) -> Mapping[Any, Read]:
    """The values in the sentences of those provisions that speak most for a question."""
    ranked = (-scores.provisions[:, column]).argsort()[:NEAR]
    near = set(ranked.tolist())
    rows = [row for row, home in enumerate(scores.homes.tolist()) if home in near]
    if question.answer_type == "number":
        return _numbers(question, scores, rows, words)
    if question.id in BODIES:
        return _names(rows, words)
    if question.id in (AMENDED, CITED):
        return _texts(question, rows, words)
    return {}


def _numbers(question: Question, scores: Scores, rows: Sequence[int], words: Sequence[Words]) -> Mapping[Any, Read]:
    """The numbers of the rows; and 0 where a sentence forbids or exempts altogether and prints none."""
    zero = ZEROS.get(question.id)
    found: dict[Any, Read] = {}
    for row in rows:
        values = values_in(question, *words[row])
        if not values and zero is not None and scores.cover[row, zero]:
            values = (0,)
        for value in values:
            read = found.setdefault(value, Read([], value, []))
            read.rows.append(row)
            if len(values) == 1:
                read.alone.append(row)
    return found


def _names(rows: Sequence[int], words: Sequence[Words]) -> Mapping[Any, Read]:
    names: dict[tuple[str, float], tuple[str, Read]] = {}
    for row in rows:
        found = list(names_in(words[row][0]))
        for name in found:
            printed = named(words[row][0][name.start : name.end])
            code = float(KINDS.index(name.kind) + 1) * (1 if name.full else -1)
            read = names.setdefault((key(printed), code), (printed, Read([], code, [])))[1]
            read.rows.append(row)
            if len(found) == 1:
                read.alone.append(row)
    return dict(names.values())


def _texts(question: Question, rows: Sequence[int], words: Sequence[Words]) -> Mapping[Any, Read]:
    found: dict[Any, Read] = {}
    for row in rows:
        texts = list(dict.fromkeys(texts_in(question.id, *words[row])))
        for place, printed in enumerate(texts):
            # The first text of a sentence is the one that it speaks of; what follows is often how it was amended.
            read = found.setdefault(printed, Read([], 1.0 if place == 0 else 2.0, []))
            read.rows.append(row)
            if len(texts) == 1:
                read.alone.append(row)
    return found


def _choice(question: Question, values: Mapping[str, int], judge: Judge, scores: Scores, signs: Matrix) -> Candidate:
    names = [value for value in values if value]
    chances = dict(zip(names, judge.items(question.id, signs).tolist(), strict=True))
    if question.answer_type == "multi-enum":
        chosen, chance = best_list(chances)
        value: Any = [json.loads(item) for item in chosen]
    else:
        chosen = [max(chances, key=lambda item: chances[item])]
        chance = chances[chosen[0]]
        value = json.loads(chosen[0])
    row = best_row(scores, [values[""], *(values[item] for item in chosen)])
    return Candidate(question.id, value, row, judge.sure(question.id, chance))


def _read(question: Question, column: int, judge: Judge, scores: Scores, law: Ready) -> Candidate:
    read = law.read[question.id]
    values = list(read)
    signs = signs_of_read(question, column, judge, scores, law.common, read)
    chances = judge.items(question.id, signs)
    best = int(chances.argmax())
    row = best_row(scores, [column], read[values[best]].rows)
    return Candidate(question.id, values[best], row, judge.sure(question.id, float(chances[best])))


def signs_of_read(
    question: Question, column: int, judge: Judge, scores: Scores, common: Matrix, read: Mapping[Any, Read]
) -> Matrix:
    """A row of signs for each value that was read."""
    shares = [judge.share(question.id, one.code) for one in read.values()]
    rows, alone = [one.rows for one in read.values()], [float(bool(one.alone)) for one in read.values()]
    return read_signs(scores, common, column, rows, shares, alone)


@functools.cache
def load() -> AnswerModel:
    """The model of this installation; raises `NotFound` when `schemas/weights/answers.npz` is missing."""
    import numpy

    with numpy.load(resources.path_of("weights/answers.npz"), allow_pickle=False) as file:
        judged = file["judged"].tolist()
        usual: dict[str, dict[float, int]] = {}
        for place, value, count in file["usual"].tolist():
            usual.setdefault(judged[int(place)], {})[value] = int(count)
        return AnswerModel(
            columns=tuple((str(question), str(value)) for question, value in file["columns"].tolist()),
            rows={name: row for row, name in enumerate(file["features"].tolist())},
            weights=numpy.vstack([file["weights"] * file["weights_step"], file["mean"]]).astype(numpy.float32),
            senses={name: row for row, name in enumerate(file["senses"].tolist())},
            rarity=file["rarity"],
            distinct=file["distinct"],
            sentence_weights=file["sentence_weights"] * file["sentence_weights_step"],
            law_weights=numpy.vstack([file["law_weights"] * file["law_weights_step"], file["law_mean"]]).astype(
                numpy.float32
            ),
            prior=file["prior"],
            judge=Judge(
                dict(zip(judged, file["judge"], strict=True)),
                {name: (one, other) for name, (one, other) in zip(judged, file["chances"].tolist(), strict=True)},
                usual,
            ),
            limits=dict(zip(judged, file["limits"].tolist(), strict=True)),
            version=str(file["version"]),
        )
