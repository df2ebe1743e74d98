"""Cells that no spreadsheet runs as a formula."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet read a cell as a formula."""


def safe(cell: object) -> object:
    """The cell, a text that begins like a formula behind an apostrophe; numbers and other values as they are."""
    return "'" + cell if isinstance(cell, str) and cell.startswith(FORMULA) else cell
