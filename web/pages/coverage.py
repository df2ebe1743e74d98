"""The page that says how much is had."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from kb import names, resources
from kb.services.coverage import Coverage, CoveredYear
from web.addresses import Address
from web.pictures.tiles import shades

FIRST = 1960
"""Decade before which laws of the field are so few that they share a column."""


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
class Period:
    """A decade by its first year; `before` is the one column for everything older."""

    start: int
    before: bool


@dataclass(frozen=True, slots=True)
class Decade:
    """One theme in the laws of one decade: of how many States and organisations, and how many laws."""

    start: int
    places: int
    laws: int
    shade: str


@dataclass(frozen=True, slots=True)
class ThemeDecades:
    """One theme over time."""

    theme: str
    decades: tuple[Decade, ...]


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """Countries by name × themes; `widest` is the theme that most countries have, with their number. `since` and
    `until` are the years that were asked for; the last fields are addresses of tables to take away."""

    themes: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    silent: int
    widest: tuple[str, int] | None
    years: tuple[CoveredYear, ...]
    """Laws by year, newest first."""
    most: int
    """Laws of the fullest year."""
    periods: tuple[Period, ...]
    decades: tuple[ThemeDecades, ...]
    since: str
    until: str
    csv: str
    workbook: str
    years_csv: str
    years_workbook: str
    data: str


def coverage_page(found: Coverage, language: str, arguments: MultiDict[str, str]) -> CoveragePage:
    """The page from what the service counted."""
    address = Address("coverage.show", arguments)
    periods, decades = _decades(found)
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
        periods,
        decades,
        arguments.get("from", ""),
        arguments.get("to", ""),
        csv=address.setting("format", "csv"),
        workbook=address.setting("format", "xlsx"),
        years_csv=address.setting("format", "csv", table="years"),
        years_workbook=address.setting("format", "xlsx", table="years"),
        data=Address("api.covered", arguments).without("format", "table"),
    )


def _decades(found: Coverage) -> tuple[tuple[Period, ...], tuple[ThemeDecades, ...]]:
    """Themes by decade of the laws, specimens not counted; what is older than `FIRST` stands in one column."""
    known = resources.jurisdictions()
    dated = [
        (max(one.year // 10 * 10, FIRST - 10), one)
        for one in found.indicators
        if one.year is not None and not (one.country in known and known[one.country].specimen)
    ]
    starts = sorted({start for start, _ in dated})
    places: dict[tuple[str, int], set[str]] = defaultdict(set)
    laws: dict[tuple[str, int], int] = defaultdict(int)
    for start, one in dated:
        places[one.theme, start].add(one.country)
        laws[one.theme, start] += one.laws
    shade = shades({f"{theme} {start}": len(some) for (theme, start), some in places.items()})
    return tuple(Period(start, start < FIRST) for start in starts), tuple(
        ThemeDecades(
            theme,
            tuple(
                Decade(start, len(places[theme, start]), laws[theme, start], shade.get(f"{theme} {start}", "zero"))
                for start in starts
            ),
        )
        for theme in found.themes
    )
