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
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ingest.tag.weighing import known
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


class _Patterns(NamedTuple):
    """The patterns of some columns: each name of a sense with its number; the groups of those names one after the
    other, with the bounds of each name's; for each pattern its groups (the last one repeated), those of one column
    together; the columns that have patterns, and where each one's begin."""

    names: Mapping[str, int]
    groups: Matrix
    bounds: Matrix
    wanted: Matrix
    columns: Matrix
    starts: Matrix


@functools.cache
def _compiled(columns: tuple[tuple[str, str], ...]) -> _Patterns:
    import numpy

    patterns = cues()
    numbers: dict[tuple[str, ...], int] = {}
    wanted, owners = [], []
    most = max(len(pattern) for rows in patterns.values() for pattern in rows)
    for place, column in enumerate(columns):
        for pattern in patterns.get(column, ()):
            places = [numbers.setdefault(group, len(numbers)) for group in pattern]
            wanted.append([*places, *places[-1:] * (most - len(places))])
            owners.append(place)
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for group, number in numbers.items():
        for name in frozenset().union(*(english()[word.casefold()] for word in group)):
            groups[name].append(number)
    held, starts = numpy.unique(numpy.array(owners), return_index=True)
    return _Patterns(
        {name: number for number, name in enumerate(groups)},
        numpy.array([number for row in groups.values() for number in row]),
        numpy.cumsum([0, *map(len, groups.values())]),
        numpy.array(wanted),
        held,
        starts,
    )


def cover(columns: tuple[tuple[str, str], ...], sentences: Sequence[Mapping[str, float]]) -> Matrix:
    """A row a sentence, a column an answer: whether the sentence holds the cues of one of its patterns.

    Behind the columns stand those of `ZEROS`.
    """
    import numpy

    zeros = sorted(ZEROS, key=lambda question: ZEROS[question])
    patterns = _compiled((*columns, *((question, ZERO) for question in zeros)))
    senses = known(sentences, patterns.names)
    first, counts = patterns.bounds[senses.places], numpy.diff(patterns.bounds)[senses.places]
    places = numpy.repeat(first - counts.cumsum() + counts, counts) + numpy.arange(counts.sum())
    held = numpy.zeros((int(patterns.wanted.max()) + 1, len(sentences)), dtype=bool)
    held[patterns.groups[places], numpy.repeat(senses.rows, counts)] = True
    met = numpy.logical_and.reduce([held[groups] for groups in patterns.wanted.T])
    found = numpy.zeros((len(sentences), len(columns) + len(zeros)), dtype=bool)
    found[:, patterns.columns] = numpy.logical_or.reduceat(met, patterns.starts, axis=0).T
    return found
