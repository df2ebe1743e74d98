"""The API: what the pages show, under addresses that stay. Any page is also given as JSON by `?format=json`."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kb.errors import NotFound
from kb.services import reading
from web import here, params
from web.pages.api import about_work, works_page
from web.pages.text import text_page
from web.params import permalink
from web.presenting import respond
from web.views import search

pages = Blueprint("api", __name__, url_prefix="/api/v1")


@pages.after_request
def readable_from_anywhere(response: Response) -> Response:
    """Programs in browsers may read what everybody may read."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@pages.get("/search")
def find() -> Response:
    """A search: the parameters of the search page, and `lang` for the language of the words around the answer."""
    return respond(search.answer())


@pages.get("/works")
def works() -> Response:
    """Works by jurisdiction and date, 100 a page: `country` and `held` limit them, `after` is the last id before."""
    arguments = request.args
    found = reading.works(
        here.kb(),
        country=arguments.get("country") or None,
        held=params.yes_no(arguments, "held"),
        after=arguments.get("after") or None,
        limit=params.whole(arguments, "limit", default=100, most=500),
    )
    return respond(works_page(found, request.args))


@pages.get("/works/<path:uri>")
def work(uri: str) -> Response:
    """One work with the texts held of it, by its lasting address without `/akn/`."""
    found = reading.text(here.kb(), permalink(f"akn/{uri}").work, language=here.ui())
    return respond(about_work(found))


@pages.get("/texts/<path:uri>")
def text(uri: str) -> Response:
    """One text with its provisions, by its lasting address without `/akn/`."""
    named = permalink(f"akn/{uri}")
    page = text_page(reading.text(here.kb(), named.work, named.expression, language=here.ui()), named.eid)
    if page.expression is None or (named.eid and page.lit is None):
        more = f"/api/v1/works{named.work.removeprefix('/akn')} tells what is known."
        raise NotFound(f"No text /akn/{uri} is held.", advice=more)
    return respond(page)
