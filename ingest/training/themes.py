"""Learn `schemas/weights/themes.npz` from the annotated laws, and measure it on laws that were left out.

Run `python -m ingest.training.themes GOLD CORPUS [--cache FILE]`. GOLD holds `silver` and `dev`. The weights that are
written learn from all laws; the measures, kept beside them in `themes.json`, never look at a law that was learned from.
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
from ingest.tag.theme_model import MOST, ThemeModel
from ingest.training.annotated import Annotated, laws
from ingest.training.learning import FOLDS, folds, matrix, separate, vocabulary
from kb import resources

VERSION = "2"
STRENGTH = 3.0
LEAST = 2
"""Laws that a feature must be met in."""
FIRST, FURTHER = 0.05, 0.25
"""Scores that the best theme and a further one need; both lie on a flat top of the measure."""
THEMES = tuple(theme.id for theme in resources.leaf_themes())


@dataclass(frozen=True, slots=True)
class Example:
    """A provision with its features and the themes that people gave it."""

    law: str
    source: str
    language: str
    features: Mapping[str, float]
    themes: tuple[str, ...]


def examples(law: Annotated) -> Iterator[Example]:
    """The annotated provisions of a law, with the features that the tag stage computes."""
    for number, text in enumerate(law.texts):
        if not any(place[0] == number for place in law.themes):
            continue
        found = marked(text)
        divisions = {eid: tuple(mentions(" / ".join(h), text.language)) for eid, h in divisions_of(text).items()}
        for one, row in zip(found, features(found, divisions), strict=True):
            themes = law.themes.get((number, one.provision.eid))
            if themes is not None:
                yield Example(law.slug, law.source, one.provision.language or text.language or "", row, themes)


def model(rows: Sequence[Example], wanted: Any) -> ThemeModel:
    """The model that learns from these rows."""
    names = vocabulary([row.features for row in rows], [row.law for row in rows], LEAST)
    weights = separate(matrix((row.features for row in rows), names), wanted, STRENGTH)
    return ThemeModel(THEMES, {name: row for row, name in enumerate(names)}, weights, FIRST, FURTHER, VERSION)


def left_out(rows: Sequence[Example], wanted: Any) -> list[list[str]]:
    """The themes given to each row by a model that saw no row of its law."""
    fold = folds([row.law for row in rows])
    given: list[list[str]] = [[] for _ in rows]
    for number in range(FOLDS):
        others = numpy.flatnonzero(fold != number).tolist()
        learned = model([rows[place] for place in others], wanted[others])
        for place in numpy.flatnonzero(fold == number).tolist():
            scores = learned.scores([rows[place].features])[0]
            given[place] = [THEMES[column] for column, _ in learned.choose(scores)]
    return given


def measures(rows: Sequence[Example], given: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Micro-F1 and share of right top themes: over all whole laws, the development laws, by language, by theme."""
    pairs = [(row, set(row.themes), list(got)) for row, got in zip(rows, given, strict=True) if row.source != "picked"]
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
    rows = [row for law in laws(options.gold, options.corpus, options.cache) for row in examples(law)]
    wanted = numpy.array([[theme in row.themes for theme in THEMES] for row in rows])
    found = measures(rows, left_out(rows, wanted))
    learned = model(rows, wanted)
    folder = resources.path_of("weights")
    numpy.savez_compressed(
        folder / "themes.npz",
        themes=numpy.array(THEMES), features=numpy.array(list(learned.rows)),
        weights=learned.weights.astype(numpy.float16), first=FIRST, further=FURTHER, version=VERSION,
    )  # fmt: skip
    (folder / "themes.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({name: found[name] for name in ("all", "dev")}), f"most {MOST}")


if __name__ == "__main__":
    main()
