"""How sure an answer is: from the signs of a value to the chance that people would give it too.

Half of the judgement is a sum of weighed signs, half one of small decision trees: signs that mean little by themselves,
as the words of a question in a law that is about something else, count for more or less together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from kb import resources

if TYPE_CHECKING:
    import numpy

    Matrix: TypeAlias = numpy.ndarray[Any, Any]

CHOICES = ("yes-no", "enum", "multi-enum")
DEPTH = 3
"""Signs that a decision tree looks at, one after the other."""
USUAL = 0.1
"""What a value counts as met in addition to the times it was met."""
LEAST = 1e-6


def part_of(question: str) -> str:
    """The answers that are judged together: those chosen from a list, numbers, and texts."""
    kind = resources.questions()[question].answer_type
    return "choice" if kind in CHOICES else kind


@dataclass(frozen=True, slots=True)
class Trees:
    """Complete decision trees, a row each: sign and limit of each node from the top, the worth of each leaf."""

    signs: Matrix
    limits: Matrix
    leaves: Matrix
    constant: float

    def sums(self, rows: Matrix) -> Matrix:
        """What all trees say of each row of signs."""
        import numpy

        trees = numpy.arange(len(self.signs))
        node = numpy.zeros((len(rows), len(self.signs)), dtype=numpy.int64)
        places = numpy.arange(len(rows)).reshape(-1, 1)
        for _ in range(DEPTH):
            node = 2 * node + 1 + (rows[places, self.signs[trees, node]] > self.limits[trees, node])
        return numpy.asarray(self.leaves[trees, node - (2**DEPTH - 1)].sum(axis=1) + self.constant)


@dataclass(frozen=True, slots=True)
class Judge:
    """For each question the weights of the signs, the last one a constant; the decision trees of each part; the two
    numbers that make a chance of being right from what both say; how often each value was met in people's answers."""

    weights: Mapping[str, Matrix]
    trees: Mapping[str, Trees]
    chances: Mapping[str, tuple[float, float]]
    usual: Mapping[str, Mapping[float, int]]

    def items(self, signs: Mapping[str, Matrix]) -> Mapping[str, Matrix]:
        """The chance of each value of each question, from the rows of their signs."""
        import numpy

        found: dict[str, Matrix] = {}
        parts: dict[str, list[str]] = {}
        for question in signs:
            parts.setdefault(part_of(question), []).append(question)
        for part, questions in parts.items():
            rows = numpy.vstack([signs[question] for question in questions])
            grown = self.trees[part].sums(rows)
            first = 0
            for question in questions:
                own, weights = signs[question], self.weights[question]
                said = grown[first : first + len(own)]
                first += len(own)
                weighed = own @ weights[: own.shape[1]] + weights[-1]
                found[question] = numpy.asarray(1.0 / (1.0 + numpy.exp(-(weighed + said) / 2)))
        return found

    def sure(self, question: str, chance: float) -> float:
        """The chance of being right of the value that was chosen, as met in laws that were left out."""
        constant, slope = self.chances.get(question, (0.0, 1.0))
        inside = min(1 - LEAST, max(LEAST, chance))
        return 1.0 / (1.0 + math.exp(-(constant + slope * math.log(inside / (1 - inside)))))

    def share(self, question: str, value: float) -> float:
        """How usual a number is among people's answers."""
        known = self.usual.get(question, {})
        near = sum(count for other, count in known.items() if abs(other - value) <= 0.02 * max(1.0, abs(other)))
        return (near + USUAL) / (sum(known.values()) + 2)
