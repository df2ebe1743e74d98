"""Searching."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast, get_args

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from kb import resources
from kb.errors import BadRequest
from kb.model.law import Status
from kb.search.query import KINDS, Filters, Group, SearchQuery, Sort
from kb.services import exporting, searching
from web import here, params
from web.languages import PREFIX
from web.openapi import PLACES, REGIONS
from web.pages.home import EXAMPLES
from web.pages.search import SearchView, search_view
from web.presenting import respond

pages = Blueprint("search", __name__)
Versions = Literal["current", "all"]

PER_PAGE = {"provisions": 20, "works": 10, "countries": 10}
DEEPEST = 500
"""Last page that can be opened; what lies deeper is reached by filters."""


@pages.get(f"{PREFIX}/search")
def show() -> Response:
    """A question and its answer; without a question, help to ask one."""
    return respond(answer(), "search.html")


@pages.get(f"{PREFIX}/search/export.<wanted>")
def export(wanted: str) -> Response:
    """Every hit of a question as a file; the whole list, whatever page was looked at."""
    query = asked()
    if not query.text and not query.filters:
        raise BadRequest("An export needs a question: give q, or a filter such as country=ES.")
    pieces = exporting.export(here.kb(), query, wanted, address=here.kb().settings.public_url.rstrip("/"))
    response = Response(pieces, content_type=f"{exporting.MEDIA_TYPES[wanted]}; charset=utf-8")
    name = f"sselex-search.{exporting.ENDINGS.get(wanted, wanted)}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def answer() -> SearchView:
    """The page for the parameters of this request."""
    query = asked()
    arguments = _as_read(query)
    if not query.text and not query.filters:
        return search_view(query, arguments, None, EXAMPLES[here.ui()])
    found = searching.search(here.kb(), query)
    unfiltered = None
    if not found.total and query.text and query.filters:
        unfiltered = searching.search(here.kb(), replace(query, filters=Filters(), limit=1, offset=0)).total
    return search_view(query, arguments, found, EXAMPLES[here.ui()], unfiltered)


def _as_read(query: SearchQuery) -> MultiDict[str, str]:
    """The parameters of this request with languages and years as they were read, so that a link that takes one away
    finds it."""
    arguments = request.args.copy()
    filters = query.filters
    if filters.language:
        arguments.setlist("language", filters.language)
    if filters.year_from is not None and filters.year_to is not None:
        arguments["from"], arguments["to"] = f"{filters.year_from:04}", f"{filters.year_to:04}"
    return arguments


def asked() -> SearchQuery:
    """The question of this request; raises `BadRequest`."""
    arguments = request.args
    group = params.one_of(arguments, "group", get_args(Group), "provisions")
    limit = params.whole(arguments, "size", default=PER_PAGE[group], most=100)
    page = params.whole(arguments, "page", default=1, most=DEEPEST)
    first, last = params.years(arguments)
    return SearchQuery(
        text=" ".join(arguments.get("q", "").split()),
        filters=Filters(
            country=params.several(arguments, "country", PLACES),
            region=params.several(arguments, "region", REGIONS),
            language=params.languages(arguments),
            instrument=params.several(arguments, "instrument", resources.instruments()),
            theme=params.several(arguments, "theme", resources.themes()),
            concept=params.several(arguments, "concept", here.kb().thesaurus.concepts),
            status=params.several(arguments, "status", get_args(Status)),
            kind=params.several(arguments, "kind", KINDS),
            work=params.several(arguments, "work"),
            year_from=first,
            year_to=last,
            reviewed=params.yes_no(arguments, "reviewed"),
            specimen=params.yes_no(arguments, "specimen"),
            held=params.yes_no(arguments, "held"),
            expression=params.several(arguments, "expression"),
            on=params.day(arguments, "on"),
            versions=cast(Versions, params.one_of(arguments, "versions", get_args(Versions), "current")),
        ),
        sort=cast(Sort, params.one_of(arguments, "sort", get_args(Sort), "relevance")),
        group=cast(Group, group),
        limit=limit,
        offset=(page - 1) * limit,
        expand=params.one_of(arguments, "expand", ("yes", "no"), "yes") == "yes",
        without=frozenset(params.several(arguments, "without")),
        interface_language=here.ui(),
    )
