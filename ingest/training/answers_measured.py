"""How well laws that were left out are answered, and from which chance on an answer is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy

from ingest.tag.answer_judge import Judge
from ingest.tag.answer_model import Candidate
from ingest.tag.answers import IN_FORCE
from ingest.training.judging import Known, chances_of, same
from kb import resources

PRECISION = 0.91
"""Share of right answers, in laws left out, that the limit is set for: the same for all kinds of answers, so that those
that are certain pay for the others."""


@dataclass(frozen=True, slots=True)
class Made:
    """A candidate for a law that its judge did not know: the law's place and fold, and whether people say the same."""

    law: int
    fold: int
    found: Candidate
    right: bool


def judged(place: int, fold: int, law: Known, found: Candidate) -> Made:
    """The candidate beside what people answered."""
    return Made(place, fold, found, same(found.value, law.answers.get(found.question)))


def chances(made: Sequence[Made]) -> dict[str, tuple[float, float]]:
    """What makes a chance of being right of what the judge says, by question."""
    return chances_of([(one.found, one.right) for one in made if one.found.question != IN_FORCE])


def measured(rows: Sequence[Known], made: Sequence[Made], dev: set[int]) -> tuple[dict[str, Any], float]:
    """The measures, and the limit that all laws give; `dev` are the places of the laws annotated in full.

    Chances and limit for the laws of a fold come from the other folds.
    """
    given: list[bool] = []
    folds = sorted({one.fold for one in made})
    ordered = [one for fold in folds for one in made if one.fold == fold]
    for fold in folds:
        others = [one for one in made if one.fold != fold]
        told = chances(others)
        limit = threshold(_sure(others, told), [one.right for one in others])
        given += [sure >= limit for sure in _sure([one for one in made if one.fold == fold], told)]
    kinds = {name: question.answer_type for name, question in resources.questions().items()}
    asked = [(place, question) for place, row in enumerate(rows) for question in row.answers]
    table = [(one.law, one.found.question, told, one.right) for one, told in zip(ordered, given, strict=True)]
    figures: dict[str, Any] = {
        "all": _figures(table, asked),
        "dev": _figures([row for row in table if row[0] in dev], [one for one in asked if one[0] in dev]),
    }
    figures["kinds"] = {
        kind: _figures([row for row in table if kinds[row[1]] == kind], [one for one in asked if kinds[one[1]] == kind])
        for kind in dict.fromkeys(kinds.values())
    }
    figures["questions"] = {
        name: _figures([row for row in table if row[1] == name], [one for one in asked if one[1] == name])
        for name in kinds
    }
    return figures, threshold(_sure(made, chances(made)), [one.right for one in made])


def _sure(made: Sequence[Made], told: dict[str, tuple[float, float]]) -> list[float]:
    """The chance of each candidate; a day that the metadata tell is always given."""
    judge = Judge({}, {}, told, {})
    return [1.0 if one.found.question == IN_FORCE else judge.sure(one.found.question, one.found.sure) for one in made]


def calibrated(judge: Judge, made: Sequence[Made]) -> Judge:
    """The judge with the chances that candidates of laws left out tell."""
    return replace(judge, chances=chances(made))


def threshold(sure: Sequence[float], right: Sequence[bool]) -> float:
    """The least chance from which on the share of right answers is high enough."""
    order = numpy.argsort(-numpy.array(sure), kind="stable")
    shares = numpy.cumsum(numpy.array(right)[order]) / numpy.arange(1, len(order) + 1)
    enough = numpy.flatnonzero(shares >= PRECISION)
    return float(numpy.array(sure)[order][enough[-1]]) if len(enough) else 1.0


def _figures(made: Sequence[tuple[int, str, bool, bool]], asked: Sequence[Any]) -> dict[str, Any]:
    count = sum(given for *_, given, _ in made)
    good = sum(given and right for *_, given, right in made)
    return {
        "precision": round(good / count, 3) if count else None,
        "recall": round(good / len(asked), 3) if asked else None,
        "given": count,
        "answered": len(asked),
    }
