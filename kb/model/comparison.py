"""Comparison tables: what stands in a cell, and which kind of gap an empty one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from kb.model.tags import Beside, Reading

CellState = Literal["reviewed", "suggested", "read", "none-found", "no-text", "not-searched"]
"""reviewed, suggested: provisions of held texts; read: only facts that a person read; none-found: texts are held and
were searched; no-text: works are known, none is held; not-searched: nothing is known, or nobody looked."""


EntryState = Literal["reviewed", "suggested", "read"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One provision or one reading in a cell.

    `expression` and `eid` are None where the text is not held. `value` is the typed answer in an answers table, None in
    a theme matrix; `beside` is what the answer says beside it. `text` is verbatim, in `language`. `reading` is the fact
    that a person read, when one is attached.
    """

    work: str
    jurisdiction: str
    title: str
    state: EntryState
    num: str
    heading: str | None = None
    text: str = ""
    language: str | None = None
    expression: str | None = None
    eid: str | None = None
    page: int | None = None
    score: float | None = None
    value: Any = None
    quote: str = ""
    official_url: str | None = None
    specimen: bool = False
    reading: Reading | None = None
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One row and one column. `total` counts all entries, of which the best are given.

    `searched_by` and `searched_on` (ISO day) say who looked and when, for cells where a text is held.
    """

    row: str
    column: str
    state: CellState
    entries: tuple[Entry, ...] = ()
    total: int = 0
    searched_by: str | None = None
    searched_on: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A State or organisation: how many works of it are known, and of how many the text is held."""

    code: str
    works: int
    held: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows (theme or question ids) × columns (States or organisations); `cells[row][column]` in the same order."""

    kind: Literal["themes", "answers"]
    rows: tuple[str, ...]
    columns: tuple[Column, ...]
    cells: tuple[tuple[Cell, ...], ...]

    def cell(self, row: str, column: str) -> Cell:
        """One cell; raises KeyError for a row or column that is not in the matrix."""
        codes = [c.code for c in self.columns]
        if row not in self.rows or column not in codes:
            raise KeyError((row, column))
        return self.cells[self.rows.index(row)][codes.index(column)]
