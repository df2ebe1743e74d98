"""Learn `schemas/weights/themes.npz` from the annotated laws, and measure it on laws that were left out.

Run `python -m ingest.training.themes GOLD CORPUS [--cache FILE]`. GOLD holds `silver` and `dev`. The weights that are
written learn from all laws; the measures, kept beside them in `themes.json`, never look at a law that was learned from:
the regression is solved in its rows, from which each law is taken away in turn.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from ingest.tag.features import divisions_of, features
from ingest.tag.mentions import marked, mentions
from ingest.tag.theme_model import MOST, SIGNS, ThemeModel, chances, signs
from ingest.training.annotated import Annotated, laws
from ingest.training.learning import FOLDS, Ridge, alike, folds, matrix, products, rarity, ridge, runs_of, vocabulary
from kb import resources

VERSION = "7"
STRENGTH = 5.0
"""Penalty of the regression; the measure is flat from 3 to 7."""
PICKED = 0.5
"""What a provision counts that was picked because a rare theme was likely."""
OWN, OWN_SLOPE, FREEDOM = 2.0, 2.0, 3.0
"""How freely a theme's constant and the weight of its sum leave those of all themes: rare themes need low sums."""
FLAT = 0.002
"""Micro-F1 that counts as the same."""
QUOTED = 0.5
"""What a provision counts that was quoted for an answer: it belongs to the theme of the question, perhaps to more."""
LEAST = 2
"""Laws that a feature must be met in."""
ONE_LANGUAGE, LEAST_OF_ONE_LANGUAGE = ("s:", "l:", "k:"), 5
"""Stems of one language mislead where two or three laws in it were read: the senses alone do better there."""
WEIGHTS = {"picked": PICKED, "quoted": QUOTED}
WHOLE = ("silver", "dev")
"""Sources whose laws people read whole: limits and measures look at these alone."""
THEMES = tuple(theme.id for theme in resources.leaf_themes())


@dataclass(frozen=True, slots=True)
class Example:
    """A provision with its features and the themes that it was given. `source` is that of its law, or "quoted"."""

    law: str
    source: str
    language: str
    features: Mapping[str, float]
    themes: tuple[str, ...]


def examples(law: Annotated) -> Iterator[tuple[Example, frozenset[int]]]:
    """The provisions of a law with the features that the tag stage computes, and its runs of words as numbers."""
    for number, text in enumerate(law.texts):
        given = {eid: (law.source, themes) for (place, eid), themes in law.themes.items() if place == number}
        given = {eid: ("quoted", themes) for eid, themes in _quoted(law, number).items()} | given
        if not given:
            continue
        read = set(given)
        found = marked(text, read)
        divisions = {eid: tuple(mentions(" / ".join(h), text.language)) for eid, h in divisions_of(text).items()}
        for one, row in zip(found, features(found, divisions), strict=True):
            if one.provision.eid in given:
                source, themes = given[one.provision.eid]
                yield Example(law.slug, source, one.language or "", row, themes), runs_of(one.stems)


def _quoted(law: Annotated, number: int) -> dict[str, tuple[str, ...]]:
    """The provisions of a text that were quoted for answers: eid → the themes of their questions, most often first."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for answer in law.answers or ():
        for place, eid, _, _ in answer.places:
            if place == number:
                found[eid][resources.questions()[answer.question].theme] += 1
    return {eid: tuple(theme for theme, _ in themes.most_common(MOST)) for eid, themes in found.items()}


@dataclass(frozen=True, slots=True)
class Task:
    """All rows: their laws (files of the same law under one name), features, products with each other, themes."""

    rows: Sequence[Example]
    laws: Any
    names: Sequence[str]
    scale: Any
    features: Any
    products: Any
    wanted: Any
    weights: Any


def task(found: Sequence[tuple[Example, frozenset[int]]]) -> Task:
    """The matrices of all rows."""
    rows = [row for row, _ in found]
    texts: dict[str, set[int]] = {}
    for row, runs in found:
        texts.setdefault(row.law, set()).update(runs)
    same = alike(texts)
    groups = [same[row.law] for row in rows]
    seen = [row.features for row in rows]
    often = set(vocabulary(seen, groups, LEAST_OF_ONE_LANGUAGE))
    names = [name for name in vocabulary(seen, groups, LEAST) if name[:2] not in ONE_LANGUAGE or name in often]
    plain = matrix((row.features for row in rows), names)
    scale = rarity(plain, names)
    scaled = plain.multiply(scale.reshape(1, -1)).tocsr().astype(numpy.float32)
    return Task(
        rows,
        numpy.array(groups),
        names,
        scale,
        scaled,
        products(scaled),
        numpy.array([[theme in row.themes for theme in THEMES] for row in rows], dtype=numpy.float32),
        numpy.array([WEIGHTS.get(row.source, 1.0) for row in rows], dtype=numpy.float32),
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """What makes themes of signs: how much each counts for each theme, and the chances that a theme needs."""

    judge: Any
    first: float
    further: float


def learn(work: Task) -> Ridge:
    """The weights of all laws, as sums over their rows; any law can be left out afterwards."""
    return ridge(work.products, work.wanted, work.weights, STRENGTH)


def sums_without(work: Task, learned: Ridge, groups: Any) -> Any:
    """The sums of weights of each row when no row of its group was learned from, a column a theme."""
    found = numpy.zeros_like(work.wanted)
    for group in sorted(set(groups)):
        members = numpy.flatnonzero(groups == group)
        found[members] = work.products[members] @ learned.without(members) + learned.mean
    return found


def law_signs(work: Task, sums: Any) -> Any:
    """The signs of all rows: (row, theme, sign). A law read whole has its rows in their order; a row picked out of a
    law has no neighbours."""
    found = numpy.zeros((*sums.shape, SIGNS), dtype=numpy.float32)
    of_law: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(work.rows):
        of_law[row.law if row.source in WHOLE else f"{row.law} {place}"].append(place)
    for rows in of_law.values():
        found[rows] = signs(sums[rows]).transpose(1, 2, 0)
    return found


def limits(work: Task, seen: Any, rows: Any) -> Limits:
    """Learned from some rows, those of laws read whole: the chances, and the limits with the highest micro-F1."""
    rows = rows[[work.rows[row].source in WHOLE for row in rows]]
    wanted = work.wanted[rows]
    judge = judged(seen[rows], wanted)
    scores = chances(seen[rows].transpose(2, 0, 1), judge)
    ranked = numpy.argsort(-scores, axis=1)[:, :MOST]
    high, right = numpy.take_along_axis(scores, ranked, 1), numpy.take_along_axis(wanted, ranked, 1) > 0
    measured = []
    for first in numpy.arange(0.0, 0.4, 0.02):
        for further in numpy.arange(0.2, 0.6, 0.02):
            given = high >= further
            given[:, 0] = high[:, 0] >= first
            f1 = 2 * (given & right).sum() / (given.sum() + wanted.sum())
            measured.append((float(f1), float(first), float(further)))
    best = max(measured)
    # The top is flat: the lowest limit of the first theme on it gives more provisions a right one.
    _, first, further = min((one for one in measured if one[0] >= best[0] - FLAT), key=lambda one: (one[1], -one[0]))
    return Limits(judge, first, further)


def judged(seen: Any, wanted: Any) -> Any:
    """What each sign counts for each theme, with a constant: one regression for all themes, from which the constant and
    the weight of a theme's own sum may differ somewhat."""
    from scipy import sparse  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression

    plain = seen.reshape(-1, SIGNS).astype(numpy.float64)
    mean, spread = plain.mean(axis=0), plain.std(axis=0) + 1e-9
    plain = (plain - mean) / spread
    count = wanted.shape[1]
    theme = numpy.tile(numpy.arange(count), len(wanted))
    places = numpy.arange(len(plain))

    def spaced(values: Any, scale: float) -> Any:
        return scale * sparse.csr_matrix((values, (places, theme)), shape=(len(plain), count))

    blocks = [sparse.csr_matrix(plain), spaced(numpy.ones(len(plain)), OWN), spaced(plain[:, 0], OWN_SLOPE)]
    model = LogisticRegression(C=FREEDOM, max_iter=300).fit(sparse.hstack(blocks).tocsr(), wanted.ravel() > 0)
    coefficients = model.coef_[0]
    weights = numpy.repeat(coefficients[:SIGNS].reshape(-1, 1), count, axis=1)
    constants = model.intercept_[0] + OWN * coefficients[SIGNS : SIGNS + count]
    weights[0] += OWN_SLOPE * coefficients[SIGNS + count :]
    weights = weights / spread.reshape(-1, 1)
    return numpy.vstack([weights, constants - (weights * mean.reshape(-1, 1)).sum(axis=0)])


def left_out(work: Task, sums: Any) -> list[list[str]]:
    """The themes given to each row; the chances and limits, too, are learned from other laws."""
    fold = folds(work.laws.tolist())
    seen = law_signs(work, sums)
    given: list[list[str]] = [[] for _ in work.rows]
    for number in range(FOLDS):
        found = limits(work, seen, numpy.flatnonzero(fold != number))
        chooser = model([], numpy.zeros((1, len(THEMES))), found)
        for row in numpy.flatnonzero(fold == number).tolist():
            scores = chances(seen[row : row + 1].transpose(2, 0, 1), found.judge)[0]
            given[row] = [THEMES[column] for column, _ in chooser.choose(scores)]
    return given


def model(names: Sequence[str], weights: Any, found: Limits) -> ThemeModel:
    """The model as the tag stage uses it."""
    rows = {name: row for row, name in enumerate(names)}
    return ThemeModel(THEMES, rows, weights, found.judge, found.first, found.further, VERSION)


def measures(rows: Sequence[Example], given: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Micro-F1 and share of right top themes: over all whole laws, the development laws, by language, by theme."""
    pairs = [(row, set(row.themes), list(got)) for row, got in zip(rows, given, strict=True) if row.source in WHOLE]
    found: dict[str, Any] = {
        "all": _figures([pair[1:] for pair in pairs]),
        "dev": _figures([pair[1:] for pair in pairs if pair[0].source == "dev"]),
        "languages": {},
        "themes": {},
    }
    for language in sorted({row.language for row, _, _ in pairs}):
        found["languages"][language] = _figures([pair[1:] for pair in pairs if pair[0].language == language])
    for theme in THEMES:
        only = [(want & {theme}, [t for t in got if t == theme]) for _, want, got in pairs]
        found["themes"][theme] = {**_figures(only), "provisions": sum(bool(want) for want, _ in only)}
    return found


def _figures(pairs: Sequence[tuple[set[str], list[str]]]) -> dict[str, float]:
    count: Counter[str] = Counter()
    for want, got in pairs:
        count["right"] += len(want & set(got))
        count["given"] += len(got)
        count["wanted"] += len(want)
        if want:
            count["with"] += 1
            count["top"] += bool(got) and got[0] in want
    f1 = 2 * count["right"] / max(1, count["given"] + count["wanted"])
    return {"f1": round(f1, 3), "top": round(count["top"] / max(1, count["with"]), 3), "provisions": len(pairs)}


def main() -> None:
    """Learn, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    without, work = (
        task([row for law in laws(options.gold, options.corpus, options.cache, ours=ours) for row in examples(law)])
        for ours in (False, True)
    )
    bare = measures(without.rows, left_out(without, sums_without(without, learn(without), without.laws)))
    found = write(work, resources.path_of("weights"), {name: bare[name] for name in ("all", "dev")})
    print(json.dumps({name: found[name] for name in ("all", "dev")}))


def write(work: Task, folder: Path, bare: Mapping[str, Any]) -> dict[str, Any]:
    """Learn, write the weights and the measures into a folder, and give the measures; `bare` are those of the annotated
    laws alone."""
    learned = learn(work)
    sums = sums_without(work, learned, work.laws)
    found = measures(work.rows, left_out(work, sums))
    unseen = sums_without(work, learned, numpy.array([row.language for row in work.rows]))
    without = measures(work.rows, left_out(work, unseen))
    found["languages unseen"] = {name: without[name] for name in ("all", "languages")}
    found["without our material"] = bare
    whole = limits(work, law_signs(work, sums), numpy.arange(len(work.rows)))
    weights = (work.features.T @ learned.dual) * work.scale.reshape(-1, 1)
    numpy.savez_compressed(
        folder / "themes.npz",
        themes=numpy.array(THEMES), features=numpy.array(work.names),
        weights=numpy.vstack([weights, learned.mean]).astype(numpy.float16),
        judge=whole.judge, first=whole.first, further=whole.further, version=VERSION,
    )  # fmt: skip
    (folder / "themes.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return found


if __name__ == "__main__":
    main()
