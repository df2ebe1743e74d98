"""Comparing."""

from __future__ import annotations

from typing import Literal, cast

from flask import Blueprint, Response, request

from kb import resources
from kb.model.comparison import Matrix
from kb.services import reading
from kb.services.reading import Place
from web import here, params
from web.languages import PREFIX
from web.pages.compare import ORDERS, compare_page, ordered
from web.presenting import respond
from web.spreadsheet import csv_response, matrix_rows, xlsx_response
from web.word import docx_response

pages = Blueprint("compare", __name__)

FIRST_COUNTRIES = 4
FIRST_THEMES = ("entities-profit-assets", "partnership-procurement")
FIRST_QUESTIONS = ("entities-profit-assets.q1", "entities-profit-assets.q3", "entities-profit-assets.q5")
"""What is shown where the address names nothing: questions on which laws of many countries were read."""


@pages.get(f"{PREFIX}/compare")
def show() -> Response:
    """Countries beside each other, on themes or on questions."""
    arguments = request.args
    view = cast(Literal["themes", "answers"], params.one_of(arguments, "view", ("themes", "answers"), "themes"))
    places = reading.places(here.kb())
    countries = params.countries(arguments)
    themes = params.several(arguments, "theme", [t.id for t in resources.leaf_themes()], most=params.MOST_ROWS)
    questions = params.several(arguments, "question", resources.questions(), most=params.MOST_ROWS)
    proposed = not (countries or themes or questions)
    order = params.one_of(arguments, "order", ORDERS, "given")
    by = next(iter(params.several(arguments, "by", resources.questions(), most=1)), None)
    rows = themes or FIRST_THEMES
    if view == "answers":
        rows = questions or tuple(q.id for q in resources.questions().values() if q.theme in themes) or FIRST_QUESTIONS
    chosen = countries or _best_known(places)
    matrix: Matrix | None = None
    if chosen:
        matrix = reading.comparison(here.kb(), view, rows[: params.MOST_ROWS], chosen, language=here.ui())
        matrix = ordered(matrix, order, by, here.ui())
    if request.args.get("format") == "csv" and matrix is not None:
        return csv_response(matrix_rows(matrix), "sselex-comparison.csv")
    if request.args.get("format") == "xlsx" and matrix is not None:
        return xlsx_response(matrix_rows(matrix), "sselex-comparison.xlsx")
    if request.args.get("format") == "docx" and matrix is not None:
        return docx_response(matrix, "sselex-comparison.docx")
    page = compare_page(view, matrix, places, arguments, proposed=proposed, language=here.ui(), order=order)
    return respond(page, "compare.html")


def _best_known(places: tuple[Place, ...]) -> tuple[str, ...]:
    """The States of which most texts were read or are held; specimens only where there is nothing else."""
    known = resources.jurisdictions()
    states = [p for p in places if p.code in known and not p.code.islower() and (p.held or p.read)]
    states.sort(key=lambda p: (known[p.code].specimen, -(p.held + p.read), p.code))
    return tuple(place.code for place in states[:FIRST_COUNTRIES])
