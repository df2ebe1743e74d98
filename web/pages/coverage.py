"""The page that says how much is had."""

from __future__ import annotations

from dataclasses import dataclass

from kb import names, resources
from kb.services.coverage import Coverage, CoveredYear
from web.pictures.tiles import shades


@dataclass(frozen=True, slots=True)
class Square:
    """One country on one theme; `shade` goes from n1 (few) to n4 (many), `zero` where nothing is had."""

    theme: str
    held: int
    read: int
    shade: str


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One country with its squares and the number of themes on which something is had."""

    code: str
    specimen: bool
    squares: tuple[Square, ...]
    themes: int


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """Countries by name × themes; `widest` is the theme that most countries have, with their number."""

    themes: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    silent: int
    widest: tuple[str, int] | None
    years: tuple[CoveredYear, ...]
    """Laws by year, newest first."""
    most: int
    """Laws of the fullest year."""


def coverage_page(found: Coverage, language: str) -> CoveragePage:
    """The page from what the service counted."""
    counted = {f"{p.code} {t}": c.total for p in found.places for t, c in zip(found.themes, p.counts, strict=True)}
    shade = shades(counted)
    known = resources.jurisdictions()
    rows = tuple(
        CoverageRow(
            place.code,
            place.code in known and known[place.code].specimen,
            tuple(
                Square(theme, count.held, count.read, shade.get(f"{place.code} {theme}", "zero"))
                for theme, count in zip(found.themes, place.counts, strict=True)
            ),
            place.themes,
        )
        for place in found.places
    )
    real = [row for row in rows if not row.specimen]
    by_theme = [sum(bool(row.squares[n].held + row.squares[n].read) for row in real) for n in range(len(found.themes))]
    most = max(by_theme, default=0)
    return CoveragePage(
        found.themes,
        tuple(sorted(rows, key=lambda r: (r.specimen, names.sort_key(names.jurisdiction_name(r.code, language))))),
        found.silent,
        (found.themes[by_theme.index(most)], most) if most else None,
        tuple(reversed(found.years)),
        max((year.known for year in found.years), default=1),
    )
