"""The timeline: one mark for each law, stacked by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kb.store.overview import DatedWork

FIRST = 1945
"""Years before stand in one column at the left, so that a law of 1873 does not press the others together."""
STEP = 13
SIDE = 10
LABELS = 24
"""Height under the marks for the years."""
MOST = 26
"""Marks in one column; what is over goes into its number only."""

Look = Literal["law", "bill", "repealed"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A law in its column: `x` and `y` are the upper left corner of its square."""

    work: DatedWork
    look: Look
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Year:
    """A column: `label` is written under it every ten years; `count` holds all its laws."""

    year: int
    x: int
    count: int
    label: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing; `earlier` is the first year of the column at the left, None where it is empty."""

    marks: tuple[Mark, ...]
    years: tuple[Year, ...]
    width: int
    height: int
    baseline: int
    busiest: int | None
    earlier: int | None


def timeline(works: Iterable[DatedWork], until: int) -> Timeline:
    """Laws by year from 1945 to `until`; what is dated later stands in the last column."""
    dated = [(min(max(int(work.date[:4]), FIRST - 2), until), work) for work in works if work.date[:4].isdecimal()]
    counted = Counter(year for year, _ in dated)
    tallest = min(max(counted.values(), default=0), MOST)
    baseline = tallest * STEP
    seen: Counter[int] = Counter()
    marks = []
    for year, work in dated:
        if seen[year] < MOST:
            y = baseline - (seen[year] + 1) * STEP
            marks.append(Mark(work, _look(work.status, work.instrument), _x(year), y))
        seen[year] += 1
    years = tuple(
        Year(year, _x(year), counted[year], year % 10 == 0)
        for year in [FIRST - 2, *range(FIRST, until + 1)]
        if counted[year] or year % 10 == 0
    )
    early = [int(work.date[:4]) for year, work in dated if year < FIRST]
    real = {year: count for year, count in counted.items() if year >= FIRST}
    return Timeline(
        tuple(marks), years, _x(until) + SIDE, baseline + LABELS, baseline,
        max(real, key=lambda year: (real[year], year)) if real else None, min(early, default=None),
    )  # fmt: skip


def _x(year: int) -> int:
    return (year - (FIRST - 2)) * STEP


def _look(status: str, instrument: str | None) -> Look:
    if status == "bill" or instrument == "bill":
        return "bill"
    return "repealed" if status in ("repealed", "expired") else "law"
