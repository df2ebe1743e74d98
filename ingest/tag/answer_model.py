"""The learned answer model: how much a law speaks for each answer, and how sure each answer is."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ingest.tag.answer_cues import ZEROS, cover
from ingest.tag.answer_features import Sentence, law_row
from ingest.tag.answer_judge import CHOICES, Judge, Trees
from ingest.tag.answer_names import KINDS, key, named, names_in
from ingest.tag.answer_phrases import told
from ingest.tag.answer_signs import Scores, best_list, best_row, choice_signs, common_signs, read_signs
from ingest.tag.answer_texts import AMENDED, CITED, texts_in
from ingest.tag.answer_values import marks_in, values_in
from ingest.tag.features import Features
from ingest.tag.weighing import add_sums, known, unit
from kb import resources
from kb.model.vocabulary import Question

if TYPE_CHECKING:
    import numpy

    Matrix: TypeAlias = numpy.ndarray[Any, Any]

Words: TypeAlias = tuple[str, str | None]
"""A sentence as printed, and its language."""
MINISTRY = "institutions-authority.q1"
NO_MINISTRIES = ("registry", "court")
"""Public bodies that are not asked for by that question."""
BODIES = (MINISTRY, "entities-qualification.q2")
"""Questions that the name of a public body answers."""
NEAR = 12
"""Provisions in which a value is looked for."""
DISTRIBUTED, RESERVED = "entities-profit-assets.q2", "entities-profit-assets.q3"
"""What may be distributed is, where no law says it, what the compulsory reserves leave."""
NEAR_RESERVES = 3
"""Provisions whose compulsory shares are subtracted."""
MARKS = 6
"""Marks of a value: a least bound in the sentence, a highest bound; persons, a least, a highest bound beside the
number; made by subtraction."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a law may answer: the value, the row of the sentence that speaks for it, and the chance of being right."""

    question: str
    value: Any
    row: int
    sure: float


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
    limit: float
    """The chance from which on an answer is given."""
    version: str

    def scores(
        self,
        provisions: Sequence[Features],
        sentences: Sequence[Sentence],
        words: Sequence[Words],
        opening: Mapping[str, float],
    ) -> Scores:
        """How much a law's provisions and sentences, and the whole of it, speak for each column; `opening` are the
        senses of its first words."""
        import numpy

        found = numpy.tile(self.weights[-1], (len(provisions), 1))
        add_sums(found, known(provisions, self.rows), self.weights)
        senses = [sentence.senses for sentence in sentences]
        spoken = numpy.zeros((len(sentences), len(self.columns)), dtype=numpy.float32)
        add_sums(spoken, unit(known(senses, self.senses), self.rarity, len(senses)), self.sentence_weights)
        law = self.law_weights[-1:].copy()
        add_sums(law, unit(known([law_row(provisions)], self.senses), self.distinct, 1), self.law_weights)
        homes = numpy.array([sentence.provision for sentence in sentences], dtype=numpy.int64)
        cued = cover(self.columns, [*senses, opening])
        return Scores(found, spoken, homes, law[0], self.prior, cued[:-1], cued[-1], told(self.columns, words))


@functools.cache
def grouped(columns: tuple[tuple[str, str], ...]) -> Mapping[str, Mapping[str, int]]:
    """Question → value → column."""
    found: dict[str, dict[str, int]] = {}
    for column, (question, value) in enumerate(columns):
        found.setdefault(question, {})[value] = column
    return found


def candidates(columns: tuple[tuple[str, str], ...], judge: Judge, scores: Scores, law: Ready) -> list[Candidate]:
    """At most one candidate a question, from the scores of a law and what was made ready of it."""
    signs: dict[str, Matrix] = {}
    for name, values in grouped(columns).items():
        question = resources.questions()[name]
        if name not in judge.weights:
            continue
        if question.answer_type in CHOICES:
            signs[name] = law.signs[name]
        elif law.read[name]:
            signs[name] = signs_of_read(question, values[""], judge, scores, law.common, law.read[name])
    found = []
    for name, chances in judge.items(signs).items():
        question, values = resources.questions()[name], grouped(columns)[name]
        if name in law.signs:
            found.append(_choice(question, values, judge, scores, chances))
        else:
            found.append(_read(question, values[""], judge, scores, law.read[name], chances))
    return found


class Read(NamedTuple):
    """The rows of the sentences that a value was read in, the number that says how usual it is, the rows in which no
    other value was read, and what stands around it there (`MARKS`)."""

    rows: list[int]
    code: float
    alone: list[int]
    marks: list[float]

    def mark(self, found: Sequence[float]) -> None:
        """Keep the highest of each mark."""
        self.marks[:] = map(max, self.marks, found)


def _unmet(code: float) -> Read:
    return Read([], code, [], [0.0] * MARKS)


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
            reserved = grouped(columns).get(RESERVED, {}).get("")
            read[name] = values_of(question, values[""], reserved, scores, words)
    return Ready(common, signs, read)


def values_of(
    question: Question, column: int, reserved: int | None, scores: Scores, words: Sequence[Words]
) -> Mapping[Any, Read]:
    """The values in the sentences of those provisions that speak most for a question; `reserved` is the column of the
    question for compulsory reserves."""
    import numpy

    near = (-scores.provisions[:, column]).argsort()[:NEAR]
    rows = numpy.isin(scores.homes, near).nonzero()[0].tolist()
    if question.answer_type == "number":
        found = _numbers(question, scores, rows, words)
        if question.id == DISTRIBUTED and reserved is not None:
            _left(found, question, reserved, scores, words)
        return found
    if question.id in BODIES:
        return _names(rows, words, NO_MINISTRIES if question.id == MINISTRY else ())
    if question.id in (AMENDED, CITED):
        return _texts(question, rows, words)
    return {}


def _numbers(question: Question, scores: Scores, rows: Sequence[int], words: Sequence[Words]) -> dict[Any, Read]:
    """The numbers of the rows; and 0 where a sentence forbids or exempts altogether and prints none."""
    zero = ZEROS.get(question.id)
    found: dict[Any, Read] = {}
    for row in rows:
        values = values_in(question, *words[row])
        if not values and zero is not None and scores.cover[row, zero]:
            values = (0,)
        for value in values:
            read = found.setdefault(value, _unmet(value))
            read.rows.append(row)
            read.mark([*marks_in(words[row][0], value, words[row][1]), 0.0])
            if len(values) == 1:
                read.alone.append(row)
    return found


def _left(found: dict[Any, Read], question: Question, reserved: int, scores: Scores, words: Sequence[Words]) -> None:
    """Add what the compulsory shares leave: of each sentence on reserves, and of all those of one provision."""
    shares: dict[int, list[tuple[int, float]]] = {}
    near = set((-scores.provisions[:, reserved]).argsort()[:NEAR_RESERVES].tolist())
    for row in scores.cover[:, reserved].nonzero()[0].tolist():
        home = int(scores.homes[row])
        if home in near:
            shares.setdefault(home, []).extend((row, value) for value in values_in(question, *words[row]))
    for some in shares.values():
        taken = [*some, (some[0][0], sum(value for _, value in some))] if some else []
        for row, value in taken:
            if 0 < value < 100:
                read = found.setdefault(100 - value, _unmet(100 - value))
                read.rows.append(row)
                read.mark([*[0.0] * (MARKS - 1), 1.0])


def _names(rows: Sequence[int], words: Sequence[Words], without: Sequence[str]) -> Mapping[Any, Read]:
    names: dict[tuple[str, float], tuple[str, Read]] = {}
    for row in rows:
        found = [name for name in names_in(words[row][0]) if name.kind not in without]
        for name in found:
            printed = named(words[row][0][name.start : name.end])
            code = float(KINDS.index(name.kind) + 1) * (1 if name.full else -1)
            read = names.setdefault((key(printed), code), (printed, _unmet(code)))[1]
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
            read = found.setdefault(printed, _unmet(1.0 if place == 0 else 2.0))
            read.rows.append(row)
            if len(texts) == 1:
                read.alone.append(row)
    return found


def _choice(question: Question, values: Mapping[str, int], judge: Judge, scores: Scores, chances: Matrix) -> Candidate:
    names = [value for value in values if value]
    likely = dict(zip(names, chances.tolist(), strict=True))
    if question.answer_type == "multi-enum":
        chosen, chance = best_list(likely)
        value: Any = [json.loads(item) for item in chosen]
    else:
        chosen = [max(likely, key=lambda item: likely[item])]
        chance = likely[chosen[0]]
        value = json.loads(chosen[0])
    row = best_row(scores, [values[""], *(values[item] for item in chosen)])
    return Candidate(question.id, value, row, judge.sure(question.id, chance))


def _read(
    question: Question, column: int, judge: Judge, scores: Scores, read: Mapping[Any, Read], chances: Matrix
) -> Candidate:
    value = list(read)[int(chances.argmax())]
    row = best_row(scores, [column], read[value].rows)
    return Candidate(question.id, value, row, judge.sure(question.id, float(chances.max())))


def signs_of_read(
    question: Question, column: int, judge: Judge, scores: Scores, common: Matrix, read: Mapping[Any, Read]
) -> Matrix:
    """A row of signs for each value that was read."""
    shares = [judge.share(question.id, one.code) for one in read.values()]
    rows, alone = [one.rows for one in read.values()], [float(bool(one.alone)) for one in read.values()]
    return read_signs(scores, common, column, rows, shares, alone, _around(question, list(read.values())))


def _around(question: Question, read: Sequence[Read]) -> list[list[float]]:
    """For each number its marks, whether it is the highest or the lowest, and how early it is met among the others."""
    if question.answer_type != "number":
        return [[0.0] * (MARKS + 3) for _ in read]
    sizes = [one.code for one in read]
    order = sorted(one.rows[0] for one in read)
    return [
        [
            *one.marks,
            float(one.code == max(sizes)),
            float(one.code == min(sizes)),
            order.index(one.rows[0]) / len(order),
        ]
        for one in read
    ]


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
            sentence_weights=numpy.ascontiguousarray(file["sentence_weights"] * file["sentence_weights_step"]),
            law_weights=numpy.vstack([file["law_weights"] * file["law_weights_step"], file["law_mean"]]).astype(
                numpy.float32
            ),
            prior=file["prior"],
            judge=Judge(
                dict(zip(judged, file["judge"], strict=True)),
                {
                    part: Trees(
                        file[f"{part}_signs"],
                        file[f"{part}_limits"],
                        file[f"{part}_leaves"],
                        float(file[f"{part}_constant"]),
                    )
                    for part in file["parts"].tolist()
                },
                {name: (one, other) for name, (one, other) in zip(judged, file["chances"].tolist(), strict=True)},
                usual,
            ),
            limit=float(file["limit"]),
            version=str(file["version"]),
        )
