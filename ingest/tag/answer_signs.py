"""From the scores of a law's provisions and sentences to the signs by which an answer is held to be right.

The same functions serve the learned model and the script that learns it from scores of laws that were left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy

    Matrix: TypeAlias = numpy.ndarray[Any, Any]

NOISE, NOISE_OF_SENTENCE = 0.05, 0.03
"""Scores below say nothing of how much of a law speaks for an answer."""
NOT_CUED = -0.1
"""What the score of a law counts as where no sentence holds the cues."""
LEADING = [1, 4, 7, 8, 16, 17]
"""Signs by which a value leads or not: the best provision, the law, the best sentence alone and with its provision,
turns of phrase."""
FIRST = 3
"""Provisions whose mean score counts beside the best one's."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How much each provision, each sentence and the whole law speak for each column; `homes` are the sentences'
    provisions, `prior` the share of laws that have the answer of each column, `cover` whether each
    sentence holds its cues (behind the columns, those of a value 0), `opening` the same for the law's first words,
    `told` whether a sentence holds a turn of phrase for it."""

    provisions: Matrix
    sentences: Matrix
    homes: Matrix
    law: Matrix
    prior: Matrix
    cover: Matrix
    opening: Matrix
    told: Matrix

    @property
    def joint(self) -> Matrix:
        """The scores of the sentences with those of their provisions."""
        import numpy

        return numpy.asarray(self.sentences + self.provisions[self.homes])

    def joint_of(self, column: int) -> Matrix:
        """The same for one column."""
        import numpy

        return numpy.asarray(self.sentences[:, column] + self.provisions[self.homes, column])


def common_signs(scores: Scores) -> Matrix:
    """A row a column of the scores: what it says by itself."""
    import numpy

    ranked = numpy.sort(scores.provisions, axis=0)[::-1]
    best = ranked[0]
    positive = numpy.sqrt(numpy.maximum(best, 0))
    none = numpy.zeros_like(best)
    own = scores.sentences.max(axis=0) if len(scores.sentences) else none
    together = scores.joint
    joint = together.max(axis=0) if len(scores.sentences) else none
    several = numpy.maximum(scores.sentences - NOISE_OF_SENTENCE, 0).sum(axis=0) if len(scores.sentences) else none
    cued = [*_cued(scores, together), *_told(scores, together)] if len(scores.sentences) else [none] * 7
    return numpy.stack(
        [
            positive, best, ranked[:FIRST].mean(axis=0), numpy.log1p(numpy.maximum(ranked - NOISE, 0).sum(axis=0)),
            scores.law, numpy.log(scores.prior / (1 - scores.prior)), positive * numpy.clip(scores.law, 0, 1),
            own, joint, numpy.sqrt(numpy.maximum(own, 0)), numpy.log1p(several), *cued,
            scores.opening[: len(best)].astype(float),
        ],
        axis=1,
    )  # fmt: skip


def _cued(scores: Scores, joint: Matrix) -> list[Matrix]:
    """For each column: whether a sentence holds its cues, how many do, the highest scores of those."""
    import numpy

    cover = scores.cover[:, : scores.sentences.shape[1]]
    return [
        cover.max(axis=0), numpy.log1p(cover.sum(axis=0)),
        numpy.where(cover, joint, NOT_CUED).max(axis=0),
        numpy.where(cover, scores.sentences, NOT_CUED).max(axis=0),
    ]  # fmt: skip


def _told(scores: Scores, joint: Matrix) -> list[Matrix]:
    """For each column: whether a sentence tells it, how many do, the highest score of those."""
    import numpy

    return [
        scores.told.max(axis=0).astype(float), numpy.log1p(scores.told.sum(axis=0)),
        numpy.where(scores.told, joint, NOT_CUED).max(axis=0),
    ]  # fmt: skip


def choice_signs(scores: Scores, common: Matrix, question: int, values: Sequence[int]) -> Matrix:
    """A row for each value of a question that has a list: its signs, those of the question, whether the
    law's first words name another value, the lead over others."""
    import numpy

    columns = list(values)
    own = common[columns]
    place = int(scores.provisions[:, question].argmax())
    witnesses = _witnesses(scores, question, columns)
    lead = _others(own[:, LEADING]) - own[:, LEADING]
    ahead = _others(witnesses) - witnesses
    count = len(columns)
    return numpy.hstack(
        [
            numpy.tile(common[question], (count, 1)), own, _others(own[:, -1:]),
            (scores.prior[columns] / scores.prior[question]).reshape(-1, 1), lead,
            scores.provisions[place, columns].reshape(-1, 1), numpy.full((count, 1), numpy.log(len(scores.provisions))),
            witnesses, ahead,
        ]
    )  # fmt: skip


def _others(rows: Matrix) -> Matrix:
    """For each row the highest of the other rows, column by column; 0 where it is alone."""
    import numpy

    if len(rows) == 1:
        return numpy.zeros_like(rows)
    ranked = numpy.sort(rows, axis=0)
    first = numpy.arange(len(rows)).reshape(-1, 1) == rows.argmax(axis=0)
    return numpy.asarray(numpy.where(first, ranked[-2], ranked[-1]))


def _witnesses(scores: Scores, question: int, columns: Sequence[int]) -> Matrix:
    """A row for each value: how many sentences hold its cues and those of the question; how much the best of them, and
    the best of all that hold its own cues, speaks for the question; the same of the provisions around; whether the
    provision that speaks most for the question holds them."""
    import numpy

    if not len(scores.sentences):
        return numpy.zeros((len(columns), 5))
    joint = scores.joint_of(question)
    home = scores.provisions[scores.homes, question]
    asked = scores.cover[:, question]
    held = scores.cover[:, columns].T
    both = held & asked if asked.any() else held
    around = numpy.where(held, home, NOT_CUED).max(axis=1)
    return numpy.stack(
        [
            numpy.log1p(both.sum(axis=1)), numpy.where(both, joint, NOT_CUED).max(axis=1),
            numpy.where(held, joint, NOT_CUED).max(axis=1), around, (around >= home.max() - 1e-6).astype(float),
        ],
        axis=1,
    )  # fmt: skip


def read_signs(
    scores: Scores,
    common: Matrix,
    question: int,
    groups: Sequence[Sequence[int]],
    shares: Sequence[float],
    alone: Sequence[float],
    around: Sequence[Sequence[float]],
) -> Matrix:
    """A row for each value read: `groups` are the sentences that it was read in, `shares` how usual it is, `alone`
    whether one of them holds no other value, `around` what stands beside it and its place among the values."""
    import numpy

    best, joint = float(common[question, 1]), float(common[question, 8])
    found = []
    for rows, share, single, beside in zip(groups, shares, alone, around, strict=True):
        places = list(rows)
        cover = scores.cover[places, question]
        home = scores.provisions[scores.homes[places], question]
        own = scores.sentences[places, question]
        both = home + own
        found.append(
            [
                home.max(), home.max() / max(0.02, best), float(home.max() >= best - 1e-6), own.max(), both.max(),
                both.max() - joint, float(both.max() >= joint - 1e-6), numpy.log1p(len(places)), numpy.log(len(groups)),
                numpy.log(share), share, single, cover.max(), numpy.where(cover, both, NOT_CUED).max(),
                scores.told[places, question].max(), *beside,
            ]
        )  # fmt: skip
    return numpy.hstack([numpy.tile(common[question], (len(groups), 1)), numpy.array(found)])


def best_row(scores: Scores, columns: Sequence[int], rows: Sequence[int] | None = None) -> int:
    """The sentence (among `rows`) that speaks most for these columns together."""
    import numpy

    places = numpy.arange(len(scores.homes)) if rows is None else numpy.array(rows)
    chosen = list(columns)
    own = scores.sentences if rows is None else scores.sentences[places]
    joint = own[:, chosen] + scores.provisions[scores.homes[places]][:, chosen]
    return int(places[joint.mean(axis=1).argmax()])


def best_list(chances: Mapping[str, float]) -> tuple[list[str], float]:
    """The items to list so that half of all that are listed or right are both; and how likely that is."""
    ranked = sorted(chances.items(), key=lambda item: -item[1])
    options = []
    for count in range(1, len(ranked) + 1):
        inside = _counts([chance for _, chance in ranked[:count]])
        outside = _counts([chance for _, chance in ranked[count:]])
        likely = sum(
            inside[met] * sum(outside[: max(0, 2 * met - count + 1)]) for met in range((count + 1) // 2, count + 1)
        )
        options.append((likely, -count))
    share, count = max(options)
    return [name for name, _ in ranked[:-count]], share


def _counts(chances: Sequence[float]) -> list[float]:
    """How likely it is that none, one, two … of several items are right."""
    found = [1.0]
    for chance in chances:
        found = [
            (found[place] if place < len(found) else 0.0) * (1 - chance) + (found[place - 1] * chance if place else 0.0)
            for place in range(len(found) + 1)
        ]
    return found
