"""The timeline: one mark for each law, stacked by year."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
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
"""Marks in one column; where a year has more laws, each mark stands for several."""

Look = Literal["law", "bill", "repealed"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A law in its column, or several of one look (`work` is None): `x` and `y` are the upper left corner of its
    square."""

    year: int
    work: DatedWork | None
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
    """The drawing; `earlier` is the first year of the column at the left, None where it is empty; `each` is how many
    laws a mark stands for."""

    marks: tuple[Mark, ...]
    years: tuple[Year, ...]
    width: int
    height: int
    baseline: int
    busiest: int | None
    earlier: int | None
    each: int


def timeline(works: Iterable[DatedWork], until: int) -> Timeline:
    """Laws by year from 1945 to `until`; what is dated later stands in the last column."""
    dated = [(min(max(int(work.date[:4]), FIRST - 2), until), work) for work in works if work.date[:4].isdecimal()]
    counted = Counter(year for year, _ in dated)
    each = max(1, math.ceil(max(counted.values(), default=0) / MOST))
    columns: dict[int, dict[Look, list[DatedWork]]] = defaultdict(lambda: defaultdict(list))
    for year, work in dated:
        columns[year][_look(work.status, work.instrument)].append(work)
    stacks = {
        year: [(look, some[place]) for look, some in looks.items() for place in range(0, len(some), each)]
        for year, looks in columns.items()
    }
    if each == 1:
        # In the order of their days, whatever their look.
        stacks = {year: [] for year in columns}
        for year, work in dated:
            stacks[year].append((_look(work.status, work.instrument), work))
    baseline = max((len(stack) for stack in stacks.values()), default=0) * STEP
    marks = [
        Mark(year, work if each == 1 else None, look, _x(year), baseline - (place + 1) * STEP)
        for year, stack in stacks.items()
        for place, (look, work) in enumerate(stack)
    ]
    years = tuple(
        Year(year, _x(year), counted[year], year % 10 == 0)
        for year in [FIRST - 2, *range(FIRST, until + 1)]
        if counted[year] or year % 10 == 0
    )
    early = [int(work.date[:4]) for year, work in dated if year < FIRST]
    real = {year: count for year, count in counted.items() if year >= FIRST}
    return Timeline(
        tuple(marks), years, _x(until) + SIDE, baseline + LABELS, baseline,
        max(real, key=lambda year: (real[year], year)) if real else None, min(early, default=None), each,
    )  # fmt: skip


def _x(year: int) -> int:
    return (year - (FIRST - 2)) * STEP


def _look(status: str, instrument: str | None) -> Look:
    if status == "bill" or instrument == "bill":
        return "bill"
    return "repealed" if status in ("repealed", "expired") else "law"
