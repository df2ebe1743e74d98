"""Learn `schemas/weights/answers.npz` from the answers of people, and measure it on laws that were left out.

Run `python -m ingest.training.answers GOLD CORPUS [--cache FILE]`. A provision, or a sentence, that a person quoted
speaks for the question and for the value; all others speak against; a law speaks for what was answered on it. How sure
an answer is, and from where on it is given, is learned from answers to laws that were left out. The measures stand in
`answers.json` beside the weights.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from ingest.extract.front_matter import split_front
from ingest.tag.answer_cues import cover
from ingest.tag.answer_features import Sentence, law_row, opening, sentence_rows
from ingest.tag.answer_judge import CHOICES, Judge, Trees
from ingest.tag.answer_model import Candidate, Words, candidates, ready
from ingest.tag.answer_phrases import told
from ingest.tag.answer_signs import Scores
from ingest.tag.answers import IN_FORCE, in_force
from ingest.tag.features import Features, provision_rows
from ingest.tag.mentions import marked
from ingest.tag.metadata import metadata
from ingest.training.annotated import Annotated, files, laws
from ingest.training.answers_measured import Made, calibrated, judged, measured
from ingest.training.judging import Known, judge_of
from ingest.training.learning import alike, folds, matrix, products, rarity, ridge, runs_of, vocabulary
from kb import resources

VERSION = "6"
LEAST = 3
"""Laws that a feature must be met in; an answer in two."""
FOLDS = 10
STRENGTH, STRENGTH_OF_SENTENCES, STRENGTH_OF_LAWS = 4.0, 3.0, 0.2
"""Penalties of the three regressions; the measures are flat around them."""
LEFT = ("l:", "k:")
"""Stems of beginnings and headings are not learned from: those of the whole provision say nearly the same."""


@dataclass(frozen=True, slots=True)
class Law:
    """A law on which somebody answered: features of provisions and sentences, the words of the sentences, what each
    provision and sentence was quoted for, and the answers."""

    slug: str
    source: str
    provisions: Sequence[Features]
    sentences: Sequence[Sentence]
    words: Sequence[Words]
    opening: Mapping[str, float]
    quoted: Mapping[int, frozenset[tuple[str, str]]]
    spoken: Mapping[int, frozenset[tuple[str, str]]]
    answers: Mapping[str, Any]
    in_force: str | None
    """The day of entry into force by the metadata: an answer that is not learned."""


def targets(question: str, value: Any) -> list[tuple[str, str]]:
    """The columns that an answer speaks for: the question, and each value of a list."""
    found = [(question, "")]
    if resources.questions()[question].answer_type in CHOICES:
        found += [(question, json.dumps(item)) for item in (value if isinstance(value, list) else [value])]
    return found


def front_matter(corpus: Path) -> Callable[[str], Mapping[str, str]]:
    """Slug → the metadata at the head of the law's file, as the tag stage is given it; none for PDF and HTML."""
    paths = files(corpus)

    def found(slug: str) -> Mapping[str, str]:
        path = paths[slug]
        return split_front(path.read_text(encoding="utf-8"))[0] if path.suffix in (".md", ".txt") else {}

    return found


def read(law: Annotated, front: Mapping[str, str]) -> tuple[Law, set[int]]:
    """A law with its features, and its runs of words as numbers. Several texts of one file are read one by one."""
    provisions: list[Features] = []
    sentences: list[Sentence] = []
    words: list[Words] = []
    runs: set[int] = set()
    eids: dict[tuple[int, str], int] = {}
    for number, text in enumerate(law.texts):
        found = marked(text)
        first = len(provisions)
        eids |= {(number, one.provision.eid): first + place for place, one in enumerate(found)}
        provisions += provision_rows(text, found)
        for one in found:
            runs |= runs_of(one.stems)
        for row in sentence_rows(found):
            provision = found[row.provision].provision
            sentences.append(Sentence(first + row.provision, row.start, row.end, row.senses))
            words.append((provision.text[row.start : row.end], provision.language or text.language))
    quoted: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    spoken: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    of_provision: defaultdict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(sentences):
        of_provision[row.provision].append(place)
    for answer in law.answers or ():
        columns = targets(answer.question, answer.value)
        for number, eid, start, end in answer.places:
            home = eids.get((number, eid))
            if home is None:
                continue
            quoted[home].update(columns)
            for place in of_provision[home]:
                row = sentences[place]
                if min(end, row.end) - max(start, row.start) >= min(12.0, (row.end - row.start) / 2):
                    spoken[place].update(columns)
    made = Law(
        law.slug, law.source, provisions, sentences, words, opening(law.texts[0]),
        {home: frozenset(found) for home, found in quoted.items()},
        {place: frozenset(found) for place, found in spoken.items()},
        {answer.question: answer.value for answer in law.answers or ()},
        next((day[0] for text in law.texts if (day := in_force(text, metadata(text, front))) is not None), None),
    )  # fmt: skip
    return made, runs


@dataclass(frozen=True, slots=True)
class Task:
    """All laws as matrices: the rows of provisions, sentences and laws, what is wanted of each, and their laws."""

    laws: Sequence[Law]
    fold: Any
    columns: tuple[tuple[str, str], ...]
    names: Sequence[str]
    scale: Any
    senses: Sequence[str]
    rarity: Any
    distinct: Any
    features: Mapping[str, Any]
    wanted: Mapping[str, Any]
    homes: Mapping[str, Any]


def task(found: Sequence[tuple[Law, set[int]]], groups: Mapping[str, str]) -> Task:
    """The matrices of all laws; `groups` names the law that each is a version or file of."""
    read = [law for law, _ in found]
    of_law = [groups[law.slug] for law in read]
    rows = [row for law in read for row in law.provisions]
    homes = {
        "provisions": numpy.repeat(numpy.arange(len(read)), [len(law.provisions) for law in read]),
        "sentences": numpy.repeat(numpy.arange(len(read)), [len(law.sentences) for law in read]),
        "laws": numpy.arange(len(read)),
    }
    names = vocabulary(rows, [of_law[place] for place in homes["provisions"]], LEAST)
    names = [name for name in names if not name.startswith(LEFT)]
    plain = matrix(rows, names)
    scale = rarity(plain, names)
    senses = [name for name in names if name.startswith("w:")]
    rare = scale[[place for place, name in enumerate(names) if name.startswith("w:")]]
    whole = matrix([law_row(law.provisions) for law in read], senses)
    distinct = numpy.log(len(read) / numpy.maximum(1, numpy.asarray((whole != 0).sum(axis=0)).ravel()))
    met: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for law, group in zip(read, of_law, strict=True):
        for question, value in law.answers.items():
            for column in targets(question, value):
                met[column].add(group)
    several = {column for column, laws in met.items() if len(laws) >= 2}
    columns = tuple(sorted(column for column in several if (column[0], "") in several))
    spoken = matrix((row.senses for law in read for row in law.sentences), senses)
    return Task(
        read, folds(of_law, FOLDS), columns, names, scale, senses, rare, distinct.astype(numpy.float32),
        {"provisions": plain.multiply(scale.reshape(1, -1)).tocsr().astype(numpy.float32),
         "sentences": _unit(spoken, rare), "laws": _unit(whole, distinct)},
        {"provisions": _wanted(columns, [law.quoted.get(n, ()) for law in read for n in range(len(law.provisions))]),
         "sentences": _wanted(columns, [law.spoken.get(n, ()) for law in read for n in range(len(law.sentences))]),
         "laws": _wanted(columns, [[c for q, v in law.answers.items() for c in targets(q, v)] for law in read])},
        homes,
    )  # fmt: skip


def _unit(rows: Any, weights: Any) -> Any:
    """The rows weighed by column, each of length 1."""
    found = rows.multiply(weights.reshape(1, -1)).tocsr().astype(numpy.float32)
    length = numpy.sqrt(numpy.asarray(found.multiply(found).sum(axis=1)).ravel())
    return found.multiply(1 / numpy.where(length > 0, length, 1).reshape(-1, 1)).tocsr().astype(numpy.float32)


def _wanted(columns: Sequence[tuple[str, str]], rows: Sequence[Any]) -> Any:
    places = {column: place for place, column in enumerate(columns)}
    found = numpy.zeros((len(rows), len(columns)), dtype=numpy.float32)
    for number, row in enumerate(rows):
        for column in row:
            if column in places:
                found[number, places[column]] = 1
    return found


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights of provisions, sentences and laws, and the scores of each row by weights that saw nothing of its law."""

    weights: Mapping[str, Any]
    scores: Mapping[str, Any]


def learn(work: Task) -> Learned:
    """Solve the three regressions, and again for each fold of laws without it."""
    weights: dict[str, Any] = {}
    scores: dict[str, Any] = {}
    for part, strength in (("provisions", STRENGTH), ("laws", STRENGTH_OF_LAWS)):
        features, wanted = work.features[part], work.wanted[part]
        shared = products(features)
        found = ridge(shared, wanted, numpy.ones(len(wanted), dtype=numpy.float32), strength)
        weights[part] = numpy.vstack([features.T @ found.dual, found.mean])
        scores[part] = numpy.zeros_like(wanted)
        for number in range(FOLDS):
            rows = numpy.flatnonzero(work.fold[work.homes[part]] == number)
            scores[part][rows] = shared[rows] @ found.without(rows) + found.mean
    weights["sentences"], scores["sentences"] = _sentences(work)
    return Learned(weights, scores)


def _sentences(work: Task) -> tuple[Any, Any]:
    """There are more sentences than senses: here the regression is solved in its columns."""
    from scipy.linalg import cho_factor, cho_solve  # type: ignore[import-untyped]

    features, wanted = work.features["sentences"], work.wanted["sentences"]

    def solved(square: Any, product: Any) -> Any:
        square[numpy.diag_indices(len(square))] += STRENGTH_OF_SENTENCES
        return cho_solve(cho_factor(square, lower=True, overwrite_a=True), product)

    square, product = (features.T @ features).toarray(), numpy.asarray(features.T @ wanted)
    scores = numpy.zeros_like(wanted)
    for number in range(FOLDS):
        rows = numpy.flatnonzero(work.fold[work.homes["sentences"]] == number)
        here = features[rows]
        scores[rows] = here @ solved(square - (here.T @ here).toarray(), product - here.T @ wanted[rows])
    return solved(square, product), scores


def known(work: Task, learned: Learned) -> list[Known]:
    """Each law with the scores that it has when it is left out."""
    asked = work.wanted["laws"]
    found = []
    for place, law in enumerate(work.laws):
        others = asked[work.fold != work.fold[place]]
        prior = (others.sum(axis=0) + 0.5) / (len(others) + 2)
        provisions, sentences = (work.homes[part] == place for part in ("provisions", "sentences"))
        cued = cover(work.columns, [*(row.senses for row in law.sentences), law.opening])
        scores = Scores(
            learned.scores["provisions"][provisions],
            learned.scores["sentences"][sentences],
            numpy.array([row.provision for row in law.sentences], dtype=numpy.int64),
            learned.scores["laws"][place],
            prior,
            cued[:-1],
            cued[-1],
            told(work.columns, law.words),
        )
        found.append(Known(law.slug, scores, ready(work.columns, scores, law.words), law.words, law.answers))
    return found


def left_out(work: Task, rows: Sequence[Known]) -> list[Made]:
    """The candidates for each law, by a judge that learned from the other folds."""
    made: list[Made] = []
    for number in range(FOLDS):
        others = [row for row, fold in zip(rows, work.fold, strict=True) if fold != number]
        judge = judge_of(work.columns, others)
        for place in numpy.flatnonzero(work.fold == number).tolist():
            one = rows[place]
            found = candidates(work.columns, judge, one.scores, one.shown)
            day = work.laws[place].in_force
            if day is not None:
                found.append(Candidate(IN_FORCE, day, 0, 1.0))
            made += [judged(place, number, one, candidate) for candidate in found]
    return made


def write(work: Task, learned: Learned, judge: Judge, limit: float) -> None:
    """Write the weights."""
    asking = sorted(judge.weights)
    longest = max(len(weights) for weights in judge.weights.values())
    signs = numpy.zeros((len(asking), longest))
    for place, name in enumerate(asking):
        weights = judge.weights[name]
        signs[place, : len(weights) - 1], signs[place, -1] = weights[:-1], weights[-1]
    provisions = learned.weights["provisions"]
    provisions[:-1] *= work.scale.reshape(-1, 1)
    asked = work.wanted["laws"]
    numpy.savez_compressed(
        resources.path_of("weights") / "answers.npz",
        columns=numpy.array(work.columns), features=numpy.array(work.names),
        senses=numpy.array(work.senses), rarity=work.rarity, distinct=work.distinct,
        **_packed("weights", provisions[:-1]), mean=provisions[-1],
        **_packed("sentence_weights", learned.weights["sentences"]),
        **_packed("law_weights", learned.weights["laws"][:-1]), law_mean=learned.weights["laws"][-1],
        prior=(asked.sum(axis=0) + 0.5) / (len(asked) + 2), judged=numpy.array(asking), judge=signs,
        chances=numpy.array([judge.chances.get(name, (0.0, 1.0)) for name in asking]),
        usual=numpy.array([(place, value, count) for place, name in enumerate(asking)
                           for value, count in judge.usual.get(name, Counter[float]()).items()]),
        parts=numpy.array(sorted(judge.trees)), limit=limit,
        **{f"{part}_{name}": value for part, trees in judge.trees.items() for name, value in _grown(trees)},
        version=VERSION,
    )  # fmt: skip


def _grown(trees: Trees) -> list[tuple[str, Any]]:
    """The parts of trees by name, in few bytes; limits need all of theirs."""
    return [
        ("signs", trees.signs), ("limits", trees.limits), ("leaves", trees.leaves.astype(numpy.float32)),
        ("constant", trees.constant),
    ]  # fmt: skip


def _packed(name: str, weights: Any) -> dict[str, Any]:
    """The weights in a byte each, and what a step of each column is worth: a quarter of the size, the same answers."""
    steps = numpy.maximum(numpy.abs(weights).max(axis=0), 1e-9) / 127
    return {name: numpy.rint(weights / steps).astype(numpy.int8), f"{name}_step": steps.astype(numpy.float32)}


def main() -> None:
    """Learn, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    fronts = front_matter(options.corpus)
    annotated = (law for law in laws(options.gold, options.corpus, options.cache) if law.answers is not None)
    found = [read(law, fronts(law.slug)) for law in annotated]
    work = task(found, alike({law.slug: runs for law, runs in found}))
    learned = learn(work)
    rows = known(work, learned)
    made = left_out(work, rows)
    figures, limit = measured(rows, made, {place for place, law in enumerate(work.laws) if law.source == "dev"})
    write(work, learned, calibrated(judge_of(work.columns, rows), made), limit)
    path = resources.path_of("weights") / "answers.json"
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: figures[name] for name in ("all", "dev", "kinds")}))


if __name__ == "__main__":
    main()
