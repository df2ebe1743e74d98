"""How much is had, by country, theme and year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, request

from kb import names
from kb.services.coverage import Coverage, coverage
from web import here, params
from web.languages import PREFIX
from web.pages.coverage import coverage_page
from web.presenting import respond
from web.spreadsheet import csv_response, xlsx_response

pages = Blueprint("coverage", __name__)
FORMATS = ("html", "json", "csv", "xlsx")


@pages.get(f"{PREFIX}/coverage")
def show() -> Response:
    """The grid of countries and themes, themes by decade, and the laws by year, for the laws of some years or all; also
    as tables to take away."""
    arguments = request.args
    since, until = params.years(arguments)
    chosen = params.one_of(arguments, "format", FORMATS, "html")
    table = params.one_of(arguments, "table", ("indicators", "years"), "indicators")
    found = coverage(here.kb(), since=since, until=until)
    if chosen in ("csv", "xlsx"):
        rows = _years(found) if table == "years" else _indicators(found)
        name = "sselex-coverage-years" if table == "years" else "sselex-coverage"
        return csv_response(rows, f"{name}.csv") if chosen == "csv" else xlsx_response(rows, f"{name}.xlsx")
    return respond(coverage_page(found, here.ui(), arguments), "coverage.html")


def _years(found: Coverage) -> Iterator[Sequence[object]]:
    yield "year", "laws_known", "laws_read", "laws_held"
    yield from ((year.year, year.known, year.read, year.held) for year in found.years)


def _indicators(found: Coverage) -> Iterator[Sequence[object]]:
    yield (
        "country", "name", "theme", "theme_title", "year", "laws", "provisions_held", "provisions_reviewed",
        "articles_read",
    )  # fmt: skip
    for one in found.indicators:
        yield (
            one.country, names.jurisdiction_name(one.country, here.ui()), one.theme,
            names.theme_name(one.theme, here.ui()), "" if one.year is None else one.year, one.laws, one.held,
            one.reviewed, one.read,
        )  # fmt: skip
