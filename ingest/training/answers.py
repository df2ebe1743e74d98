"""Learn `schemas/weights/answers.npz` from the answers of people, and measure it on laws that were left out.

Run `python -m ingest.training.answers GOLD CORPUS [--cache FILE]`. A sentence that a person quoted speaks for the
question and for the value; all other sentences speak against. How sure an answer is, and from where on it is given, is
learned from answers to laws that were left out. The measures stand in `answers.json` beside the weights.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from ingest.tag.answer_features import provision_features, sentence_features
from ingest.tag.answer_model import Candidate, candidates, certainty, signs
from ingest.tag.answer_values import value_in
from ingest.tag.mentions import marked
from ingest.training.annotated import Annotated, laws
from ingest.training.learning import FOLDS, folds, matrix, separate, together, vocabulary
from kb import resources

VERSION = "1"
LEAST = 4
"""Laws that a feature, or an answer, must be met in."""
STRENGTH, STRENGTH_OF_READ = 4.0, 6.0
KEPT = 0.2
"""Share of the sentences that speak for nothing that is learned from; each then counts for more."""
PRECISION = 0.92
"""Share of right answers, in laws left out, that the threshold is set for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a law with its features, its words, and the (question, value as JSON) that it was quoted for."""

    law: str
    features: Mapping[str, float]
    words: tuple[str, str | None]
    quoted: frozenset[tuple[str, str]]


def lines(law: Annotated) -> Iterator[Line]:
    """Every sentence of a law on which somebody answered."""
    quotes: defaultdict[tuple[int, str], list[tuple[str, str, int, int]]] = defaultdict(list)
    for answer in law.answers or ():
        for number, eid, start, end in answer.places:
            quotes[number, eid].append((answer.question, json.dumps(answer.value), start, end))
    for number, text in enumerate(law.texts):
        provisions = marked(text)
        for place, one in enumerate(provisions):
            shared = provision_features(one, place, len(provisions))
            for sentence in sentence_features(one):
                least = min(12.0, (sentence.end - sentence.start) / 2)
                yield Line(
                    law.slug,
                    {**shared, **sentence.features},
                    (one.provision.text[sentence.start : sentence.end], one.provision.language or text.language),
                    frozenset(
                        (question, value)
                        for question, value, start, end in quotes[number, one.provision.eid]
                        if min(end, sentence.end) - max(start, sentence.start) >= least
                    ),
                )


def same(given: Any, wanted: Any) -> bool:
    """Whether an answer counts as right: numbers within 2 %, half of a list."""
    if isinstance(given, bool) or isinstance(wanted, bool):
        return given is wanted
    if isinstance(given, (int, float)) and isinstance(wanted, (int, float)):
        return abs(given - wanted) <= 0.02 * max(1.0, abs(wanted))
    if isinstance(wanted, list):
        one, other = set(map(str, given if isinstance(given, list) else [given])), set(map(str, wanted))
        return bool(other) and len(one & other) / len(one | other) >= 0.5
    return bool(given == wanted)


def columns_of(rows: Sequence[Line]) -> list[tuple[str, str]]:
    """What can be learned: each question, each of its values, and each value to be read, met in enough laws."""
    met: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        for column in _targets(row):
            met[column].add(row.law)
    return sorted(column for column, found in met.items() if len(found) >= LEAST)


def _targets(row: Line) -> Iterator[tuple[str, str]]:
    for name, value in row.quoted:
        question = resources.questions()[name]
        yield name, ""
        if question.answer_type in ("yes-no", "enum", "multi-enum"):
            known = json.loads(value)
            for item in known if isinstance(known, list) else [known]:
                yield name, json.dumps(item)
        elif question.answer_type == "number":
            read = value_in(question, *row.words)
            if read is not None and same(read, json.loads(value)):
                yield name, "#"


@dataclass(frozen=True, slots=True)
class Task:
    """The rows as matrices: features, wanted columns, and which rows hold a value for each column that is read."""

    rows: Sequence[Line]
    columns: list[tuple[str, str]]
    names: list[str]
    features: Any
    wanted: Any
    readable: Mapping[int, Any]


def task(rows: Sequence[Line]) -> Task:
    """The matrices of all rows."""
    columns = columns_of(rows)
    places = {column: place for place, column in enumerate(columns)}
    wanted = numpy.zeros((len(rows), len(columns)), dtype=numpy.float32)
    for number, row in enumerate(rows):
        for column in _targets(row):
            if column in places:
                wanted[number, places[column]] = 1
    names = vocabulary([row.features for row in rows], [row.law for row in rows], LEAST)
    readable: dict[int, Any] = {}
    seen: dict[tuple[str, str], Any] = {}
    for place, (name, kind) in enumerate(columns):
        if kind == "#":
            question = resources.questions()[name]
            key = question.answer_type, question.unit
            if key not in seen:
                seen[key] = numpy.array([value_in(question, *row.words) is not None for row in rows])
            readable[place] = seen[key]
    return Task(rows, columns, names, matrix((row.features for row in rows), names), wanted, readable)


def weights_of(work: Task, chosen: Any) -> Any:
    """Weights learned from the chosen rows; those of a value to be read from the sentences that hold one."""
    speaks = work.wanted.any(axis=1)
    kept = chosen & (speaks | (numpy.random.RandomState(0).rand(len(speaks)) < KEPT))
    counts = numpy.where(speaks, 1.0, 2.5)
    found = together(work.features[kept], work.wanted[kept], STRENGTH, counts[kept])
    for place, readable in work.readable.items():
        here = chosen & readable
        column = separate(work.features[here], work.wanted[here][:, [place]], STRENGTH_OF_READ)
        found[:, place] = column[:, 0]
    return found


def left_out(work: Task) -> list[tuple[str, int, Candidate]]:
    """(law, fold, candidate) for each law, by weights that saw nothing of it."""
    slugs = numpy.array([row.law for row in work.rows])
    fold = folds([row.law for row in work.rows])
    found = []
    for number in range(FOLDS):
        weights = weights_of(work, fold != number)
        for slug in sorted(set(slugs[fold == number])):
            here = numpy.flatnonzero(slugs == slug).tolist()
            scores = work.features[here] @ weights[:-1] + weights[-1]
            words = [work.rows[place].words for place in here]
            found += [(slug, number, made) for made in candidates(tuple(work.columns), scores, words)]
    return found


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure a candidate is: the parts of `AnswerModel.certainty`."""

    common: tuple[float, ...]
    own: Mapping[str, tuple[float, float]]


def confidence(made: Sequence[Candidate], right: Any) -> Confidence:
    """Learn how sure a candidate is from those whose truth is known."""
    from sklearn.linear_model import LogisticRegression

    questions = sorted({candidate.question for candidate in made})
    places = {name: place for place, name in enumerate(questions)}
    # Constants of questions are shrunk less than slopes: most questions have a habit, few have many examples.
    rows = numpy.zeros((len(made), 4 + 2 * len(questions)))
    for number, candidate in enumerate(made):
        found = signs(candidate)
        rows[number, :4] = found
        rows[number, 4 + places[candidate.question]] = 1.5
        rows[number, 4 + len(questions) + places[candidate.question]] = 0.6 * found[0]
    model = LogisticRegression(C=0.3, max_iter=1000).fit(rows, right)
    weights = model.coef_[0]
    own = {
        name: (float(1.5 * weights[4 + place]), float(0.6 * weights[4 + len(questions) + place]))
        for name, place in places.items()
    }
    return Confidence((float(model.intercept_[0]), *map(float, weights[:4])), own)


def threshold(sure: Any, right: Any) -> float:
    """The least certainty from which on the share of right answers is high enough."""
    order = numpy.argsort(-sure)
    shares = numpy.cumsum(right[order]) / numpy.arange(1, len(order) + 1)
    enough = numpy.flatnonzero(shares >= PRECISION)
    return float(sure[order][enough[-1]]) if len(enough) else 1.0


def main() -> None:
    """Learn, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    read = [law for law in laws(options.gold, options.corpus, options.cache) if law.answers is not None]
    work = task([line for law in read for line in lines(law)])
    wanted = {law.slug: {answer.question: answer.value for answer in law.answers or ()} for law in read}
    dev = {law.slug for law in read if law.source == "dev"}
    made = left_out(work)
    right = numpy.array([c.question in wanted[law] and same(c.value, wanted[law][c.question]) for law, _, c in made])
    fold = numpy.array([number for _, number, _ in made])
    sure = numpy.zeros(len(made))
    given = numpy.zeros(len(made), dtype=bool)
    for number in range(FOLDS):
        known = numpy.flatnonzero(fold != number).tolist()
        learned = confidence([made[place][2] for place in known], right[known])
        for place, (_, _, candidate) in enumerate(made):
            sure[place] = certainty(candidate, learned.common, learned.own.get(candidate.question))
        limit = threshold(sure[known], right[known])
        given[fold == number] = sure[fold == number] >= limit
    found: dict[str, Any] = {"all": _figures(made, right, given, wanted, set(wanted))}
    found["dev"] = _figures(made, right, given, wanted, dev)
    found["questions"] = {
        name: _figures([m if m[2].question == name else None for m in made], right, given,
                       {law: {name: 1} if name in asked else {} for law, asked in wanted.items()}, set(wanted))
        for name in resources.questions()
    }  # fmt: skip
    whole = confidence([candidate for _, _, candidate in made], right)
    names = list(whole.own)
    folder = resources.path_of("weights")
    numpy.savez_compressed(
        folder / "answers.npz",
        columns=numpy.array(work.columns), features=numpy.array(work.names),
        weights=weights_of(work, numpy.ones(len(work.rows), dtype=bool)).astype(numpy.float16),
        confidence_questions=numpy.array(names), confidence=numpy.array([whole.own[name] for name in names]),
        common=numpy.array(whole.common), threshold=threshold(sure, right), version=VERSION,
    )  # fmt: skip
    (folder / "answers.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: found[name] for name in ("all", "dev")}))


def _figures(made: Sequence[Any], right: Any, given: Any, wanted: Mapping[str, Any], among: set[str]) -> dict[str, Any]:
    here = numpy.array([one is not None and one[0] in among for one in made]) & given
    asked = sum(len(answers) for law, answers in wanted.items() if law in among)
    count, good = int(here.sum()), int((here & right).sum())
    return {
        "precision": round(good / count, 3) if count else None,
        "recall": round(good / asked, 3) if asked else None,
        "given": count,
        "answered": asked,
    }


if __name__ == "__main__":
    main()
