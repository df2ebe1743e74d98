"""Learn `schemas/weights/themes.npz` from the annotated laws, and measure it on laws that were left out.

Run `python -m ingest.training.themes GOLD CORPUS [--cache FILE]`. GOLD holds `silver` and `dev`. The weights that are
written learn from all laws; the measures, kept beside them in `themes.json`, never look at a law that was learned from:
the second pass, too, learns from scores of a first pass that had not seen the law.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from ingest.tag.features import divisions_of, features
from ingest.tag.mentions import marked, mentions
from ingest.tag.theme_model import MOST, ThemeModel, chances, surroundings
from ingest.training.annotated import Annotated, laws
from ingest.training.learning import FOLDS, Ridge, alike, folds, matrix, products, rarity, ridge, separate, vocabulary
from kb import resources
from kb.model.law import Provision

VERSION = "3"
STRENGTH = 0.5
"""Penalty of the first pass."""
CONTEXT = 0.05
"""Strength (the inverse of the penalty) of the second pass."""
PICKED = 0.5
"""What a provision counts that was picked because a rare theme was likely."""
LEAST = 2
"""Laws that a feature must be met in."""
THEMES = tuple(theme.id for theme in resources.leaf_themes())


@dataclass(frozen=True, slots=True)
class Example:
    """A provision with its features and the themes that people gave it, None where nobody read it."""

    law: str
    text: int
    source: str
    language: str
    provision: Provision
    features: Mapping[str, float]
    themes: tuple[str, ...] | None


def examples(law: Annotated) -> Iterator[tuple[Example, frozenset[int]]]:
    """The provisions of a law with the features that the tag stage computes, and its runs of words as numbers.

    Of a law that was read whole all provisions, since they are neighbours of others; else the annotated ones.
    """
    for number, text in enumerate(law.texts):
        if not any(place[0] == number for place in law.themes):
            continue
        read = {eid for text_number, eid in law.themes if text_number == number}
        found = marked(text, read if law.source == "picked" else None)
        divisions = {eid: tuple(mentions(" / ".join(h), text.language)) for eid, h in divisions_of(text).items()}
        for one, row in zip(found, features(found, divisions), strict=True):
            themes = law.themes.get((number, one.provision.eid))
            if themes is not None or law.source != "picked":
                runs = zip(*(one.stems[start:] for start in range(8)), strict=False)
                kept = frozenset(number for number in map(_number, runs) if number % 4 == 0)
                yield Example(law.slug, number, law.source, one.language or "", one.provision, row, themes), kept


def _number(run: tuple[str, ...]) -> int:
    from zlib import crc32

    return crc32(" ".join(run).encode())


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
    known: Any
    """Whether a person gave the row's themes."""
    weights: Any


def task(found: Sequence[tuple[Example, frozenset[int]]]) -> Task:
    """The matrices of all rows."""
    rows = [row for row, _ in found]
    texts: dict[str, set[int]] = {}
    for row, runs in found:
        texts.setdefault(row.law, set()).update(runs)
    same = alike(texts)
    groups = [same[row.law] for row in rows]
    names = vocabulary([row.features for row in rows], groups, LEAST)
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
        numpy.array([[theme in (row.themes or ()) for theme in THEMES] for row in rows], dtype=numpy.float32),
        numpy.array([row.themes is not None for row in rows]),
        numpy.array([PICKED if row.source == "picked" else 1.0 for row in rows], dtype=numpy.float32),
    )


@dataclass(frozen=True, slots=True)
class Learned:
    """Both passes, learned from the rows `known`."""

    known: Any
    first: Ridge
    context: Any
    limits: tuple[float, float]


def learn(work: Task, chosen: Any) -> Learned:
    """Learn both passes from the chosen rows."""
    known = numpy.flatnonzero(chosen & work.known)
    first = ridge(work.products[numpy.ix_(known, known)], work.wanted[known], work.weights[known], STRENGTH)
    seen, rows = [], []
    for law in sorted({work.laws[row] for row in known.tolist() if work.rows[row].source != "picked"}):
        members = numpy.flatnonzero(work.laws == law)
        dual = first.without(numpy.flatnonzero(work.laws[known] == law))
        seen.append(_seen(work, members, work.products[numpy.ix_(members, known)] @ dual + first.mean))
        rows.append(members)
    every, order = numpy.vstack(seen), numpy.concatenate(rows)
    read = work.known[order] & (work.weights[order] == 1.0)
    context = separate(every[read], work.wanted[order[read]] > 0, CONTEXT)
    return Learned(known, first, context, limits(chances(every[read], context), work.wanted[order[read]]))


def _seen(work: Task, members: Any, scores: Any) -> Any:
    """The surroundings of the rows of one law, file by file."""
    texts = numpy.array([f"{work.rows[row].law} {work.rows[row].text}" for row in members.tolist()])
    parts = {}
    for text in sorted(set(texts)):
        here = numpy.flatnonzero(texts == text)
        places = [work.rows[row].provision for row in members[here].tolist()]
        parts[text] = here, surroundings(scores[here], places)
    found = numpy.zeros((len(members), next(iter(parts.values()))[1].shape[1]), dtype=numpy.float32)
    for here, part in parts.values():
        found[here] = part
    return found


def limits(scores: Any, wanted: Any) -> tuple[float, float]:
    """The scores that a best and a further theme need for the highest micro-F1."""
    ranked = numpy.argsort(-scores, axis=1)[:, :MOST]
    high, right = numpy.take_along_axis(scores, ranked, 1), numpy.take_along_axis(wanted, ranked, 1) > 0
    best = (0.0, 0.0, 0.0)
    for first in numpy.arange(0.0, 0.4, 0.04):
        for further in numpy.arange(0.2, 0.6, 0.02):
            given = high >= further
            given[:, 0] = high[:, 0] >= first
            f1 = 2 * (given & right).sum() / (given.sum() + wanted.sum())
            best = max(best, (float(f1), float(first), float(further)))
    return best[1:]


def scores_of(work: Task, learned: Learned, members: Any, dual: Any) -> Any:
    """The scores of the rows of one law after both passes, the first with this dual."""
    alone = work.products[numpy.ix_(members, learned.known)] @ dual + learned.first.mean
    return chances(_seen(work, members, alone), learned.context)


def left_out(work: Task) -> list[list[str]]:
    """The themes given to each row by a model that saw no row of its law."""
    fold = folds(work.laws.tolist())
    given: list[list[str]] = [[] for _ in work.rows]
    for number in range(FOLDS):
        learned = learn(work, fold != number)
        for law in sorted(set(work.laws[fold == number])):
            members = numpy.flatnonzero(work.laws == law)
            _give(given, members, scores_of(work, learned, members, learned.first.dual), learned.limits)
    return given


def languages_left_out(work: Task, learned: Learned) -> list[list[str]]:
    """The themes given to each row by a first pass that saw no row in its language."""
    languages = numpy.array([row.language for row in work.rows])
    given: list[list[str]] = [[] for _ in work.rows]
    for language in sorted(set(languages)):
        dual = learned.first.without(numpy.flatnonzero(languages[learned.known] == language))
        for law in sorted(set(work.laws[languages == language])):
            members = numpy.flatnonzero(work.laws == law)
            _give(given, members, scores_of(work, learned, members, dual), learned.limits)
    return given


def _give(given: list[list[str]], members: Any, scores: Any, found: tuple[float, float]) -> None:
    nothing = numpy.zeros((1, 1), dtype=numpy.float32)
    chooser = ThemeModel(THEMES, {}, nothing, nothing, *found, VERSION)
    for row, line in zip(members.tolist(), scores, strict=True):
        given[row] = [THEMES[column] for column, _ in chooser.choose(line)]


def measures(rows: Sequence[Example], given: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Micro-F1 and share of right top themes: over all whole laws, the development laws, by language, by theme."""
    pairs = [
        (row, set(row.themes), list(got))
        for row, got in zip(rows, given, strict=True)
        if row.source != "picked" and row.themes is not None
    ]
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
    work = task([found for law in laws(options.gold, options.corpus, options.cache) for found in examples(law)])
    found = measures(work.rows, left_out(work))
    whole = learn(work, numpy.ones(len(work.rows), dtype=bool))
    unseen = measures(work.rows, languages_left_out(work, whole))
    found["languages unseen"] = {name: unseen[name] for name in ("all", "languages")}
    weights = (work.features[whole.known].T @ whole.first.dual) * work.scale.reshape(-1, 1)
    folder = resources.path_of("weights")
    numpy.savez_compressed(
        folder / "themes.npz",
        themes=numpy.array(THEMES), features=numpy.array(work.names),
        weights=numpy.vstack([weights, whole.first.mean]).astype(numpy.float16),
        context=whole.context.astype(numpy.float32), first=whole.limits[0], further=whole.limits[1], version=VERSION,
    )  # fmt: skip
    (folder / "themes.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: found[name] for name in ("all", "dev")}), whole.limits)


if __name__ == "__main__":
    main()
