"""How much is had, by country and theme."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kb import names
from kb.services.coverage import coverage
from web import here
from web.languages import PREFIX
from web.pages.coverage import coverage_page
from web.presenting import respond
from web.spreadsheet import csv_response

pages = Blueprint("coverage", __name__)


@pages.get(f"{PREFIX}/coverage")
def show() -> Response:
    """The grid of countries and themes and the laws by year, also as CSV."""
    found = coverage(here.kb())
    if request.args.get("format") == "csv" and request.args.get("table") == "years":
        years = ((y.year, y.known, y.read, y.held) for y in found.years)
        return csv_response([("year", "laws_known", "laws_read", "laws_held"), *years], "sselex-coverage-years.csv")
    if request.args.get("format") == "csv":
        head = ("country", "name", "theme", "theme_title", "provisions_held", "articles_read")
        rows = (
            (p.code, names.jurisdiction_name(p.code, here.ui()), t, names.theme_name(t, here.ui()), c.held, c.read)
            for p in found.places
            for t, c in zip(found.themes, p.counts, strict=True)
        )
        return csv_response([head, *rows], "sselex-coverage.csv")
    return respond(coverage_page(found, here.ui()), "coverage.html")
