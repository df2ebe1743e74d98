"""The tile map: one square for each State, small ones as large as large ones, grouped by region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb import resources

LAYOUT = Path(__file__).with_name("world.txt")
STEP = 36
"""Distance from one tile to the next, in units of the drawing."""
SIDE = 32
"""Length of a tile's side."""
WIDEST = 14
"""Tiles in one row of what has no place on the map."""
SHADES = 4
"""Shades of a map that counts."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A square: column and row count from 0; `x` and `y` are its upper left corner in units of the drawing.

    `shade` names its look: held, read, known, none; on a map that counts `n1` (few) to `n4` (many).
    """

    code: str
    x: int
    y: int
    width: int
    shade: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Region:
    """The tiles of one part of the world and the size of their drawing."""

    id: str
    tiles: tuple[Tile, ...]
    width: int
    height: int


def tile_map(states: Mapping[str, str], counts: Mapping[str, int] | None = None) -> tuple[Region, ...]:
    """The map by region; `states` gives the look of each jurisdiction (none where it is missing), `counts` the number
    behind it. Organisations, specimens and States without a place of their own follow in rows."""
    placed = layout()
    regions = [
        Region(
            region,
            tuple(_tile(code, column, row, states, counts) for code, column, row in squares),
            _size([column for _, column, _ in squares]),
            _size([row for _, _, row in squares]),
        )
        for region, squares in placed.items()
    ]
    on_map = {code for squares in placed.values() for code, _, _ in squares}
    known = resources.jurisdictions()
    rest = [code for code in states if code not in on_map and code in known and not known[code].parent]
    for name, codes in (
        ("organisations", [code for code in rest if code.islower()]),
        ("elsewhere", [code for code in rest if not code.islower() and not known[code].specimen]),
        ("specimens", [code for code in rest if known[code].specimen]),
    ):
        if codes:
            regions.append(_row(name, sorted(codes), states, counts))
    return tuple(regions)


def shades(counts: Mapping[str, int]) -> dict[str, str]:
    """A shade for each number over 0, by rank: as many places in one as in the next."""
    values = sorted(value for value in counts.values() if value > 0)
    if not values:
        return {}
    steps = [values[min(len(values) * step // SHADES, len(values) - 1)] for step in range(1, SHADES)]
    return {code: f"n{1 + sum(value > step for step in steps)}" for code, value in counts.items() if value > 0}


@cache
def layout() -> Mapping[str, tuple[tuple[str, int, int], ...]]:
    """Region → (code, column, row) of its tiles."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    region, row = "", 0
    for line in LAYOUT.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("["):
            region, row = line.strip("[]"), 0
            found[region] = []
            continue
        found[region] += [(code, column, row) for column, code in enumerate(line.split()) if code != ".."]
        row += 1
    return {region: tuple(squares) for region, squares in found.items()}


def _row(name: str, codes: Sequence[str], states: Mapping[str, str], counts: Mapping[str, int] | None) -> Region:
    wide = STEP if max(map(len, codes)) == 2 else 2 * STEP
    tiles = tuple(
        Tile(
            code, wide * (place % WIDEST), STEP * (place // WIDEST), wide - STEP + SIDE, states.get(code, "none"),
            counts.get(code, 0) if counts is not None else None,
        )
        for place, code in enumerate(codes)
    )  # fmt: skip
    rows = -(-len(codes) // WIDEST)
    return Region(name, tiles, wide * min(len(codes), WIDEST), rows * STEP)


def _tile(code: str, column: int, row: int, states: Mapping[str, str], counts: Mapping[str, int] | None) -> Tile:
    count = counts.get(code, 0) if counts is not None else None
    return Tile(code, column * STEP, row * STEP, SIDE, states.get(code, "none"), count)


def _size(places: Sequence[int]) -> int:
    return (max(places) + 1) * STEP - (STEP - SIDE)
