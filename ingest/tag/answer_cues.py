"""Which sentences hold the words by which a question is answered: `schemas/answers/cues.toml`, in every language.

The file names senses of the lexicon and concepts of the thesaurus by their English words. What is learned from a
hundred laws says how much these cues weigh; for a question that few laws answer they say where to look at all.
"""

from __future__ import annotations

import csv
import functools
import json
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from kb import resources, thesaurus

if TYPE_CHECKING:
    import numpy

    Matrix: TypeAlias = numpy.ndarray[Any, Any]

ASK = "ask"
"""The key of the cues of a question; the other keys are values of its list."""
ZERO = "0"
"""The key of the cues of a sentence that means 0 without a number: no distribution at all, a full exemption."""
ZEROS: Mapping[str, int] = {"entities-profit-assets.q2": -2, "support-tax.q2": -1}
"""Where the cues of 0 stand in the rows of `cover`, behind the columns."""
Pattern: TypeAlias = tuple[tuple[str, ...], ...]
"""Groups of English words: one of each is met."""


def cues() -> Mapping[tuple[str, str], Sequence[Pattern]]:
    """(question, value as JSON or "" for the question itself) → its patterns."""
    table = tomllib.loads(resources.path_of("answers/cues.toml").read_text(encoding="utf-8"))
    found = {}
    for question, rows in table.items():
        listed = resources.questions()[question].answer_type in ("enum", "multi-enum")
        for key, patterns in rows.items():
            value = "" if key == ASK else json.dumps(key) if listed else key
            found[question, value] = [
                tuple(tuple(group.split("|")) for group in pattern.split(" + ")) for pattern in patterns
            ]
    return found


@functools.cache
def english() -> Mapping[str, frozenset[str]]:
    """English word → the names that the learned models have for its senses and concepts."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    with resources.path_of("lexicon.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for word in row["en"].split(";"):
                found[word.strip().casefold()].add(f"w:{row['id']}")
    for label, concept in thesaurus.load().labels("en"):
        found[label.casefold()].add(f"w:c{concept}")
    return {word: frozenset(names) for word, names in found.items()}


@functools.cache
def _compiled(columns: tuple[tuple[str, str], ...]) -> tuple[Mapping[str, int], Sequence[tuple[int, int]]]:
    """Name of a sense → its groups, a bit each; for each pattern the bits of its groups and its column's place."""
    known = cues()
    groups: dict[tuple[str, ...], int] = {}
    patterns = []
    for place, column in enumerate(columns):
        for pattern in known.get(column, ()):
            wanted = 0
            for group in pattern:
                wanted |= groups.setdefault(group, 1 << len(groups))
            patterns.append((wanted, place))
    names: defaultdict[str, int] = defaultdict(int)
    for group, bit in groups.items():
        for word in group:
            for name in english()[word.casefold()]:
                names[name] |= bit
    return dict(names), patterns


def cover(columns: tuple[tuple[str, str], ...], sentences: Sequence[Mapping[str, float]]) -> Matrix:
    """A row a sentence, a column an answer: whether the sentence holds the cues of one of its patterns.

    Behind the columns stand those of `ZEROS`.
    """
    import numpy

    zeros = sorted(ZEROS, key=lambda question: ZEROS[question])
    names, patterns = _compiled((*columns, *((question, ZERO) for question in zeros)))
    found = numpy.zeros((len(sentences), len(columns) + len(zeros)), dtype=bool)
    for row, senses in enumerate(sentences):
        met = 0
        for name in senses:
            if name in names:
                met |= names[name]
        if met:
            held = [place for wanted, place in patterns if met & wanted == wanted]
            if held:
                found[row, held] = True
    return found
