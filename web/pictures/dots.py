"""The dot plot: a number across countries, each with its name, in order of the number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from kb import names
from kb.model.comparison import Cell
from kb.model.vocabulary import Question

ROW = 24
LEFT = 200
"""Width for the names."""
WIDTH = 640
RIGHT = 60
FEWEST = 3
"""Numbers under which a picture says less than the table."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One text's number: `x` and `y` are the middle of its dot."""

    country: str
    value: float
    x: float
    y: int
    held: bool


@dataclass(frozen=True, slots=True)
class DotPlot:
    """The drawing; `ticks` are values with their place on the line below."""

    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, float], ...]
    median: float
    median_x: float
    width: int
    height: int


def dot_plot(question: Question, cells: Mapping[str, Cell], language: str) -> DotPlot | None:
    """The picture of a question that asks for a number; None for others and for fewer than three countries.

    Amounts of money stay a table: currencies do not compare.
    """
    if question.answer_type != "number" or question.unit == "currency":
        return None
    found = [
        (float(entry.value), code, entry.expression is not None)
        for code, cell in cells.items()
        for entry in cell.entries[:1]
        if isinstance(entry.value, int | float) and not isinstance(entry.value, bool)
    ]
    if len(found) < FEWEST:
        return None
    found.sort(key=lambda each: (-each[0], names.sort_key(names.jurisdiction_name(each[1], language))))
    top = max(value for value, _, _ in found) or 1
    middle = median(value for value, _, _ in found)

    def x(value: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * value / top, 1)

    dots = tuple(
        Dot(code, value, x(value), ROW * row + ROW // 2, held) for row, (value, code, held) in enumerate(found)
    )
    ticks = tuple((value, x(value)) for value in (0.0, top / 2, top))
    return DotPlot(dots, ticks, middle, x(middle), WIDTH, ROW * len(found) + ROW)
